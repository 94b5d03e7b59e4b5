//! Looks up an account with what opens it, for [`super::known`] to remember.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use library::{Account, KeyId, Scope, SessionId, UserId};

use super::device_keys::{place, scope_named};
use super::known::{Met, OpenKey};
use super::sessions::expires_ms;
use super::{Credential, account};
use crate::StoreError;
use crate::engine::{Store, reading};
use crate::secrets::Secret;
use crate::vault::DataKey;

/// The account; then of its key, when it has any: identity, scope, when it was made, expires and was used, secret.
type Row = (
    i64,
    String,
    String,
    i64,
    bool,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<Vec<u8>>,
);

type SessionRow = (i64, String, String, i64, bool, i64, i64, i64);

macro_rules! met_columns {
    ($rest:literal) => {
        concat!(
            "SELECT users.id, name, role, users.created_ms, disabled, device_keys.id, scope, \
             device_keys.created_ms, expires_ms, used_ms, secret FROM users ",
            $rest
        )
    };
}

impl Store {
    /// An account with its app passwords, opened.
    pub(super) async fn meet_by_name(
        &self,
        name_key: &str,
        now_ms: i64,
    ) -> Result<Option<Arc<Met>>, StoreError> {
        let sql = met_columns!(
            "LEFT JOIN device_keys ON user_id = users.id AND kind = 'password' WHERE name_key = $1"
        );
        let rows: Vec<Row> =
            reading!(self, |db| sqlx::query_as(sql).bind(name_key).fetch_all(db).await?);
        let has_keys = rows.first().is_some_and(|row| row.5.is_some());
        let data_key = match rows.first() {
            Some(row) if has_keys => Some(self.data_key(UserId(row.0)).await?),
            _ => None,
        };
        met(rows, data_key.as_deref(), now_ms)
    }

    /// An account by the hash of one of its API keys.
    pub(super) async fn meet_by_api_key(
        &self,
        hash: &[u8],
        now_ms: i64,
    ) -> Result<Option<Arc<Met>>, StoreError> {
        let sql = met_columns!(
            "JOIN device_keys ON user_id = users.id AND kind = 'api' WHERE secret = $1"
        );
        let rows: Vec<Row> =
            reading!(self, |db| sqlx::query_as(sql).bind(hash).fetch_all(db).await?);
        met(rows, None, now_ms)
    }

    /// An account by the hash of a session's token.
    pub(super) async fn meet_by_session(
        &self,
        hash: &[u8],
        now_ms: i64,
    ) -> Result<Option<Arc<Met>>, StoreError> {
        let sql = "SELECT users.id, name, role, users.created_ms, disabled, sessions.id, \
                   sessions.created_ms, used_ms FROM sessions JOIN users ON users.id = user_id \
                   WHERE token = $1";
        let row: Option<SessionRow> =
            reading!(self, |db| sqlx::query_as(sql).bind(hash).fetch_optional(db).await?);
        let Some((id, name, role, made_ms, disabled, session, created_ms, used_ms)) = row else {
            return Ok(None);
        };
        let key = OpenKey {
            by: Credential::Session(SessionId(session)),
            scope: Scope::Manage,
            expires_ms: Some(expires_ms(created_ms, used_ms)),
            used_ms: AtomicI64::new(used_ms),
            secret: None,
        };
        let account = account((id, name, role, made_ms, disabled));
        Ok(Some(Arc::new(Met { loaded_ms: now_ms, account, keys: vec![key] })))
    }
}

/// Secrets are opened with the data key; without one they are hashes, and stay in the database.
fn met(
    rows: Vec<Row>,
    data_key: Option<&DataKey>,
    now_ms: i64,
) -> Result<Option<Arc<Met>>, StoreError> {
    let mut of = None;
    let mut keys = Vec::new();
    for (id, name, role, made_ms, disabled, key, scope, created_ms, expires_ms, used_ms, kept) in
        rows
    {
        of.get_or_insert_with(|| account((id, name, role, made_ms, disabled)));
        let (Some(key), Some(created_ms), Some(kept)) = (key, created_ms, kept) else { continue };
        let secret = match data_key {
            Some(data_key) => Secret::read(&data_key.open(&place(created_ms), &kept)?),
            None => None,
        };
        keys.push(OpenKey {
            by: Credential::Key(KeyId(key)),
            scope: scope_named(scope.as_deref().unwrap_or_default()),
            expires_ms,
            used_ms: AtomicI64::new(used_ms.unwrap_or(0)),
            secret,
        });
    }
    Ok(of.map(|account: Account| Arc::new(Met { loaded_ms: now_ms, account, keys })))
}
