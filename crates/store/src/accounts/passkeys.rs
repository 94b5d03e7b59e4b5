//! Passkeys (<https://www.w3.org/TR/webauthn-3/>): a device or a password manager proves who somebody is, after it
//! has checked that itself, so that neither name, password nor code is asked for.
//!
//! Each ceremony has two halves. The first answers options for the browser and a token for the second, which must
//! come within five minutes; what is between them is in memory.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use library::{KeyId, UserId};
use serde::Deserialize;
use serde_json::Value;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};

use super::device_keys::check_label;
use super::known::by;
use super::{Refused, SignedIn};
use crate::StoreError;
use crate::bounded::Bounded;
use crate::engine::{Store, on, reading, run};
use crate::secrets::Secret;
use crate::vault::Place;

const CEREMONY_MS: i64 = 5 * 60 * 1_000;
/// Ceremonies that are under way; half of the most that are remembered.
const CEREMONIES: usize = 1_024;
const MOST_PASSKEYS: usize = 20;

/// Checks passkeys for the public address of a house: a passkey works there and nowhere else.
pub struct Passkeys(Webauthn);

impl fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("passkeys")
    }
}

impl Passkeys {
    /// For a public address such as `https://music.example.org`. Browsers know passkeys on `https:` and
    /// `http://localhost` only, and not on bare numbers.
    ///
    /// # Errors
    /// [`StoreError::NoPasskeysHere`].
    pub fn at(address: &str) -> Result<Passkeys, StoreError> {
        let bad = || StoreError::NoPasskeysHere(address.to_owned());
        let url = Url::parse(address).map_err(|_| bad())?;
        let name = url.domain().ok_or_else(bad)?;
        let builder = WebauthnBuilder::new(name, &url).map_err(|_| bad())?;
        builder.rp_name("Musaic").build().map(Passkeys).map_err(|_| bad())
    }
}

/// The first half of a ceremony.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// For the second half.
    pub token: Secret,
    /// What the browser's `navigator.credentials` is given, binary values in base64url.
    pub options: Value,
}

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyInfo {
    /// Its identity among passkeys.
    pub id: KeyId,
    /// What its owner calls it.
    pub label: String,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was last used.
    pub used_ms: Option<i64>,
}

/// What the second half needs of the first.
#[derive(Clone, Debug)]
enum Begun {
    Adding(UserId, PasskeyRegistration),
    Entering(DiscoverableAuthentication),
}

#[derive(Debug)]
pub(super) struct Ceremonies(Mutex<Bounded<[u8; 32], (i64, Begun)>>);

impl Default for Ceremonies {
    fn default() -> Ceremonies {
        Ceremonies(Mutex::new(Bounded::new(CEREMONIES)))
    }
}

impl Ceremonies {
    fn begin(&self, begun: Begun, options: Value, now_ms: i64) -> Result<Ceremony, StoreError> {
        let token = Secret::token()?;
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.insert(by("ceremony", token.expose()), (now_ms, begun));
        Ok(Ceremony { token, options })
    }

    /// Each is ended once, whatever comes of it.
    fn end(&self, token: &str, now_ms: i64) -> Option<Begun> {
        let by = by("ceremony", token);
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (begun_ms, begun) = under_way.get(&by)?;
        under_way.remove(&by);
        (now_ms.saturating_sub(begun_ms) < CEREMONY_MS).then_some(begun)
    }
}

fn place(created_ms: i64) -> Place {
    Place { table: "passkeys", column: "payload", row: created_ms }
}

impl Store {
    /// Begins to add a passkey to an account: `options` is for `navigator.credentials.create`.
    ///
    /// # Errors
    /// [`StoreError::TooManyKeys`], [`StoreError::NoSuchAccount`].
    pub async fn begin_passkey(
        &self,
        passkeys: &Passkeys,
        user: UserId,
        now_ms: i64,
    ) -> Result<Ceremony, StoreError> {
        let name = self.account(user).await?.name;
        let known = self.stored_passkeys(user).await?;
        if known.len() >= MOST_PASSKEYS {
            return Err(StoreError::TooManyKeys);
        }
        // What authenticators know the account by: it tells nobody who it is.
        let handle = Uuid::from_bytes(self.data_key(user).await?.mark(b"passkeys"));
        let known = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let begun = passkeys.0.start_passkey_registration(handle, &name, &name, Some(known));
        let (options, begun) = begun.map_err(|_| StoreError::BadPasskey)?;
        let mut options = serde_json::to_value(options)?;
        // Kept by the authenticator, so that it can be found without a name.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
        self.doors.ceremonies.begin(Begun::Adding(user, begun), options, now_ms)
    }

    /// Adds the passkey that the browser made.
    ///
    /// # Errors
    /// [`StoreError::BadPasskey`], [`StoreError::BadLabel`].
    pub async fn finish_passkey(
        &self,
        passkeys: &Passkeys,
        user: UserId,
        (token, label): (&str, &str),
        answer: &Value,
        now_ms: i64,
    ) -> Result<KeyId, StoreError> {
        check_label(label)?;
        let begun = match self.doors.ceremonies.end(token, now_ms) {
            Some(Begun::Adding(of, begun)) if of == user => begun,
            _ => return Err(StoreError::BadPasskey),
        };
        let answer = RegisterPublicKeyCredential::deserialize(answer);
        let answer = answer.map_err(|_| StoreError::BadPasskey)?;
        let passkey = passkeys.0.finish_passkey_registration(&answer, &begun);
        let passkey = passkey.map_err(|_| StoreError::BadPasskey)?;
        let hash = blake3::hash(passkey.cred_id());
        let sealed = serde_json::to_vec(&passkey)?;
        let sealed = self.data_key(user).await?.seal(&place(now_ms), &sealed)?;
        let mut writing = self.write_durably().await?;
        let sql = "INSERT INTO passkeys (user_id, label, credential, payload, created_ms) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (credential) DO NOTHING RETURNING id";
        let id: Option<i64> = on!(&mut writing, |db| {
            let insert = sqlx::query_scalar(sql).bind(user.0).bind(label);
            let insert = insert.bind(&hash.as_bytes()[..]).bind(&sealed).bind(now_ms);
            insert.fetch_optional(db).await?
        });
        let id = id.ok_or(StoreError::BadPasskey)?;
        writing.keep().await?;
        Ok(KeyId(id))
    }

    /// Begins to sign in with a passkey: `options` is for `navigator.credentials.get`.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn begin_passkey_sign_in(
        &self,
        passkeys: &Passkeys,
        now_ms: i64,
    ) -> Result<Ceremony, StoreError> {
        let begun = passkeys.0.start_discoverable_authentication();
        let (mut options, begun) = begun.map_err(|_| StoreError::BadPasskey)?;
        // The page decides whether passkeys are offered in a field or asked for by a button.
        options.mediation = None;
        let options = serde_json::to_value(options)?;
        self.doors.ceremonies.begin(Begun::Entering(begun), options, now_ms)
    }

    /// Signs a browser in with the passkey that it chose; as [`Store::sign_in`].
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    pub async fn passkey_sign_in(
        &self,
        passkeys: &Passkeys,
        token: &str,
        answer: &Value,
        (from, agent): (IpAddr, &str),
        now_ms: i64,
    ) -> Result<(Secret, SignedIn), StoreError> {
        let Some(Begun::Entering(begun)) = self.doors.ceremonies.end(token, now_ms) else {
            return Err(Refused::Expired.into());
        };
        let answer = PublicKeyCredential::deserialize(answer).map_err(|_| Refused::Wrong)?;
        let hash = blake3::hash(answer.get_credential_id());
        let sql = "SELECT id, user_id, payload, created_ms FROM passkeys WHERE credential = $1";
        let row: Option<(i64, i64, Vec<u8>, i64)> = reading!(self, |db| {
            sqlx::query_as(sql).bind(&hash.as_bytes()[..]).fetch_optional(db).await?
        });
        let (id, user, sealed, created_ms) = row.ok_or(Refused::Wrong)?;
        let user = UserId(user);
        let key = self.data_key(user).await?;
        let mut passkey: Passkey = serde_json::from_slice(&key.open(&place(created_ms), &sealed)?)?;
        let proof = passkeys.0.finish_discoverable_authentication_v2(&answer, begun, &passkey);
        let Ok(proof) = proof else {
            return Err(self.refused(Some(user), from, now_ms).await?);
        };
        let account = self.account(user).await?;
        passkey.update_credential(&proof);
        let sealed = key.seal(&place(created_ms), &serde_json::to_vec(&passkey)?)?;
        let mut writing = self.write_durably().await?;
        let sql = "UPDATE passkeys SET payload = $1, used_ms = $2 WHERE id = $3";
        run!(&mut writing, sqlx::query(sql).bind(&sealed).bind(now_ms).bind(id));
        writing.keep().await?;
        self.enter(account, (from, agent), now_ms).await
    }

    /// The passkeys of an account, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<PasskeyInfo>, StoreError> {
        let sql =
            "SELECT id, label, created_ms, used_ms FROM passkeys WHERE user_id = $1 ORDER BY id";
        let rows: Vec<(i64, String, i64, Option<i64>)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let info = |(id, label, created_ms, used_ms)| PasskeyInfo {
            id: KeyId(id),
            label,
            created_ms,
            used_ms,
        };
        Ok(rows.into_iter().map(info).collect())
    }

    /// Removes a passkey of an account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchKey`], also when it is another account's.
    pub async fn remove_passkey(&self, user: UserId, id: KeyId) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        let sql = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(id.0).bind(user.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchKey)?;
        writing.keep().await
    }

    async fn stored_passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        let sql = "SELECT payload, created_ms FROM passkeys WHERE user_id = $1";
        let rows: Vec<(Vec<u8>, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let key = self.data_key(user).await?;
        let open = |(sealed, created_ms): (Vec<u8>, i64)| {
            Ok(serde_json::from_slice(&key.open(&place(created_ms), &sealed)?)?)
        };
        rows.into_iter().map(open).collect()
    }
}
