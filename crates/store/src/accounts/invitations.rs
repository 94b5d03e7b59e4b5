//! Links that make one account: the first owner's, and those an owner gives to others.

use library::{AccountRole, UserId};

use crate::StoreError;
use crate::engine::{Store, on, reading, run};
use crate::secrets::{Secret, token_hash};

/// How long an invitation is good, in milliseconds: three days.
pub const INVITATION_MS: i64 = 3 * 24 * 60 * 60 * 1_000;

impl Store {
    /// The token of a link that makes the first owner, anew at each start as long as there is no account; an
    /// older one is good no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_run(&self, now_ms: i64) -> Result<Option<Secret>, StoreError> {
        let mut writing = self.write_durably().await?;
        let sql = "SELECT COUNT(*) FROM users";
        let count: i64 = on!(&mut writing, |db| sqlx::query_scalar(sql).fetch_one(db).await?);
        if count > 0 {
            return Ok(None);
        }
        run!(&mut writing, sqlx::query("DELETE FROM invitations"));
        writing.keep().await?;
        self.invite(AccountRole::Owner, now_ms).await.map(Some)
    }

    /// The token of a link that makes an account of a role, once, within [`INVITATION_MS`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite(&self, role: AccountRole, now_ms: i64) -> Result<Secret, StoreError> {
        let token = Secret::token()?;
        let hash = token_hash(token.expose());
        let mut writing = self.write_durably().await?;
        let sql = "DELETE FROM invitations WHERE expires_ms <= $1";
        run!(&mut writing, sqlx::query(sql).bind(now_ms));
        let sql = "INSERT INTO invitations (token, role, expires_ms) VALUES ($1, $2, $3)";
        let expires_ms = now_ms.saturating_add(INVITATION_MS);
        run!(&mut writing, {
            sqlx::query(sql).bind(&hash.as_bytes()[..]).bind(role.name()).bind(expires_ms)
        });
        writing.keep().await?;
        Ok(token)
    }

    /// Which role an invitation is for.
    ///
    /// # Errors
    /// [`StoreError::NoInvitation`].
    pub async fn invitation(&self, token: &str, now_ms: i64) -> Result<AccountRole, StoreError> {
        let hash = token_hash(token);
        let sql = "SELECT role FROM invitations WHERE token = $1 AND expires_ms > $2";
        let role: Option<String> = reading!(self, |db| {
            let query = sqlx::query_scalar(sql).bind(&hash.as_bytes()[..]).bind(now_ms);
            query.fetch_optional(db).await?
        });
        role.and_then(|role| AccountRole::from_name(&role)).ok_or(StoreError::NoInvitation)
    }

    /// Makes the account that a link was for. The link is used up with it, or else neither.
    ///
    /// # Errors
    /// [`StoreError::NoInvitation`], and as [`Store::add_account`].
    pub async fn accept_invitation(
        &self,
        token: &str,
        (name, password): (&str, &str),
        now_ms: i64,
    ) -> Result<UserId, StoreError> {
        library::check_name(name).map_err(StoreError::BadName)?;
        // Nobody has work done for them who has no link.
        self.invitation(token, now_ms).await?;
        let password = self.doors.hashing.hash(password).await?;
        let hash = token_hash(token);
        let mut writing = self.write_durably().await?;
        let sql = "DELETE FROM invitations WHERE token = $1 AND expires_ms > $2 RETURNING role";
        let role: Option<String> = on!(&mut writing, |db| {
            let delete = sqlx::query_scalar(sql).bind(&hash.as_bytes()[..]).bind(now_ms);
            delete.fetch_optional(db).await?
        });
        let role = role.and_then(|role| AccountRole::from_name(&role));
        let role = role.ok_or(StoreError::NoInvitation)?;
        let id = self.insert_account(&mut writing, name, role, Some(password), now_ms).await?;
        writing.keep().await?;
        Ok(id)
    }
}
