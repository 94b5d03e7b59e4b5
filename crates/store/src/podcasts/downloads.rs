//! From a new episode to a file of it, and back.

use library::EpisodeId;

use crate::engine::{Store, on, run};
use crate::jobs::ask;
use crate::playlists::short;
use crate::{BlobId, StoreError};

/// The kind of job that downloads one episode; its key is the episode's identity.
pub const EPISODE_JOB: &str = "podcast episode";

impl Store {
    /// Asks for an episode's file, by an [`EPISODE_JOB`]. Nothing happens when it is kept already.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`] when there is no such episode, or it is no sound.
    pub async fn want_episode(&self, id: EpisodeId, now_ms: i64) -> Result<(), StoreError> {
        let sql = "UPDATE episodes SET error = CASE WHEN file IS NULL THEN NULL ELSE error END, \
                   status = CASE WHEN file IS NULL THEN 'downloading' ELSE status END \
                   WHERE id = $1 AND format IS NOT NULL RETURNING file";
        let mut writing = self.write().await?;
        let file: Option<Option<String>> =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
        if file.ok_or(StoreError::NoSuchThing("episode"))?.is_none() {
            ask(&mut writing, (EPISODE_JOB, &id.to_string()), "null", now_ms).await?;
        }
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(())
    }

    /// Notes that an episode's file is kept; answers whether it is still wanted: if not, delete the blob.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn episode_is_kept(
        &self,
        id: EpisodeId,
        file: BlobId,
        bytes: u64,
        duration_s: Option<i64>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE episodes SET status = 'completed', error = NULL, file = $2, size = $3, \
                   duration_s = COALESCE($4, duration_s) \
                   WHERE id = $1 AND status <> 'deleted' RETURNING id";
        let (file, bytes) = (file.to_string(), i64::try_from(bytes).unwrap_or(i64::MAX));
        let mut writing = self.write().await?;
        let wanted: Option<i64> = on!(&mut writing, |db| {
            let query = sqlx::query_scalar(sql).bind(id.0).bind(&file).bind(bytes).bind(duration_s);
            query.fetch_optional(db).await?
        });
        writing.keep().await?;
        Ok(wanted.is_some())
    }

    /// Notes why an episode's file could not be had.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn episode_failed(&self, id: EpisodeId, why: &str) -> Result<(), StoreError> {
        let sql = "UPDATE episodes SET status = 'error', error = $2 \
                   WHERE id = $1 AND status <> 'deleted' AND file IS NULL";
        let why = short(why);
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(id.0).bind(&why));
        writing.keep().await
    }

    /// Notes that an episode's file is deleted; it stays in the list, and may be downloaded again. Delete the
    /// blob before.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`].
    pub async fn episode_is_deleted(&self, id: EpisodeId) -> Result<(), StoreError> {
        let sql = "UPDATE episodes SET status = 'deleted', error = NULL, file = NULL \
                   WHERE id = $1 RETURNING id";
        let mut writing = self.write().await?;
        let done: Option<i64> =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
        done.ok_or(StoreError::NoSuchThing("episode"))?;
        writing.keep().await
    }
}
