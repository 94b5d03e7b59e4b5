use std::path::Path;

use futures_util::StreamExt;
use library::{AccountRole, UserId};
use tempfile::{TempDir, tempdir};

use super::stores;
use crate::vault::MasterKeys;
use crate::{BlobId, Blobs, NewUpload, Store, StoreError, scan};

const ROOM: u64 = 1_000_000;
/// How often what happens at once is tried.
const ROUNDS: u8 = 12;

fn tune(title: &str) -> String {
    format!("X:1\nT:{title}\nM:4/4\nL:1/4\nK:C\nCDEF|]\n")
}

async fn bring(
    store: &Store,
    (user, quota): (UserId, u64),
    name: &str,
    text: &str,
) -> Result<(library::TrackId, bool), StoreError> {
    let desk = tempdir().unwrap();
    let file = desk.path().join(name);
    std::fs::write(&file, text).unwrap();
    let read = library::read(desk.path(), name).unwrap();
    let (id, bytes) = (BlobId::of(text.as_bytes()), text.len() as u64);
    store
        .keep_upload(user, &NewUpload { name, file: &file, id, bytes, read: &read }, quota, 5)
        .await
}

/// A house with a place for blobs, two of whom live there.
async fn house(store: Store) -> (Store, UserId, UserId, TempDir) {
    let folder = tempdir().unwrap();
    let blobs = Blobs::open(&format!("file:{}", folder.path().display()), folder.path()).unwrap();
    let store = store.with_blobs(blobs).unlocked(MasterKeys::random().unwrap()).await.unwrap();
    store.add_account("owner", AccountRole::Owner, None, 1).await.unwrap();
    let ann = store.add_account("ann", AccountRole::Member, None, 1).await.unwrap();
    let bob = store.add_account("bob", AccountRole::Member, None, 1).await.unwrap();
    (store, ann, bob, folder)
}

#[tokio::test]
async fn what_is_brought_is_a_track_like_any_other() {
    for (engine, store) in stores().await {
        let (store, ann, bob, _folder) = house(store).await;
        let text = tune("Air");
        let (air, new) = bring(&store, (ann, ROOM), "air.abc", &text).await.unwrap();
        assert!(new, "{engine}");
        let again = bring(&store, (ann, ROOM), "other.abc", &text).await.unwrap();
        assert_eq!(again, (air, false), "{engine}: brought again, it is the same");
        let (beside, _) = bring(&store, (ann, ROOM), "air.abc", &tune("Bourrée")).await.unwrap();
        let path = async |id| store.track(id).await.unwrap().unwrap().path;
        assert_eq!(path(air).await, "ann/air.abc", "{engine}");
        assert_eq!(path(beside).await, "ann/air (2).abc", "{engine}");

        let found = store.search_tracks(&library::Query::parse("bourree"), None, 9).await.unwrap();
        assert_eq!(found.len(), 1, "{engine}");
        let file = store.file_of(&found[0]).await.unwrap();
        assert_eq!(std::fs::read_to_string(file).unwrap(), tune("Bourrée"), "{engine}");
        assert_eq!(store.uploads(ann, None, 9).await.unwrap().len(), 2, "{engine}");
        assert_eq!(store.uploader(air).await.unwrap(), Some(ann), "{engine}");
        let spent = bring(&store, (bob, 10), "air.abc", &text).await;
        assert!(matches!(spent, Err(StoreError::QuotaSpent(10))), "{engine}: {spent:?}");
    }
}

/// As from a player on two devices: one is first, the others come later, also where several may write at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_may_be_brought_at_once() {
    for (engine, store) in stores().await {
        let (store, ann, bob, _folder) = house(store).await;
        for round in 0..ROUNDS {
            let (text, other) = (tune(&format!("Air {round}")), tune(&format!("Other {round}")));
            let brought = tokio::join!(
                bring(&store, (ann, ROOM), "air.abc", &text),
                bring(&store, (ann, ROOM), "air.abc", &text),
                bring(&store, (ann, ROOM), "air.abc", &other),
                bring(&store, (ann, ROOM), "else.abc", &text),
                bring(&store, (bob, ROOM), "air.abc", &text),
            );
            let same = [brought.0, brought.1, brought.3].map(Result::unwrap);
            assert!(same.iter().all(|(track, _)| *track == same[0].0), "{engine}: {same:?}");
            let new = same.iter().filter(|(_, new)| *new).count();
            assert_eq!(new, 1, "{engine}, round {round}: {same:?}");
            let (beside, bobs) = (brought.2.unwrap(), brought.4.unwrap());
            assert!(beside.1 && bobs.1, "{engine}, round {round}");
            for track in [same[0].0, beside.0, bobs.0] {
                let track = store.track(track).await.unwrap().unwrap();
                assert!(track.album.is_some(), "{engine}: {} is on no shelf yet", track.path);
                assert!(
                    store.file_of(&track).await.unwrap().as_ref().exists(),
                    "{engine}: {}",
                    track.path
                );
            }
        }
        assert_eq!(store.counts().await.unwrap().tracks, 3 * i64::from(ROUNDS), "{engine}");
        // None of the files is deleted as one that nobody needs.
        store.delete_doomed(i64::MAX).await.unwrap();
        assert_eq!(
            store.blobs().unwrap().list().count().await,
            2 * usize::from(ROUNDS),
            "{engine}"
        );
    }
}

/// What is brought at once takes no more room than what is brought in turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn room_is_spent_once() {
    for (engine, store) in stores().await {
        let (store, ann, _, _folder) = house(store).await;
        for round in 0..ROUNDS {
            let (one, two) = (tune(&format!("One {round}")), tune(&format!("Two {round}")));
            let room = one.len() as u64 + 1;
            let brought = tokio::join!(
                bring(&store, (ann, room), "one.abc", &one),
                bring(&store, (ann, room), "two.abc", &two)
            );
            let kept: Vec<_> = [brought.0, brought.1].into_iter().flatten().collect();
            assert_eq!(kept.len(), 1, "{engine}, round {round}");
            store.remove_upload(kept[0].0, 6).await.unwrap();
        }
    }
}

/// While one takes a file back for good, another brings it: the track has its file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_brought_while_it_is_deleted_is_kept() {
    for (engine, store) in stores().await {
        let (store, ann, bob, _folder) = house(store).await;
        let text = tune("Air");
        for round in 0..ROUNDS {
            let (anns, _) = bring(&store, (ann, ROOM), "air.abc", &text).await.unwrap();
            let (gone, bobs) = tokio::join!(
                store.remove_upload(anns, 6),
                bring(&store, (bob, ROOM), "air.abc", &text)
            );
            gone.unwrap();
            let track = store.track(bobs.unwrap().0).await.unwrap().unwrap();
            let file = store.file_of(&track).await.unwrap();
            assert!(file.as_ref().exists(), "{engine}, round {round}");
            store.remove_upload(track.id, 6).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_file_goes_with_the_last_who_brought_it() {
    for (engine, store) in stores().await {
        let (store, ann, bob, _folder) = house(store).await;
        let text = tune("Air");
        let blob = BlobId::of(text.as_bytes());
        let there = async || store.blobs().unwrap().size(blob).await.unwrap().is_some();
        let (anns, _) = bring(&store, (ann, ROOM), "air.abc", &text).await.unwrap();
        let (bobs, _) = bring(&store, (bob, ROOM), "air.abc", &text).await.unwrap();
        assert_ne!(anns, bobs, "{engine}");
        store.remove_upload(anns, 6).await.unwrap();
        assert!(there().await && store.track(anns).await.unwrap().is_none(), "{engine}");
        let receipt = store.erase_account(bob, 7).await.unwrap();
        assert!(receipt.counts.contains(&("uploads", 1)), "{engine}: {receipt:?}");
        assert!(!there().await && store.track(bobs).await.unwrap().is_none(), "{engine}");
        assert_eq!(store.counts().await.unwrap().tracks, 0, "{engine}");
        // Brought once more, it is the track that it was, with its stars and plays.
        assert_eq!(bring(&store, (ann, ROOM), "air.abc", &text).await.unwrap().0, anns, "{engine}");
    }
}

/// As an upload begins: its file is deleted from the time 100 on.
async fn doom(store: &Store, blob: BlobId) {
    let mut writing = store.write().await.unwrap();
    crate::uploads::doom(&mut writing, blob, 100).await.unwrap();
    writing.keep().await.unwrap();
}

/// Broken off after the file was kept: nothing says that it is there, and in a day it is not.
#[tokio::test]
async fn half_an_upload_is_cleared_away() {
    for (engine, store) in stores().await {
        let (store, ann, _, folder) = house(store).await;
        let text = tune("Air");
        let file = folder.path().join("air.abc");
        std::fs::write(&file, &text).unwrap();
        let id = BlobId::of(text.as_bytes());
        doom(&store, id).await;
        store.blobs().unwrap().keep_file(id, &file).await.unwrap();
        store.delete_doomed(99).await.unwrap();
        assert!(store.blobs().unwrap().size(id).await.unwrap().is_some(), "{engine}: too early");
        let (track, _) = bring(&store, (ann, ROOM), "air.abc", &text).await.unwrap();
        store.delete_doomed(i64::MAX).await.unwrap();
        assert!(store.blobs().unwrap().size(id).await.unwrap().is_some(), "{engine}: needed now");
        store.remove_upload(track, 6).await.unwrap();
        doom(&store, id).await;
        store.blobs().unwrap().keep_file(id, &file).await.unwrap();
        store.delete_doomed(100).await.unwrap();
        assert!(store.blobs().unwrap().size(id).await.unwrap().is_none(), "{engine}");
    }
}

/// A file that moves from one music folder to another keeps its identity, and is found where it is.
#[tokio::test]
async fn a_file_may_move_to_another_folder() {
    for (engine, store) in stores().await {
        let (one, two) = (tempdir().unwrap(), tempdir().unwrap());
        std::fs::write(one.path().join("air.abc"), tune("Air")).unwrap();
        let all = async |root: &Path| {
            scan(&store, root, 1).await.unwrap();
            store.search_tracks(&library::Query::default(), None, 9).await.unwrap()
        };
        let before = all(one.path()).await;
        assert!(all(two.path()).await == before, "{engine}");
        std::fs::rename(one.path().join("air.abc"), two.path().join("air.abc")).unwrap();
        assert!(all(one.path()).await.is_empty(), "{engine}");
        let after = all(two.path()).await;
        assert_eq!((after.len(), after[0].id), (1, before[0].id), "{engine}");
        assert!(store.file_of(&after[0]).await.unwrap().as_ref().exists(), "{engine}");
        assert_eq!(all(one.path()).await, after, "{engine}: the old folder has no claim to it");
    }
}
