//! The sign-in of players: an app password, plain or as a token, or an API key.

use std::net::IpAddr;

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use library::name_key;
use md5::{Digest, Md5};

use super::known::{Met, OpenKey, by};
use super::{Refused, SignedIn};
use crate::StoreError;
use crate::engine::Store;
use crate::secrets::{Secret, is_app_password};

/// What a player shows for an app password.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// The app password itself (`p=`).
    Plain(&'a str),
    /// MD5 of the app password and a salt of the player's, in hexadecimal digits (`t=` and `s=`).
    Token {
        /// The digest.
        t: &'a str,
        /// The salt.
        s: &'a str,
    },
}

impl std::fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Proof::Plain(_)) { "a password" } else { "a token" })
    }
}

impl Proof<'_> {
    fn fitting<'m>(&self, met: &'m Met) -> Option<&'m OpenKey> {
        met.keys.iter().find(|key| key.secret.as_ref().is_some_and(|secret| self.fits(secret)))
    }

    /// Whether it proves to know the secret. Hashes are compared: how long it takes tells nothing.
    fn fits(&self, secret: &Secret) -> bool {
        let secret = secret.expose().as_bytes();
        match self {
            Proof::Plain(shown) => blake3::hash(shown.as_bytes()) == blake3::hash(secret),
            Proof::Token { t, s } => {
                let digest = Md5::new().chain_update(secret).chain_update(s).finalize();
                let shown = HEX.decode(t.as_bytes());
                shown.is_ok_and(|shown| blake3::hash(&shown) == blake3::hash(&digest))
            }
        }
    }
}

impl Store {
    /// Signs a player in with one of the account's app passwords. The account's own password never works.
    ///
    /// # Errors
    /// [`StoreError::Refused`]: with [`Refused::AppPasswordNeeded`] for the account's own password and for
    /// any wrong token, because a token does not tell whose password it was made of.
    pub async fn subsonic_sign_in(
        &self,
        name: &str,
        proof: Proof<'_>,
        from: IpAddr,
        now_ms: i64,
    ) -> Result<SignedIn, StoreError> {
        let name = name_key(name);
        let by = by("name", &name);
        if let Some(met) = self.doors.known.get(&by, now_ms)
            && let Some(key) = proof.fitting(&met)
        {
            return self.let_in(&met.account, key, now_ms).await;
        }
        // Not remembered, or the app password is newer than what is.
        if let Some(met) = Box::pin(self.meet_by_name(&name, now_ms)).await? {
            self.doors.known.insert(by, &met);
            if let Some(key) = proof.fitting(&met) {
                return self.let_in(&met.account, key, now_ms).await;
            }
        }
        Err(Box::pin(self.refuse(&name, proof, from, now_ms)).await)
    }

    async fn refuse(&self, name: &str, proof: Proof<'_>, from: IpAddr, now_ms: i64) -> StoreError {
        let refused = match proof {
            Proof::Plain(shown) if !is_app_password(shown) => {
                match self.password_sign_in((name, shown), from, now_ms).await {
                    Ok(_) => {
                        self.doors.attempts.forgive(name, from);
                        return Refused::AppPasswordNeeded.into();
                    }
                    Err(error) => return error,
                }
            }
            Proof::Plain(_) => Refused::Wrong,
            Proof::Token { .. } => Refused::AppPasswordNeeded,
        };
        self.doors.attempts.device_failed(name, from, now_ms).err().unwrap_or(refused).into()
    }
}
