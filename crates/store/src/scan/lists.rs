//! Phase 5 of a scan: playlists that lie in the music folder as files.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use library::playlist_files::{Entry, FoundList, ListChanges, PlaylistFile, Shelf};
use library::{BadFile, ContentHash, FolderId, TrackId, UserId, folder};

use crate::engine::{Store, reading};
use crate::list_files::{ReadList, Reason};
use crate::playlists::NewPlaylist;
use crate::{ListCounts, StoreError};

/// Has playlists follow the files of a music folder, each in a transaction of its own: what was broken off goes on
/// with the next scan. Before the house has an owner, whose they would be, nothing is done.
///
/// `bad` is what could not be looked into; what is left out of the lists is added to it.
pub(super) async fn follow(
    store: &Store,
    (id, root): (FolderId, &Path),
    found: Vec<FoundList>,
    bad: &mut Vec<BadFile>,
    now_ms: i64,
) -> Result<ListCounts, StoreError> {
    let Some(owner) = store.first_owner().await? else { return Ok(ListCounts::default()) };
    let mut changes = ListChanges::between(store.known_lists(id).await?, found, bad);
    // Uploads wait: what they bring is asked for again, not overlooked.
    let _turn = store.shelving.lock().await;
    let mut following = Following { store, owner, now_ms, tracks: HashMap::new(), shelf: None };
    // 1. Files that changed, then new ones, some of which only moved.
    for file in std::mem::take(&mut changes.changed) {
        following.read_and_keep((id, root), file, |_| Reason::Changed).await?;
    }
    for file in std::mem::take(&mut changes.new) {
        let reason = |content| match changes.take_moved(content) {
            Some(before) => Reason::Moved { from: before.file.path },
            None => Reason::Changed,
        };
        following.read_and_keep((id, root), file, reason).await?;
    }
    // 2. Files that are gone.
    for list in &changes.gone {
        store.forget_list(id, &list.file.path).await?;
    }
    // 3. Files that name tracks which came since, wherever they lie.
    for list in store.stale_lists().await? {
        following.read_again((list.folder, &list.root), list.file).await?;
    }
    bad.extend(store.bad_lists(id).await?);
    store.count_lists(id).await
}

type Place<'p> = (FolderId, &'p Path);

/// What is needed while files are followed; the library is looked through when it is first needed.
struct Following<'s> {
    store: &'s Store,
    owner: UserId,
    now_ms: i64,
    /// The tracks of music folders by their paths.
    tracks: HashMap<FolderId, HashMap<String, TrackId>>,
    shelf: Option<Arc<Shelf>>,
}

impl Following<'_> {
    async fn read_and_keep(
        &mut self,
        place: Place<'_>,
        file: FoundList,
        reason: impl FnOnce(ContentHash) -> Reason,
    ) -> Result<(), StoreError> {
        match opened(place.1, &file).await? {
            Ok((list, content)) => self.keep(place, file, (list, content), &reason(content)).await,
            Err(complaint) => self.store.keep_bad_list(place.0, &file, &complaint).await,
        }
    }

    /// A file that is not there just now is waited for: its own folder's scan tells more.
    async fn read_again(&mut self, place: Place<'_>, file: FoundList) -> Result<(), StoreError> {
        match opened(place.1, &file).await? {
            Ok(read) => self.keep(place, file, read, &Reason::Again).await,
            Err(_) => Ok(()),
        }
    }

    async fn keep(
        &mut self,
        place: Place<'_>,
        file: FoundList,
        (list, content): (PlaylistFile, ContentHash),
        reason: &Reason,
    ) -> Result<(), StoreError> {
        let PlaylistFile { title, remark, entries } = list;
        let found = self.find(place, &file, entries).await?;
        let tracks: Vec<TrackId> = found.iter().flatten().copied().collect();
        let unmatched = found.len() - tracks.len();
        let list = NewPlaylist { name: title, comment: remark, public: true };
        let read = ReadList { folder: place.0, file, content, list, tracks, unmatched };
        self.store.keep_list(&read, reason, self.owner, self.now_ms).await
    }

    /// The tracks that a file's entries name: those that lie where it says, others as an import finds them.
    async fn find(
        &mut self,
        (id, root): Place<'_>,
        file: &FoundList,
        entries: Vec<Entry>,
    ) -> Result<Vec<Option<TrackId>>, StoreError> {
        let (root, within) = (root.to_string_lossy(), folder(&file.path));
        let entries: Vec<Entry> =
            entries.into_iter().map(|entry| entry.placed(&root, within)).collect();
        let tracks = self.tracks_in(id).await?;
        let found: Vec<Option<TrackId>> =
            entries.iter().map(|entry| tracks.get(&entry.path).copied()).collect();
        if !found.contains(&None) {
            return Ok(found);
        }
        let shelf = self.shelf().await?;
        let all = tokio::task::spawn_blocking(move || {
            let both = entries.iter().zip(found);
            both.map(|(entry, found)| found.or_else(|| shelf.find(entry))).collect()
        });
        all.await.map_err(|_| StoreError::BrokenOff)
    }

    async fn tracks_in(
        &mut self,
        folder: FolderId,
    ) -> Result<&HashMap<String, TrackId>, StoreError> {
        if !self.tracks.contains_key(&folder) {
            self.tracks.insert(folder, self.store.tracks_by_path(folder).await?);
        }
        Ok(&self.tracks[&folder])
    }

    async fn shelf(&mut self) -> Result<Arc<Shelf>, StoreError> {
        if self.shelf.is_none() {
            self.shelf = Some(Arc::new(self.store.shelf().await?));
        }
        Ok(self.shelf.clone().unwrap_or_default())
    }
}

impl Store {
    /// The tracks of a music folder that are there, by their paths below it.
    async fn tracks_by_path(
        &self,
        folder: FolderId,
    ) -> Result<HashMap<String, TrackId>, StoreError> {
        let sql = "SELECT path, id FROM tracks WHERE music_folder = $1 AND NOT missing";
        let rows: Vec<(String, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(folder.0).fetch_all(db).await?);
        Ok(rows.into_iter().map(|(path, id)| (path, TrackId(id))).collect())
    }
}

/// Reads a file, away from those that wait for answers.
async fn opened(
    root: &Path,
    file: &FoundList,
) -> Result<Result<(PlaylistFile, ContentHash), String>, StoreError> {
    let path = root.join(&file.path);
    let read = move || PlaylistFile::open(&path).map_err(|error| error.to_string());
    tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::BrokenOff)
}
