//! Which file of a music folder made which playlist.
//!
//! Whoever writes these rows and playlists at once locks the row first.

use std::path::PathBuf;

use library::playlist_files::{FoundList, KnownList};
use library::{BadFile, ContentHash, FolderId, PlaylistId, TrackId, UserId};

use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};
use crate::playlists::{NewPlaylist, insert_playlist, remove_playlist, rewrite_playlist};
use crate::track_row::{signed, stored};

/// What came of the playlists that lie in a music folder as files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// Playlists that follow their files.
    pub playlists: usize,
    /// Entries of theirs whose tracks are not in the library.
    pub unmatched: usize,
}

/// A file that was read, and what its entries were found to be.
pub(crate) struct ReadList {
    pub(crate) folder: FolderId,
    pub(crate) file: FoundList,
    pub(crate) content: ContentHash,
    pub(crate) list: NewPlaylist,
    pub(crate) tracks: Vec<TrackId>,
    pub(crate) unmatched: usize,
}

/// Why a file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is new, or another one than before: there may be a playlist where there is none.
    Changed,
    /// It lay elsewhere.
    Moved {
        /// Where, below the same music folder.
        from: String,
    },
    /// Tracks came that it may name.
    Again,
}

/// A file whose entries are looked for again.
pub(crate) struct StaleList {
    pub(crate) folder: FolderId,
    pub(crate) root: PathBuf,
    pub(crate) file: FoundList,
}

fn found(path: String, size: i64, modified_ms: i64) -> FoundList {
    FoundList { path, size: size.unsigned_abs(), modified_ms }
}

impl Store {
    /// The files that earlier scans met in a music folder.
    pub(crate) async fn known_lists(&self, folder: FolderId) -> Result<Vec<KnownList>, StoreError> {
        let sql = "SELECT path, size, modified_ms, content FROM list_files WHERE music_folder = $1";
        let rows: Vec<(String, i64, i64, Option<Vec<u8>>)> =
            reading!(self, |db| sqlx::query_as(sql).bind(folder.0).fetch_all(db).await?);
        let known = |(path, size, modified_ms, content): (_, _, _, Option<Vec<u8>>)| KnownList {
            file: found(path, size, modified_ms),
            content: content.and_then(|bytes| Some(ContentHash(bytes.try_into().ok()?))),
        };
        Ok(rows.into_iter().map(known).collect())
    }

    /// The files of all music folders that may name tracks that came since they were read.
    pub(crate) async fn stale_lists(&self) -> Result<Vec<StaleList>, StoreError> {
        let sql = "SELECT music_folders.id, music_folders.path, list_files.path, size, modified_ms \
                   FROM list_files JOIN music_folders ON music_folder = music_folders.id \
                   WHERE stale AND follows AND playlist IS NOT NULL AND complaint IS NULL \
                   ORDER BY music_folders.id, list_files.path";
        let rows: Vec<(i64, String, String, i64, i64)> =
            reading!(self, |db| sqlx::query_as(sql).fetch_all(db).await?);
        let stale = |(folder, root, path, size, modified_ms): (_, String, _, _, _)| StaleList {
            folder: FolderId(folder),
            root: PathBuf::from(root),
            file: found(path, size, modified_ms),
        };
        Ok(rows.into_iter().map(stale).collect())
    }

    /// Keeps what a file holds: its playlist is made or becomes what the file says, unless it was changed or deleted
    /// here. A new one is `owner`'s, for the whole house to hear.
    pub(crate) async fn keep_list(
        &self,
        read: &ReadList,
        reason: &Reason,
        owner: UserId,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        if let Reason::Moved { from } = reason {
            let sql = "UPDATE list_files SET path = $1 WHERE music_folder = $2 AND path = $3";
            let path = &read.file.path;
            run!(&mut writing, sqlx::query(sql).bind(path).bind(read.folder.0).bind(from));
        }
        match stamp(&mut writing, read).await? {
            (Some(id), true) => {
                rewrite_playlist(&mut writing, id, &read.list, &read.tracks, now_ms).await?;
            }
            (Some(_), false) => {}
            (None, _) if *reason != Reason::Changed => {}
            (None, _) => {
                let id =
                    insert_playlist(&mut writing, owner, &read.list, &read.tracks, now_ms).await?;
                let sql = "UPDATE list_files SET playlist = $1, follows = TRUE \
                           WHERE music_folder = $2 AND path = $3";
                let path = &read.file.path;
                run!(&mut writing, sqlx::query(sql).bind(id.0).bind(read.folder.0).bind(path));
            }
        }
        writing.keep().await
    }

    /// Keeps why a file could not be read. A playlist that was made of it before stays as it is.
    pub(crate) async fn keep_bad_list(
        &self,
        folder: FolderId,
        file: &FoundList,
        complaint: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO list_files \
                   (music_folder, path, size, modified_ms, complaint, follows, unmatched, stale) \
                   VALUES ($1, $2, $3, $4, $5, TRUE, 0, FALSE) ON CONFLICT (music_folder, path) DO UPDATE \
                   SET size = excluded.size, modified_ms = excluded.modified_ms, \
                   complaint = excluded.complaint";
        let mut writing = self.write().await?;
        run!(&mut writing, {
            let query = sqlx::query(sql).bind(folder.0).bind(&file.path).bind(signed(file.size));
            query.bind(file.modified_ms).bind(stored(complaint))
        });
        writing.keep().await
    }

    /// Forgets a file that is gone; its playlist goes with it, unless it was changed here.
    pub(crate) async fn forget_list(&self, folder: FolderId, path: &str) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let sql = "DELETE FROM list_files WHERE music_folder = $1 AND path = $2 \
                   RETURNING playlist, follows";
        let row: Option<(Option<i64>, bool)> = on!(&mut writing, |db| {
            sqlx::query_as(sql).bind(folder.0).bind(path).fetch_optional(db).await?
        });
        if let Some((Some(id), true)) = row {
            remove_playlist(&mut writing, PlaylistId(id)).await?;
        }
        writing.keep().await
    }

    /// Every file that could not be read, and why.
    pub(crate) async fn bad_lists(&self, folder: FolderId) -> Result<Vec<BadFile>, StoreError> {
        let sql = "SELECT path, complaint FROM list_files \
                   WHERE music_folder = $1 AND complaint IS NOT NULL ORDER BY path";
        let rows: Vec<(String, String)> =
            reading!(self, |db| sqlx::query_as(sql).bind(folder.0).fetch_all(db).await?);
        Ok(rows.into_iter().map(|(path, complaint)| BadFile { path, complaint }).collect())
    }

    /// How many playlists follow files of a music folder, and what is missing in them.
    pub(crate) async fn count_lists(&self, folder: FolderId) -> Result<ListCounts, StoreError> {
        let sql = "SELECT count(*), CAST(COALESCE(sum(unmatched), 0) AS BIGINT) FROM list_files \
                   WHERE music_folder = $1 AND playlist IS NOT NULL AND follows";
        let (playlists, unmatched): (i64, i64) =
            reading!(self, |db| sqlx::query_as(sql).bind(folder.0).fetch_one(db).await?);
        let count = |number: i64| usize::try_from(number).unwrap_or(0);
        Ok(ListCounts { playlists: count(playlists), unmatched: count(unmatched) })
    }
}

/// Keeps a file's own columns; answers its playlist, and whether that follows.
async fn stamp(
    writing: &mut Writing,
    read: &ReadList,
) -> Result<(Option<PlaylistId>, bool), StoreError> {
    let sql = "INSERT INTO list_files \
               (music_folder, path, size, modified_ms, content, unmatched, follows, stale) \
               VALUES ($1, $2, $3, $4, $5, $6, TRUE, FALSE) ON CONFLICT (music_folder, path) DO UPDATE \
               SET size = excluded.size, modified_ms = excluded.modified_ms, content = excluded.content, \
               unmatched = excluded.unmatched, complaint = NULL, stale = FALSE \
               RETURNING playlist, follows";
    let file = &read.file;
    let unmatched = i64::try_from(read.unmatched).unwrap_or(i64::MAX);
    let (playlist, follows): (Option<i64>, bool) = on!(writing, |db| {
        let query = sqlx::query_as(sql).bind(read.folder.0).bind(&file.path);
        let query = query.bind(signed(file.size)).bind(file.modified_ms);
        query.bind(read.content.0.as_slice()).bind(unmatched).fetch_one(db).await?
    });
    Ok((playlist.map(PlaylistId), follows))
}

/// Has what playlists lack looked for again, for tracks came.
pub(crate) async fn tracks_came(writing: &mut Writing) -> Result<(), StoreError> {
    let sql = "UPDATE list_files SET stale = TRUE WHERE unmatched > 0 AND NOT stale";
    run!(writing, sqlx::query(sql));
    Ok(())
}

/// Lets a playlist that is changed here go its own way; its file makes no other one.
pub(crate) async fn part(writing: &mut Writing, id: PlaylistId) -> Result<(), StoreError> {
    let sql = "UPDATE list_files SET follows = FALSE WHERE playlist = $1";
    run!(writing, sqlx::query(sql).bind(id.0));
    Ok(())
}

/// As [`part`], of a playlist that is deleted here.
pub(crate) async fn part_for_ever(writing: &mut Writing, id: PlaylistId) -> Result<(), StoreError> {
    let sql = "UPDATE list_files SET playlist = NULL WHERE playlist = $1";
    run!(writing, sqlx::query(sql).bind(id.0));
    Ok(())
}

/// Forgets the files of all playlists of an account that goes: the next scan gives them to another owner.
pub(crate) async fn forget_all(writing: &mut Writing, owner: UserId) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM list_files WHERE playlist IN (SELECT id FROM playlists WHERE owner = $1)";
    run!(writing, sqlx::query(sql).bind(owner.0));
    Ok(())
}
