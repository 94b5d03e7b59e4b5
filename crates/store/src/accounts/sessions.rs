//! Sessions: browsers that are signed in.

use std::net::IpAddr;

use library::{Account, Scope, SessionId, UserId};
use serde::{Deserialize, Serialize};

use super::known::by;
use super::{Credential, Refused, SignedIn};
use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};
use crate::secrets::{Secret, token_hash};
use crate::vault::Place;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// A session ends when it was not used for so long,
const IDLE_MS: i64 = 14 * DAY_MS;
/// and in any case after so long.
const LONGEST_MS: i64 = 90 * DAY_MS;
/// Most sessions of one account: the ones unused for longest end.
const MOST_SESSIONS: i64 = 50;
const MAX_AGENT: usize = 256;

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identity.
    pub id: SessionId,
    /// What the browser calls itself.
    pub agent: String,
    /// From which address it signed in.
    pub address: String,
    /// When it signed in, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was last used, to the minute.
    pub used_ms: i64,
}

/// What a session tells of a person; sealed.
#[derive(Serialize, Deserialize)]
struct Client {
    agent: String,
    address: String,
}

fn place(created_ms: i64) -> Place {
    Place { table: "sessions", column: "client", row: created_ms }
}

pub(super) fn expires_ms(created_ms: i64, used_ms: i64) -> i64 {
    created_ms.saturating_add(LONGEST_MS).min(used_ms.saturating_add(IDLE_MS))
}

impl Store {
    /// Begins a session of somebody who proved who they are.
    pub(super) async fn begin_session(
        &self,
        account: Account,
        (from, agent): (IpAddr, &str),
        now_ms: i64,
    ) -> Result<(Secret, SignedIn), StoreError> {
        let token = Secret::token()?;
        let agent = agent.chars().filter(|c| !c.is_control()).take(MAX_AGENT).collect();
        let client = serde_json::to_vec(&Client { agent, address: from.to_string() })?;
        let client = self.data_key(account.id).await?.seal(&place(now_ms), &client)?;
        let mut writing = self.write_durably().await?;
        end_old(&mut writing, account.id, now_ms).await?;
        let sql = "INSERT INTO sessions (user_id, token, client, created_ms, used_ms) \
                   VALUES ($1, $2, $3, $4, $4) RETURNING id";
        let hash = token_hash(token.expose());
        let id: i64 = on!(&mut writing, |db| {
            let insert = sqlx::query_scalar(sql).bind(account.id.0).bind(&hash.as_bytes()[..]);
            insert.bind(&client).bind(now_ms).fetch_one(db).await?
        });
        writing.keep().await?;
        let by = Credential::Session(SessionId(id));
        Ok((token, SignedIn { account, scope: Scope::Manage, by }))
    }

    /// Whose session a token is.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    pub async fn session(&self, token: &str, now_ms: i64) -> Result<SignedIn, StoreError> {
        let hash = token_hash(token);
        let meet = self.meet_by_session(hash.as_bytes(), now_ms);
        self.let_in_by((by("session", token), Refused::Expired), now_ms, meet).await
    }

    /// The sessions of an account, the one used last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, user: UserId, now_ms: i64) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT id, client, created_ms, used_ms FROM sessions WHERE user_id = $1 \
                   ORDER BY used_ms DESC, id DESC";
        let rows: Vec<(i64, Vec<u8>, i64, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let data_key = self.data_key(user).await?;
        let mut sessions = Vec::new();
        for (id, client, created_ms, used_ms) in rows {
            if expires_ms(created_ms, used_ms) > now_ms {
                let client = data_key.open(&place(created_ms), &client)?;
                let Client { agent, address } = serde_json::from_slice(&client)?;
                let id = SessionId(id);
                sessions.push(Session { id, agent, address, created_ms, used_ms });
            }
        }
        Ok(sessions)
    }

    /// Ends a session of an account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchKey`], also when it is another account's.
    pub async fn end_session(&self, user: UserId, id: SessionId) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        let sql = "DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(id.0).bind(user.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchKey)?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }

    /// Ends all sessions of an account but one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sessions(
        &self,
        user: UserId,
        but: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        end_all(&mut writing, user, but).await?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }
}

/// Ends sessions within what is being written.
pub(super) async fn end_all(
    writing: &mut Writing,
    user: UserId,
    but: Option<SessionId>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";
    run!(writing, sqlx::query(sql).bind(user.0).bind(but.map_or(0, |id| id.0)));
    Ok(())
}

/// Makes room for one more session: those that have expired end, and the ones unused for longest.
async fn end_old(writing: &mut Writing, user: UserId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE created_ms <= $1 OR used_ms <= $2";
    let (longest, idle) = (now_ms.saturating_sub(LONGEST_MS), now_ms.saturating_sub(IDLE_MS));
    run!(writing, sqlx::query(sql).bind(longest).bind(idle));
    let sql = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = $1 \
               ORDER BY used_ms DESC, id DESC LIMIT 1000 OFFSET $2)";
    run!(writing, sqlx::query(sql).bind(user.0).bind(MOST_SESSIONS - 1));
    Ok(())
}
