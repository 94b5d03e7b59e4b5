//! The files behind the tracks: what was found, read, refused, missed and moved.

use std::collections::HashMap;
use std::path::Path;

use library::{
    BadFile, ContentHash, Description, FolderId, FoundFile, FoundFolder, KnownFile, Move, TrackId,
};
use sqlx::QueryBuilder;

use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run, run_all};
use crate::grouping::leave;
use crate::track_row::{TrackRow, signed};

impl Store {
    /// The identity of a folder of music; given out when it is first named.
    pub(crate) async fn music_folder(&self, path: &Path) -> Result<FolderId, StoreError> {
        let mut writing = self.write().await?;
        let folder = named_folder(&mut writing, &path.to_string_lossy()).await?;
        writing.keep().await?;
        Ok(folder)
    }

    /// Every file that earlier scans met. One that was read once and is bad now comes twice, the bad one last.
    pub(crate) async fn known_files(&self, folder: FolderId) -> Result<Vec<KnownFile>, StoreError> {
        let tracks =
            "SELECT id, path, size, modified_ms, missing FROM tracks WHERE music_folder = $1";
        let tracks: Vec<(i64, String, i64, i64, bool)> =
            reading!(self, |db| sqlx::query_as(tracks).bind(folder.0).fetch_all(db).await?);
        let bad = "SELECT path, size, modified_ms FROM bad_files WHERE music_folder = $1";
        let bad: Vec<(String, i64, i64)> =
            reading!(self, |db| sqlx::query_as(bad).bind(folder.0).fetch_all(db).await?);
        let file = |track: Option<i64>, path, size: i64, modified_ms, missing| KnownFile {
            track: track.map(TrackId),
            path,
            size: size.unsigned_abs(),
            modified_ms,
            missing,
        };
        let tracks = tracks
            .into_iter()
            .map(|(id, path, size, time, missing)| file(Some(id), path, size, time, missing));
        let bad = bad.into_iter().map(|(path, size, time)| file(None, path, size, time, false));
        Ok(tracks.chain(bad).collect())
    }

    /// Keeps files that were read, each as the track it was or as a new one.
    pub(crate) async fn save_files(
        &self,
        folder: FolderId,
        read: &[(FoundFile, Result<Description, String>)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let paths: Vec<&str> = read.iter().map(|(file, _)| file.path.as_str()).collect();
        let known = tracks_at(&mut writing, folder, &paths).await?;
        forget_bad(&mut writing, folder, &paths).await?;
        let mut new = Vec::new();
        for (file, outcome) in read {
            match (outcome, known.get(&file.path)) {
                (Ok(read), Some(id)) => {
                    TrackRow::of(folder, file, read)?.update(&mut writing, *id).await?;
                }
                (Ok(read), None) => new.push(TrackRow::of(folder, file, read)?),
                (Err(complaint), track) => {
                    if let Some(id) = track {
                        miss(&mut writing, *id).await?;
                    }
                    save_bad(&mut writing, folder, file, complaint).await?;
                }
            }
        }
        TrackRow::insert(&mut writing, &new, now_ms).await?;
        writing.keep().await
    }

    /// Takes files that are gone off the shelves. Their tracks stay, for the day they come back.
    pub(crate) async fn save_missing(
        &self,
        folder: FolderId,
        missing: &[KnownFile],
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        for file in missing {
            match file.track {
                Some(id) => miss(&mut writing, id).await?,
                None => forget_bad(&mut writing, folder, &[&file.path]).await?,
            }
        }
        writing.keep().await
    }

    /// Lets missing tracks go on with new files of the same content; answers how many did.
    pub(crate) async fn settle_moves(&self) -> Result<usize, StoreError> {
        let missing = "SELECT id, content FROM tracks \
                       WHERE missing AND (grouped OR album IS NOT NULL) ORDER BY id";
        let new = "SELECT id, content FROM tracks \
                   WHERE NOT grouped AND NOT missing AND album IS NULL ORDER BY id";
        let missing: Vec<(i64, Vec<u8>)> =
            reading!(self, |db| sqlx::query_as(missing).fetch_all(db).await?);
        let new: Vec<(i64, Vec<u8>)> =
            reading!(self, |db| sqlx::query_as(new).fetch_all(db).await?);
        let moves = library::moves(&hashes(&missing), &hashes(&new));
        let mut writing = self.write().await?;
        // Met by a scan that was broken off and gone since: nobody has seen them, they have no identity to keep.
        let unseen = "DELETE FROM tracks WHERE missing AND NOT grouped AND album IS NULL";
        run!(&mut writing, sqlx::query(unseen));
        for &Move { from, to } in &moves {
            let row = TrackRow::get(&mut writing, to).await?;
            let sql = "UPDATE uploads SET track = $1 WHERE track = $2";
            run!(&mut writing, sqlx::query(sql).bind(from.0).bind(to.0));
            let sql = "DELETE FROM tracks WHERE id = $1";
            run!(&mut writing, sqlx::query(sql).bind(to.0));
            row.update(&mut writing, from).await?;
        }
        writing.keep().await?;
        Ok(moves.len())
    }

    /// Keeps which folder has which cover.
    pub(crate) async fn save_covers(
        &self,
        folder: FolderId,
        folders: &[FoundFolder],
    ) -> Result<(), StoreError> {
        let found: Vec<(String, String)> = folders
            .iter()
            .filter_map(|folder| Some((folder.path.clone(), folder.cover.clone()?)))
            .collect();
        let known =
            "SELECT folder, file FROM folder_covers WHERE music_folder = $1 ORDER BY folder";
        let mut known: Vec<(String, String)> =
            reading!(self, |db| sqlx::query_as(known).bind(folder.0).fetch_all(db).await?);
        // Each engine has its own order of texts.
        known.sort();
        if known == found {
            return Ok(());
        }
        let mut writing = self.write().await?;
        let sql = "DELETE FROM folder_covers WHERE music_folder = $1";
        run!(&mut writing, sqlx::query(sql).bind(folder.0));
        for (path, file) in &found {
            let sql = "INSERT INTO folder_covers (music_folder, folder, file) VALUES ($1, $2, $3)";
            run!(&mut writing, sqlx::query(sql).bind(folder.0).bind(path).bind(file));
        }
        writing.keep().await
    }

    /// Every file that is not on the shelves, and why.
    pub(crate) async fn bad_files(&self, folder: FolderId) -> Result<Vec<BadFile>, StoreError> {
        let sql = "SELECT path, complaint FROM bad_files WHERE music_folder = $1 ORDER BY path";
        let rows: Vec<(String, String)> =
            reading!(self, |db| sqlx::query_as(sql).bind(folder.0).fetch_all(db).await?);
        Ok(rows.into_iter().map(|(path, complaint)| BadFile { path, complaint }).collect())
    }
}

fn hashes(rows: &[(i64, Vec<u8>)]) -> Vec<(TrackId, ContentHash)> {
    let hash = |(id, content): &(i64, Vec<u8>)| {
        Some((TrackId(*id), ContentHash(content.as_slice().try_into().ok()?)))
    };
    rows.iter().filter_map(hash).collect()
}

/// As [`Store::music_folder`]; until `writing` ends, others who ask for the same folder so wait.
pub(crate) async fn named_folder(
    writing: &mut Writing,
    path: &str,
) -> Result<FolderId, StoreError> {
    let sql = "INSERT INTO music_folders (path) VALUES ($1) \
               ON CONFLICT (path) DO UPDATE SET path = excluded.path RETURNING id";
    let id: i64 = on!(writing, |db| sqlx::query_scalar(sql).bind(path).fetch_one(db).await?);
    Ok(FolderId(id))
}

pub(crate) async fn track_at(
    writing: &mut Writing,
    folder: FolderId,
    path: &str,
) -> Result<Option<TrackId>, StoreError> {
    let sql = "SELECT id FROM tracks WHERE music_folder = $1 AND path = $2";
    let id: Option<i64> = on!(writing, |db| {
        sqlx::query_scalar(sql).bind(folder.0).bind(path).fetch_optional(db).await?
    });
    Ok(id.map(TrackId))
}

/// The tracks of some paths, as many as one statement takes.
async fn tracks_at(
    writing: &mut Writing,
    folder: FolderId,
    paths: &[&str],
) -> Result<HashMap<String, TrackId>, StoreError> {
    let rows: Vec<(String, i64)> = on!(writing, |db| {
        let mut select = QueryBuilder::new("SELECT path, id FROM tracks WHERE music_folder = ");
        select.push_bind(folder.0).push(" AND path IN (");
        let mut list = select.separated(", ");
        for path in paths {
            list.push_bind(*path);
        }
        list.push_unseparated(")");
        select.build_query_as().persistent(false).fetch_all(db).await?
    });
    Ok(rows.into_iter().map(|(path, id)| (path, TrackId(id))).collect())
}

/// Takes a track off the shelves; it stays, for the day its file comes back.
pub(crate) async fn miss(writing: &mut Writing, id: TrackId) -> Result<(), StoreError> {
    leave(writing, id).await?;
    let sql = "UPDATE tracks SET missing = TRUE WHERE id = $1";
    run!(writing, sqlx::query(sql).bind(id.0));
    Ok(())
}

async fn save_bad(
    writing: &mut Writing,
    folder: FolderId,
    file: &FoundFile,
    complaint: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO bad_files (music_folder, path, size, modified_ms, complaint) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (music_folder, path) DO UPDATE \
               SET size = excluded.size, modified_ms = excluded.modified_ms, complaint = excluded.complaint";
    let complaint = crate::track_row::stored(complaint);
    run!(writing, {
        let query = sqlx::query(sql).bind(folder.0).bind(&file.path).bind(signed(file.size));
        query.bind(file.modified_ms).bind(&complaint)
    });
    Ok(())
}

async fn forget_bad(
    writing: &mut Writing,
    folder: FolderId,
    paths: &[&str],
) -> Result<(), StoreError> {
    let paths: Vec<(i64, &str)> = paths.iter().map(|path| (folder.0, *path)).collect();
    run_all!(
        writing,
        paths,
        "DELETE FROM bad_files WHERE (music_folder, path) IN (",
        |values, (folder, path)| values.push_bind(*folder).push_bind(*path),
        ")"
    );
    Ok(())
}
