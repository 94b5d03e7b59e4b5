//! Guests: whoever follows the link of a share that asks for a password, and carries a pass once they told it.
//!
//! Nothing is kept of a pass. It is a mark, made with the share's own hash and the data key of who shares, so a new
//! password, revoking and erasing end it, and it opens no other share.

use std::net::IpAddr;

use data_encoding::BASE64URL_NOPAD;
use library::ShareId;

use super::Refused;
use crate::StoreError;
use crate::engine::{Store, reading};
use crate::secrets::Secret;
use crate::shares::Share;

/// How long a pass is good, in milliseconds: a week.
pub const PASS_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

impl Store {
    /// Answers a pass to whoever tells a share's password; `from` is their address. Wrong ones are counted as those of
    /// an account are.
    ///
    /// # Errors
    /// [`StoreError::Refused`], [`StoreError::Busy`], [`StoreError::Locked`].
    pub async fn enter_share(
        &self,
        share: &Share,
        password: &str,
        from: IpAddr,
        now_ms: i64,
    ) -> Result<Secret, StoreError> {
        // No account's key begins so.
        let counted = format!("\0share {}", share.id);
        self.doors.attempts.begin(&counted, from, now_ms)?;
        let hash = self.share_password(share.id).await?;
        if !self.doors.hashing.verify(password, hash.clone()).await? {
            return Err(Refused::Wrong.into());
        }
        self.doors.attempts.succeeded(&counted, from);
        let until_ms = now_ms.saturating_add(PASS_MS);
        self.pass(share, &hash.unwrap_or_default(), until_ms).await
    }

    /// Whether a pass opens a share. Hashes are compared: how long it takes tells nothing.
    ///
    /// # Errors
    /// [`StoreError::Locked`].
    pub async fn pass_opens(
        &self,
        share: &Share,
        pass: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let until = pass.split_once('.').and_then(|(until, _)| until.parse::<i64>().ok());
        let Some(until_ms) = until.filter(|until| *until > now_ms) else { return Ok(false) };
        let Some(hash) = self.share_password(share.id).await? else { return Ok(false) };
        let good = self.pass(share, &hash, until_ms).await?;
        Ok(blake3::hash(pass.as_bytes()) == blake3::hash(good.expose().as_bytes()))
    }

    /// The one pass of a share, its password's hash and a time at which it ends.
    async fn pass(&self, share: &Share, hash: &str, until_ms: i64) -> Result<Secret, StoreError> {
        let said = format!("pass of share {} until {until_ms} by {hash}", share.id);
        let mark = self.data_key(share.owner).await?.mark(said.as_bytes());
        Ok(Secret::of(format!("{until_ms}.{}", BASE64URL_NOPAD.encode(&mark))))
    }

    async fn share_password(&self, id: ShareId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT password FROM shares WHERE id = $1";
        let row: Option<Option<String>> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
        Ok(row.flatten())
    }
}
