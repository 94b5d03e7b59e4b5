//! A scan, phase by phase: folders, tracks, missing and moved files, albums and artists, playlists.

mod lists;

use std::path::Path;

use library::{BadFile, Changes, Description, FolderId, FoundFile, walk};
use rayon::prelude::*;
use tokio::sync::mpsc;

use crate::engine::Store;
use crate::{Counts, ListCounts, StoreError};

/// Files that are read together and then kept in one transaction.
const BATCH: usize = 256;

/// What a scan did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanReport {
    /// Files that were new and could be read.
    pub new: usize,
    /// Files that had changed and could be read.
    pub changed: usize,
    /// Files that needed not be read.
    pub same: usize,
    /// Tracks whose file is gone.
    pub missing: usize,
    /// Tracks whose file was found again under another name.
    pub moved: usize,
    /// Every file that is not on the shelves, known from before or not, and why.
    pub bad: Vec<BadFile>,
    /// What there is now, in all music folders.
    pub counts: Counts,
    /// What came of the folder's playlists, where they were wished for.
    pub lists: ListCounts,
}

/// What a scan is to do beside tracks, albums and artists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanWishes {
    /// Whether playlists follow the files of playlists (M3U, M3U8, XSPF, JSPF) that lie in the folder.
    pub playlist_files: bool,
}

impl Default for ScanWishes {
    fn default() -> ScanWishes {
        ScanWishes { playlist_files: true }
    }
}

/// Brings the shelves up to date with a folder of music; `now_ms` is when, in milliseconds since 1970.
///
/// Files are known by their size and time, read again when these differ, and known again by content
/// when they were moved. Nothing below `root` is written. Broken off at any time, the next scan goes on.
///
/// # Errors
/// [`StoreError::NoMusicFolder`] when the folder itself cannot be read; then nothing is changed. A file
/// that cannot be read is no error but a line of [`ScanReport::bad`].
pub async fn scan(store: &Store, root: &Path, now_ms: i64) -> Result<ScanReport, StoreError> {
    scan_as(store, root, ScanWishes::default(), now_ms).await
}

/// As [`scan`], with what is wished for.
///
/// # Errors
/// As [`scan`].
pub async fn scan_as(
    store: &Store,
    root: &Path,
    wishes: ScanWishes,
    now_ms: i64,
) -> Result<ScanReport, StoreError> {
    let root = root.canonicalize().map_err(|_| gone(root))?;
    // 1. Folders.
    let place = root.clone();
    let found = tokio::task::spawn_blocking(move || walk(&place)).await;
    let mut found = found.map_err(|_| StoreError::BrokenOff)?;
    if let Some(top) = found.bad.iter().find(|bad| bad.path.is_empty()) {
        return Err(StoreError::NoMusicFolder(format!("{}: {}", root.display(), top.complaint)));
    }
    // Most likely a disk that is not mounted: tracks may come back, deleted playlists would not.
    let is_empty = found.files.is_empty() && found.lists.is_empty();
    let folder = store.music_folder(&root).await?;
    store.save_covers(folder, &found.folders).await?;
    // 2. Tracks.
    let changes = Changes::between(store.known_files(folder).await?, found.files);
    let new = read_and_keep(store, folder, &root, changes.new, now_ms).await?;
    let changed = read_and_keep(store, folder, &root, changes.changed, now_ms).await?;
    // 3. Missing and moved files.
    store.save_missing(folder, &changes.missing).await?;
    let missing = changes.missing.iter().filter(|file| file.track.is_some()).count();
    // 4. Albums and artists.
    let moved = store.settle_shelves().await?;
    // 5. Playlists.
    let lists = match wishes.playlist_files && !is_empty {
        true => lists::follow(store, (folder, &root), found.lists, &mut found.bad, now_ms).await?,
        false => ListCounts::default(),
    };
    let bad = [found.bad, store.bad_files(folder).await?].concat();
    let missing = missing.saturating_sub(moved);
    let (new, counts) = (new.saturating_sub(moved), store.counts().await?);
    Ok(ScanReport { new, changed, same: changes.same, missing, moved, bad, counts, lists })
}

fn gone(root: &Path) -> StoreError {
    StoreError::NoMusicFolder(format!("{} is not there", root.display()))
}

type Outcome = (FoundFile, Result<Description, String>);

/// Reads one batch on all cores while the one before is kept; answers how many could be read.
async fn read_and_keep(
    store: &Store,
    folder: FolderId,
    root: &Path,
    files: Vec<FoundFile>,
    now_ms: i64,
) -> Result<usize, StoreError> {
    let (sender, mut receiver) = mpsc::channel(2);
    let root = root.to_owned();
    let reader = tokio::task::spawn_blocking(move || {
        for batch in files.chunks(BATCH) {
            // The other side is gone when keeping failed: then there is nothing more to read for.
            if sender.blocking_send(read_batch(&root, batch)).is_err() {
                break;
            }
        }
    });
    let mut kept = 0;
    while let Some(batch) = receiver.recv().await {
        kept += batch.iter().filter(|(_, outcome)| outcome.is_ok()).count();
        store.save_files(folder, &batch, now_ms).await?;
    }
    reader.await.map_err(|_| StoreError::BrokenOff)?;
    Ok(kept)
}

fn read_batch(root: &Path, batch: &[FoundFile]) -> Vec<Outcome> {
    let read = |file: &FoundFile| {
        let outcome = library::read(root, &file.path).map_err(|error| error.to_string());
        (file.clone(), outcome)
    };
    batch.par_iter().map(read).collect()
}
