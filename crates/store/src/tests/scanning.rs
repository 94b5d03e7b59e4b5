use std::fs::{create_dir_all, remove_file, rename, write};
use std::path::Path;
use std::sync::Arc;

use library::Query;
use tempfile::{TempDir, tempdir};

use super::stores;
use crate::engine::reading;
use crate::{Store, StoreError, Track, scan};

/// A tune of its own: its notes are made from the title.
fn tune(title: &str) -> String {
    let notes: String = title.bytes().map(|byte| char::from(b'A' + byte % 7)).collect();
    format!("X:1\nT:{title}\nC:Ann\nM:4/4\nL:1/4\nK:C\n{notes}|]\n")
}

fn put(root: &Path, path: &str, title: &str) {
    create_dir_all(root.join(path).parent().unwrap()).unwrap();
    write(root.join(path), tune(title)).unwrap();
}

async fn all(store: &Store) -> Vec<Arc<Track>> {
    store.search_tracks(&Query::default(), None, 100).await.unwrap()
}

async fn scanned(store: &Store, music: &TempDir) -> (usize, usize, usize, usize, usize, usize) {
    let r = scan(store, music.path(), 7).await.unwrap();
    (r.new, r.changed, r.same, r.missing, r.moved, r.bad.len())
}

#[tokio::test]
async fn a_second_scan_reads_what_changed() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        put(music.path(), "a/one.abc", "One");
        put(music.path(), "a/two.abc", "Two");
        write(music.path().join("bad.mp3"), "no sound").unwrap();
        assert_eq!(scanned(&store, &music).await, (2, 0, 0, 0, 0, 1), "{engine}");
        assert_eq!(scanned(&store, &music).await, (0, 0, 3, 0, 0, 1), "{engine}");
        let before = all(&store).await;

        put(music.path(), "a/one.abc", "One, but longer");
        assert_eq!(scanned(&store, &music).await, (0, 1, 2, 0, 0, 1), "{engine}");
        let after = all(&store).await;
        assert_eq!(after[0].id, before[0].id);
        assert_eq!(after[0].title, "One, but longer");

        remove_file(music.path().join("bad.mp3")).unwrap();
        assert_eq!(scanned(&store, &music).await, (0, 0, 2, 0, 0, 0), "{engine}");
    }
}

#[tokio::test]
async fn a_moved_file_stays_the_same_track() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        put(music.path(), "a/one.abc", "One");
        put(music.path(), "a/two.abc", "Two");
        scan(&store, music.path(), 7).await.unwrap();
        let before = all(&store).await;

        create_dir_all(music.path().join("b")).unwrap();
        rename(music.path().join("a/one.abc"), music.path().join("b/uno.abc")).unwrap();
        assert_eq!(scanned(&store, &music).await, (0, 0, 1, 0, 1, 0), "{engine}");
        let after = all(&store).await;
        assert_eq!((after.len(), after[0].id), (2, before[0].id), "{engine}");
        assert_eq!(after[0].path, "b/uno.abc");
        assert_eq!(store.counts().await.unwrap().albums, 2);
    }
}

/// What `put` wrote, as the second phase of a scan keeps it.
async fn read_and_killed(store: &Store, music: &TempDir) {
    let folder = store.music_folder(&music.path().canonicalize().unwrap()).await.unwrap();
    let read = |file: library::FoundFile| {
        let description = library::read(music.path(), &file.path).map_err(|e| e.to_string());
        (file, description)
    };
    let files: Vec<_> = library::walk(music.path()).files.into_iter().map(read).collect();
    store.save_files(folder, &files, 7).await.unwrap();
}

/// Tracks, hidden ones too.
async fn rows(store: &Store) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM tracks";
    Ok(reading!(store, |db| sqlx::query_scalar(sql).fetch_one(db).await?))
}

#[tokio::test]
async fn a_file_that_moves_between_broken_off_scans_is_one_track() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        put(music.path(), "one.abc", "One");
        scan(&store, music.path(), 7).await.unwrap();
        let before = all(&store).await;
        let moved = |from: &str, to: &str| {
            rename(music.path().join(from), music.path().join(to)).unwrap();
        };
        moved("one.abc", "two.abc");
        read_and_killed(&store, &music).await;
        moved("two.abc", "three.abc");
        read_and_killed(&store, &music).await;
        moved("three.abc", "four.abc");
        scan(&store, music.path(), 8).await.unwrap();
        let after = all(&store).await;
        assert_eq!((after.len(), after[0].id), (1, before[0].id), "{engine}");
        assert_eq!(rows(&store).await.unwrap(), 1, "{engine}");
    }
}

#[tokio::test]
async fn a_missing_file_is_not_listed_until_it_is_back() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        put(music.path(), "a/one.abc", "One");
        put(music.path(), "b/two.abc", "Two");
        scan(&store, music.path(), 7).await.unwrap();
        let id = all(&store).await[0].id;

        remove_file(music.path().join("a/one.abc")).unwrap();
        assert_eq!(scanned(&store, &music).await, (0, 0, 1, 1, 0, 0), "{engine}");
        assert_eq!(all(&store).await.len(), 1);
        assert_eq!(store.counts().await.unwrap().albums, 1);
        let found = store.search_tracks(&Query::parse("one"), None, 10).await.unwrap();
        assert_eq!(found, [], "{engine}");

        put(music.path(), "a/one.abc", "One");
        assert_eq!(scanned(&store, &music).await, (0, 1, 1, 0, 0, 0), "{engine}");
        assert_eq!(all(&store).await[0].id, id);
        assert_eq!(store.counts().await.unwrap().albums, 2);
    }
}

#[tokio::test]
async fn a_disk_that_is_not_mounted_loses_nothing() {
    for (engine, store) in stores().await {
        let music = tempdir().unwrap();
        put(music.path(), "one.abc", "One");
        scan(&store, music.path(), 7).await.unwrap();
        rename(music.path().join("one.abc"), music.path().with_extension("kept")).unwrap();
        let root = music.path().to_owned();
        music.close().unwrap();
        let error = scan(&store, &root, 8).await.unwrap_err();
        assert!(matches!(error, StoreError::NoMusicFolder(_)), "{engine}: {error}");
        assert_eq!(all(&store).await.len(), 1);
        remove_file(root.with_extension("kept")).unwrap();
    }
}

#[tokio::test]
async fn a_file_opens_again_as_it_was_left() {
    let (music, data) = (tempdir().unwrap(), tempdir().unwrap());
    put(music.path(), "one.abc", "One");
    let url = format!("sqlite:{}", data.path().join("musaic.db").display());
    let store = Store::open(&url).await.unwrap();
    scan(&store, music.path(), 7).await.unwrap();
    store.close().await;
    let store = Store::open(&url).await.unwrap();
    assert_eq!(all(&store).await[0].title, "One");
    assert!(matches!(Store::open("mysql://x").await, Err(StoreError::UnknownEngine(_))));
}
