//! Music that listeners brought: tracks like any other, whose files lie among the blobs.

use std::path::Path;

use library::{Description, FolderId, FoundFile, TrackId, UserId, numbered_name};

use crate::engine::{Store, Writing, on, reading, run};
use crate::files::{miss, named_folder, track_at};
use crate::track_row::{TrackRow, signed};
use crate::{BlobId, StoreError};

/// What stands for the music folder of all uploads; no path is spelled so.
pub(crate) const UPLOADS: &str = "uploads:";

/// How long an upload may take from here on; what then has no track is deleted.
const PATIENCE_MS: i64 = 24 * 3_600 * 1_000;

/// A file that somebody brings.
#[derive(Clone, Copy, Debug)]
pub struct NewUpload<'a> {
    /// By which name it is kept, of [`library::upload_name`].
    pub name: &'a str,
    /// Where it lies until it is kept.
    pub file: &'a Path,
    /// BLAKE3 of its bytes.
    pub id: BlobId,
    /// Length in bytes.
    pub bytes: u64,
    /// What it says of itself.
    pub read: &'a Description,
}

/// A file that somebody brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The track that it became.
    pub track: TrackId,
    /// Its name when it came.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// When it came, in milliseconds since 1970.
    pub uploaded_ms: i64,
    /// Where the file lies.
    pub blob: BlobId,
}

type Columns = (i64, String, i64, i64, Vec<u8>);

impl Store {
    /// Makes a track of a file that a listener brings; answers whether it is new. Brought again, it is the
    /// track that it was. A listener's uploads take `quota` bytes together at most.
    ///
    /// # Errors
    /// [`StoreError::QuotaSpent`], [`StoreError::NoSuchAccount`], [`StoreError::Blobs`].
    pub async fn keep_upload(
        &self,
        user: UserId,
        new: &NewUpload<'_>,
        quota: u64,
        now_ms: i64,
    ) -> Result<(TrackId, bool), StoreError> {
        let is_new = self.take_in(user, new, quota, now_ms).await?;
        // Also what is not new: whoever brought it may be about to.
        self.settle_shelves().await?;
        // A missing track with the same music may have gone on with this file.
        let track = self.upload_of(user, new.id).await?;
        Ok((track.ok_or(StoreError::NoSuchThing("upload"))?, is_new))
    }

    /// Answers whether the file is new. It may end anywhere, and others may bring the same at once.
    async fn take_in(
        &self,
        user: UserId,
        new: &NewUpload<'_>,
        quota: u64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let account = self.account(user).await?;
        let mut writing = self.write_durably().await?;
        if admit(&mut writing, user, new, quota).await?.is_none() {
            return Ok(false);
        }
        // Deleted one day, unless it becomes a track.
        doom(&mut writing, new.id, now_ms + PATIENCE_MS).await?;
        writing.keep().await?;
        self.blobs()?.keep_file(new.id, new.file).await?;
        let mut writing = self.write_durably().await?;
        let folder = admit(&mut writing, user, new, quota).await?;
        if let Some(folder) = folder {
            let path = free_path(&mut writing, folder, &account.name, new.name).await?;
            let (size, format) = (new.bytes, new.read.format);
            let file = FoundFile { path, size, modified_ms: now_ms, format };
            let row = TrackRow::of(folder, &file, new.read)?;
            TrackRow::insert(&mut writing, &[row], now_ms).await?;
            let track = track_at(&mut writing, folder, &file.path).await?;
            let track = track.ok_or(StoreError::NoSuchThing("upload"))?;
            note(&mut writing, track, user, new, now_ms).await?;
        }
        spare(&mut writing, new.id).await?;
        writing.keep().await?;
        Ok(folder.is_some())
    }

    /// What a listener brought, the last first, before the track `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uploads(
        &self,
        user: UserId,
        before: Option<TrackId>,
        limit: u32,
    ) -> Result<Vec<Upload>, StoreError> {
        let sql = "SELECT track, name, bytes, uploaded_ms, blob FROM uploads \
                   WHERE user_id = $1 AND track < $2 ORDER BY track DESC LIMIT $3";
        let before = before.map_or(i64::MAX, |track| track.0);
        let rows: Vec<Columns> = reading!(self, |db| {
            let query = sqlx::query_as(sql).bind(user.0).bind(before).bind(i64::from(limit));
            query.fetch_all(db).await?
        });
        Ok(rows.into_iter().filter_map(upload).collect())
    }

    /// Who brought a track; `None` for one that was not brought.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uploader(&self, track: TrackId) -> Result<Option<UserId>, StoreError> {
        let sql = "SELECT user_id FROM uploads WHERE track = $1";
        let user: Option<i64> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(track.0).fetch_optional(db).await?);
        Ok(user.map(UserId))
    }

    /// Takes an upload back: its track is off the shelves, its file deleted.
    ///
    /// # Errors
    /// When the database fails, or the place of the blobs.
    pub async fn remove_upload(&self, track: TrackId, now_ms: i64) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        forget(&mut writing, track, now_ms).await?;
        writing.keep().await?;
        self.settle_shelves().await?;
        self.delete_doomed(now_ms).await
    }

    /// Finishes what was broken off: uploads are put into albums, what belongs to none is deleted.
    ///
    /// # Errors
    /// When the database fails, or the place of the blobs.
    pub async fn tidy(&self, now_ms: i64) -> Result<(), StoreError> {
        self.settle_shelves().await?;
        self.delete_doomed(now_ms).await
    }

    /// Deletes the blobs whose time has come, as far as no upload has them.
    ///
    /// # Errors
    /// When the database fails, or the place of the blobs; they are deleted the next time.
    pub(crate) async fn delete_doomed(&self, now_ms: i64) -> Result<(), StoreError> {
        let sql = "SELECT blob FROM doomed_blobs WHERE from_ms <= $1 AND NOT EXISTS \
                   (SELECT 1 FROM uploads WHERE uploads.blob = doomed_blobs.blob)";
        let doomed: Vec<Vec<u8>> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(now_ms).fetch_all(db).await?);
        for id in doomed.iter().filter_map(|bytes| BlobId::from_bytes(bytes)) {
            // Kept once the blob is gone: until then, whoever brings the same file waits to say so.
            let mut writing = self.write().await?;
            if strike(&mut writing, id, now_ms).await? {
                self.blobs()?.delete(id).await?;
                writing.keep().await?;
            }
        }
        Ok(())
    }

    /// Where the file of an upload lies.
    pub(crate) async fn blob_of(&self, track: TrackId) -> Result<Option<BlobId>, StoreError> {
        let sql = "SELECT blob FROM uploads WHERE track = $1";
        let blob: Option<Vec<u8>> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(track.0).fetch_optional(db).await?);
        Ok(blob.and_then(|bytes| BlobId::from_bytes(&bytes)))
    }

    async fn upload_of(&self, user: UserId, blob: BlobId) -> Result<Option<TrackId>, StoreError> {
        let sql = "SELECT track FROM uploads WHERE user_id = $1 AND blob = $2";
        let track: Option<i64> = reading!(self, |db| {
            let query = sqlx::query_scalar(sql).bind(user.0).bind(blob.as_bytes());
            query.fetch_optional(db).await?
        });
        Ok(track.map(TrackId))
    }
}

/// The folder for a file, `None` if its track is there. Until `writing` ends, whoever else brings something
/// waits here: two would find the same path free, and the same room.
async fn admit(
    writing: &mut Writing,
    user: UserId,
    new: &NewUpload<'_>,
    quota: u64,
) -> Result<Option<FolderId>, StoreError> {
    let folder = named_folder(writing, UPLOADS).await?;
    let sql = "SELECT EXISTS (SELECT 1 FROM uploads WHERE user_id = $1 AND blob = $2)";
    let is_there: bool = on!(writing, |db| {
        let query = sqlx::query_scalar(sql).bind(user.0).bind(new.id.as_bytes());
        query.fetch_one(db).await?
    });
    if is_there {
        return Ok(None);
    }
    let sql = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM uploads WHERE user_id = $1";
    let bytes: i64 = on!(writing, |db| sqlx::query_scalar(sql).bind(user.0).fetch_one(db).await?);
    if bytes.unsigned_abs().saturating_add(new.bytes) > quota {
        return Err(StoreError::QuotaSpent(quota));
    }
    Ok(Some(folder))
}

async fn note(
    writing: &mut Writing,
    track: TrackId,
    user: UserId,
    new: &NewUpload<'_>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO uploads (track, user_id, blob, name, bytes, uploaded_ms) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    run!(writing, {
        let query = sqlx::query(sql).bind(track.0).bind(user.0).bind(new.id.as_bytes());
        query.bind(new.name).bind(signed(new.bytes)).bind(now_ms)
    });
    Ok(())
}

/// Takes all that a listener brought off the shelves; [`Store::delete_doomed`] deletes the files.
pub(crate) async fn forget_all(
    writing: &mut Writing,
    user: UserId,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "SELECT track FROM uploads WHERE user_id = $1";
    let tracks: Vec<i64> =
        on!(writing, |db| sqlx::query_scalar(sql).bind(user.0).fetch_all(db).await?);
    for track in tracks {
        forget(writing, TrackId(track), now_ms).await?;
    }
    Ok(())
}

async fn forget(writing: &mut Writing, track: TrackId, now_ms: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM uploads WHERE track = $1 RETURNING blob";
    let blob: Option<Vec<u8>> =
        on!(writing, |db| sqlx::query_scalar(sql).bind(track.0).fetch_optional(db).await?);
    let Some(blob) = blob.and_then(|bytes| BlobId::from_bytes(&bytes)) else { return Ok(()) };
    miss(writing, track).await?;
    doom(writing, blob, now_ms).await
}

/// Has a blob deleted from a time on, or later if it is about to be needed.
pub(crate) async fn doom(
    writing: &mut Writing,
    blob: BlobId,
    from_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO doomed_blobs (blob, from_ms) VALUES ($1, $2) ON CONFLICT (blob) DO UPDATE \
               SET from_ms = CASE WHEN doomed_blobs.from_ms > excluded.from_ms \
               THEN doomed_blobs.from_ms ELSE excluded.from_ms END";
    run!(writing, sqlx::query(sql).bind(blob.as_bytes()).bind(from_ms));
    Ok(())
}

/// Strikes a blob off the list if its time has come, and answers whether: until now somebody may have brought it.
async fn strike(writing: &mut Writing, blob: BlobId, now_ms: i64) -> Result<bool, StoreError> {
    let sql = "DELETE FROM doomed_blobs WHERE blob = $1 AND from_ms <= $2 AND NOT EXISTS \
               (SELECT 1 FROM uploads WHERE uploads.blob = doomed_blobs.blob) RETURNING TRUE";
    let struck: Option<bool> = on!(writing, |db| {
        sqlx::query_scalar(sql).bind(blob.as_bytes()).bind(now_ms).fetch_optional(db).await?
    });
    Ok(struck.is_some())
}

async fn spare(writing: &mut Writing, blob: BlobId) -> Result<(), StoreError> {
    let sql = "DELETE FROM doomed_blobs WHERE blob = $1";
    run!(writing, sqlx::query(sql).bind(blob.as_bytes()));
    Ok(())
}

/// `ann/Air.flac`, or `ann/Air (2).flac` beside it.
async fn free_path(
    writing: &mut Writing,
    folder: FolderId,
    account: &str,
    name: &str,
) -> Result<String, StoreError> {
    let account = account.replace('/', "_");
    let mut path = format!("{account}/{name}");
    let mut number = 1;
    while track_at(writing, folder, &path).await?.is_some() {
        number += 1;
        path = format!("{account}/{}", numbered_name(name, number));
    }
    Ok(path)
}

fn upload((track, name, bytes, uploaded_ms, blob): Columns) -> Option<Upload> {
    let (bytes, blob) = (bytes.unsigned_abs(), BlobId::from_bytes(&blob)?);
    Some(Upload { track: TrackId(track), name, bytes, uploaded_ms, blob })
}
