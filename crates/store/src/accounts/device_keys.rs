//! App passwords and API keys: one for each device, named, with a scope, to be revoked one by one.

use library::{KeyId, Scope, UserId};

use super::known::by;
use super::{Refused, SignedIn};
use crate::StoreError;
use crate::engine::{Store, on, reading};
use crate::secrets::{Secret, token_hash};
use crate::vault::Place;

/// Most app passwords and API keys of one account: each is tried when a player signs in.
const MOST_KEYS: i64 = 50;
const MAX_LABEL: usize = 64;

/// What kind of key a device has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// For players that sign in with a name and a password or token. Kept sealed.
    AppPassword,
    /// For programs that show one secret. Kept as a hash.
    ApiKey,
}

impl KeyKind {
    /// As it stands in the table.
    fn name(self) -> &'static str {
        match self {
            KeyKind::AppPassword => "password",
            KeyKind::ApiKey => "api",
        }
    }
}

/// A device that may sign in; its secret is not told again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceKey {
    /// Its identity.
    pub id: KeyId,
    /// What kind it is.
    pub kind: KeyKind,
    /// What its owner calls the device.
    pub label: String,
    /// How much of the account it may use.
    pub scope: Scope,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// From when on it is good no more.
    pub expires_ms: Option<i64>,
    /// When it was last used, to the minute.
    pub used_ms: Option<i64>,
}

type KeyColumns = (i64, String, String, String, i64, Option<i64>, Option<i64>);
/// Where an app password is sealed.
pub(super) fn place(created_ms: i64) -> Place {
    Place { table: "device_keys", column: "secret", row: created_ms }
}

/// A scope that this version does not know is the least.
pub(super) fn scope_named(name: &str) -> Scope {
    Scope::from_name(name).unwrap_or(Scope::Listen)
}

pub(super) fn check_label(label: &str) -> Result<(), StoreError> {
    let fits = (1..=MAX_LABEL).contains(&label.chars().count());
    if fits && !label.chars().any(char::is_control) { Ok(()) } else { Err(StoreError::BadLabel) }
}

impl Store {
    /// Makes an app password or API key; the secret is told here and never again.
    ///
    /// # Errors
    /// [`StoreError::BadLabel`], [`StoreError::TooManyKeys`], [`StoreError::NoSuchAccount`].
    pub async fn add_device_key(
        &self,
        user: UserId,
        kind: KeyKind,
        (label, scope): (&str, Scope),
        expires_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<(KeyId, Secret), StoreError> {
        check_label(label)?;
        let data_key = self.data_key(user).await?;
        let (secret, kept) = match kind {
            KeyKind::AppPassword => {
                let secret = Secret::app_password()?;
                let sealed = data_key.seal(&place(now_ms), secret.expose().as_bytes())?;
                (secret, sealed)
            }
            KeyKind::ApiKey => {
                let secret = Secret::api_key()?;
                let hash = token_hash(secret.expose()).as_bytes().to_vec();
                (secret, hash)
            }
        };
        let mut writing = self.write_durably().await?;
        let sql = "SELECT COUNT(*) FROM device_keys WHERE user_id = $1";
        let count: i64 =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(user.0).fetch_one(db).await?);
        if count >= MOST_KEYS {
            return Err(StoreError::TooManyKeys);
        }
        let sql = "INSERT INTO device_keys (user_id, kind, label, scope, secret, created_ms, expires_ms) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
        let id: i64 = on!(&mut writing, |db| {
            let insert = sqlx::query_scalar(sql).bind(user.0).bind(kind.name()).bind(label);
            let insert = insert.bind(scope.name()).bind(&kept).bind(now_ms).bind(expires_ms);
            insert.fetch_one(db).await?
        });
        writing.keep().await?;
        self.doors.known.forget();
        Ok((KeyId(id), secret))
    }

    /// The app passwords and API keys of an account, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device_keys(&self, user: UserId) -> Result<Vec<DeviceKey>, StoreError> {
        let sql = "SELECT id, kind, label, scope, created_ms, expires_ms, used_ms FROM device_keys \
                   WHERE user_id = $1 ORDER BY id";
        let rows: Vec<KeyColumns> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let key = |(id, kind, label, scope, created_ms, expires_ms, used_ms): KeyColumns| {
            let kind = if kind == "api" { KeyKind::ApiKey } else { KeyKind::AppPassword };
            let scope = scope_named(&scope);
            DeviceKey { id: KeyId(id), kind, label, scope, created_ms, expires_ms, used_ms }
        };
        Ok(rows.into_iter().map(key).collect())
    }

    /// Revokes an app password or API key of an account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchKey`], also when it is another account's.
    pub async fn revoke_device_key(&self, user: UserId, id: KeyId) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        let sql = "DELETE FROM device_keys WHERE id = $1 AND user_id = $2 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(id.0).bind(user.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchKey)?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }

    /// Signs a program in with an API key.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    pub async fn api_key_sign_in(&self, key: &str, now_ms: i64) -> Result<SignedIn, StoreError> {
        let hash = token_hash(key);
        let meet = self.meet_by_api_key(hash.as_bytes(), now_ms);
        self.let_in_by((by("api key", key), Refused::Wrong), now_ms, meet).await
    }
}
