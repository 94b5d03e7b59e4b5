//! Erasing an account, and the receipt for it.

use library::UserId;
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::account::keep_an_owner;
use crate::engine::{Store, on, run};
use crate::uploads::forget_all;
use crate::{StoreError, list_files};

/// What goes with an account, in words, and the rows that are counted for the receipt.
const ITS_OWN: [(&str, &str); 10] = [
    ("listens", "listens WHERE user_id"),
    ("stars and ratings", "marks WHERE user_id"),
    ("playlists", "playlists WHERE owner"),
    ("bookmarks", "bookmarks WHERE user_id"),
    ("shares", "shares WHERE owner"),
    ("uploads", "uploads WHERE user_id"),
    ("app passwords and API keys", "device_keys WHERE user_id"),
    ("passkeys", "passkeys WHERE user_id"),
    ("sessions", "sessions WHERE user_id"),
    ("data keys", "data_keys WHERE user_id"),
];

/// A receipt: what was erased, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The number that the account had; its name is no more.
    pub account: UserId,
    /// When, in milliseconds since 1970.
    pub erased_ms: i64,
    /// How many there were of each kind of thing.
    pub counts: Vec<(&'static str, i64)>,
}

impl Store {
    /// Erases an account: its data key, so that nothing it sealed opens again, and all rows that are
    /// its own. The audit log keeps its lines, with the
    /// number in the place of the name.
    ///
    /// # Errors
    /// [`StoreError::LastOwner`], [`StoreError::NoSuchAccount`].
    pub async fn erase_account(&self, id: UserId, now_ms: i64) -> Result<Erased, StoreError> {
        let mut writing = self.write_durably().await?;
        keep_an_owner(&mut writing, id).await?;
        let mut counts = Vec::new();
        for (what, rows) in ITS_OWN {
            let sql = format!("SELECT COUNT(*) FROM {rows} = $1");
            let count: i64 = on!(&mut writing, |db| {
                sqlx::query_scalar(AssertSqlSafe(sql)).bind(id.0).fetch_one(db).await?
            });
            counts.push((what, count));
        }
        forget_all(&mut writing, id, now_ms).await?;
        list_files::forget_all(&mut writing, id).await?;
        let sql = "DELETE FROM users WHERE id = $1 RETURNING name";
        let name: Option<String> =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
        let name = name.ok_or(StoreError::NoSuchAccount)?;
        let sql = "UPDATE audit_log SET object = $1 WHERE object = $2";
        run!(&mut writing, sqlx::query(sql).bind(format!("account {id}")).bind(&name));
        writing.keep().await?;
        self.scrub().await?;
        self.forget_data_key(id);
        self.histories.forget(id);
        self.doors.known.forget();
        self.settle_shelves().await?;
        // Who reads the database alone leaves that to the house.
        if self.blobs.is_some() {
            self.delete_doomed(now_ms).await?;
        }
        Ok(Erased { account: id, erased_ms: now_ms, counts })
    }
}
