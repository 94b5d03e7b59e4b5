//! Listens: rows that are only added, sealed for whom they are of, and each kept once.

use library::{Listen, UserId};

use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};
use crate::vault::{DataKey, Place};

/// Listens a transaction.
const BATCH: usize = 500;

pub(crate) fn payload(listened_ms: i64) -> Place {
    Place { table: "listens", column: "payload", row: listened_ms }
}

impl Store {
    /// Keeps what a listener heard, whichever of it was not kept before; answers how many were new.
    /// Nothing is kept while they want no history, or listen in private (see [`Store::keeps_history`]).
    ///
    /// # Errors
    /// [`StoreError::Locked`] before [`Store::unlocked`], [`StoreError::NoSuchAccount`]. What was kept
    /// before an error stays, and is not kept twice when all is sent again.
    pub async fn add_listens(
        &self,
        user: UserId,
        listens: &[Listen],
        now_ms: i64,
    ) -> Result<usize, StoreError> {
        let key = self.data_key(user).await?;
        if !self.keeps_history(user, now_ms).await? {
            return Ok(0);
        }
        let mut new = 0;
        for batch in listens.chunks(BATCH) {
            let mut writing = self.write().await?;
            let before = counted(&mut writing, user).await?;
            let mut number = before;
            for listen in batch {
                if keep(&mut writing, user, &key, number + 1, listen).await? {
                    number += 1;
                }
            }
            let sql = "UPDATE listeners SET listens = $1 WHERE user_id = $2";
            run!(&mut writing, sqlx::query(sql).bind(number).bind(user.0));
            writing.keep().await?;
            new += usize::try_from(number - before).unwrap_or(0);
        }
        self.histories.is_changed(user).await;
        Ok(new)
    }

    /// What a listener heard before a time, the last first, at most `limit`.
    ///
    /// # Errors
    /// As [`Store::add_listens`].
    pub async fn listens(
        &self,
        user: UserId,
        before_ms: i64,
        limit: u32,
    ) -> Result<Vec<Listen>, StoreError> {
        let sql = "SELECT listened_ms, payload FROM listens WHERE user_id = $1 AND listened_ms < $2 \
                   ORDER BY listened_ms DESC, mark LIMIT $3";
        let rows: Vec<(i64, Vec<u8>)> = reading!(self, |db| {
            let query = sqlx::query_as(sql).bind(user.0).bind(before_ms);
            query.bind(i64::from(limit)).fetch_all(db).await?
        });
        let key = self.data_key(user).await?;
        rows.iter().map(|(time, payload)| opened(&key, *time, payload)).collect()
    }

    /// What a listener heard after a time, the first first, at most `limit`.
    ///
    /// # Errors
    /// As [`Store::add_listens`].
    pub async fn listens_after(
        &self,
        user: UserId,
        after_ms: i64,
        limit: u32,
    ) -> Result<Vec<Listen>, StoreError> {
        let sql = "SELECT listened_ms, payload FROM listens WHERE user_id = $1 AND listened_ms > $2 \
                   ORDER BY listened_ms, mark LIMIT $3";
        let rows: Vec<(i64, Vec<u8>)> = reading!(self, |db| {
            let query = sqlx::query_as(sql).bind(user.0).bind(after_ms);
            query.bind(i64::from(limit)).fetch_all(db).await?
        });
        let key = self.data_key(user).await?;
        rows.iter().map(|(time, payload)| opened(&key, *time, payload)).collect()
    }

    /// Whether what a listener hears now is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keeps_history(&self, user: UserId, now_ms: i64) -> Result<bool, StoreError> {
        let sql = "SELECT history, private_until_ms FROM listeners WHERE user_id = $1";
        let row: Option<(bool, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_optional(db).await?);
        Ok(row.is_none_or(|(history, until)| history && until <= now_ms))
    }

    /// Has a listener's history kept from now on, or no longer. What was kept stays.
    ///
    /// # Errors
    /// When there is no such listener, or the database fails.
    pub async fn set_history(&self, user: UserId, kept: bool) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        counted(&mut writing, user).await?;
        let sql = "UPDATE listeners SET history = $1 WHERE user_id = $2";
        run!(&mut writing, sqlx::query(sql).bind(kept).bind(user.0));
        writing.keep().await
    }

    /// Begins a private session, which ends at a time in milliseconds since 1970; one in the past ends
    /// it at once.
    ///
    /// # Errors
    /// When there is no such listener, or the database fails.
    pub async fn listen_in_private(&self, user: UserId, until_ms: i64) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        counted(&mut writing, user).await?;
        let sql = "UPDATE listeners SET private_until_ms = $1 WHERE user_id = $2";
        run!(&mut writing, sqlx::query(sql).bind(until_ms).bind(user.0));
        writing.keep().await
    }
}

/// How many listens a listener has. Until the transaction ends nobody else adds any, so that numbers
/// become visible in their order.
async fn counted(writing: &mut Writing, user: UserId) -> Result<i64, StoreError> {
    let sql = "INSERT INTO listeners (user_id, listens, history, private_until_ms) \
               VALUES ($1, 0, TRUE, 0) \
               ON CONFLICT (user_id) DO UPDATE SET listens = listeners.listens RETURNING listens";
    Ok(on!(writing, |db| sqlx::query_scalar(sql).bind(user.0).fetch_one(db).await?))
}

/// Keeps one listen under a number, unless it is there.
async fn keep(
    writing: &mut Writing,
    user: UserId,
    key: &DataKey,
    number: i64,
    listen: &Listen,
) -> Result<bool, StoreError> {
    let mark = key.mark(listen.key().as_bytes());
    let payload = key.seal(&payload(listen.listened_ms), &serde_json::to_vec(listen)?)?;
    let sql = "INSERT INTO listens (user_id, number, listened_ms, mark, payload) \
               VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (user_id, listened_ms, mark) DO NOTHING RETURNING number";
    let kept: Option<i64> = on!(writing, |db| {
        let query = sqlx::query_scalar(sql).bind(user.0).bind(number).bind(listen.listened_ms);
        query.bind(&mark[..]).bind(&payload).fetch_optional(db).await?
    });
    Ok(kept.is_some())
}

pub(crate) fn opened(key: &DataKey, listened_ms: i64, sealed: &[u8]) -> Result<Listen, StoreError> {
    let bytes = key.open(&payload(listened_ms), sealed)?;
    Ok(Listen { listened_ms, ..serde_json::from_slice(&bytes)? })
}
