//! What somebody takes along, and what is left of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use library::{AccountRole, Item, Listen, Rating, Scope, TrackId, UserId};
use serde_json::Value;
use tempfile::tempdir;

use super::stores;
use crate::vault::MasterKeys;
use crate::{Deed, Event, KeyKind, Store, StoreError, scan};

/// Ann runs the house; Bob has some of everything in it.
async fn house(store: Store) -> (Store, UserId) {
    let store = store.unlocked(MasterKeys::random().unwrap()).await.unwrap();
    let music = tempdir().unwrap();
    let tune = "X:1\nT:Air\nC:Ann\nM:4/4\nL:1/4\nK:C\nCDEF|]\n";
    std::fs::write(music.path().join("air.abc"), tune).unwrap();
    scan(&store, music.path(), 1).await.unwrap();
    store.add_account("ann", AccountRole::Owner, None, 1).await.unwrap();
    let bob = store.add_account("bob", AccountRole::Member, None, 1).await.unwrap();
    let track = TrackId(1);
    store.set_star(bob, Item::Track(track), Some(5)).await.unwrap();
    store.set_rating(bob, Item::Track(track), Rating::new(4)).await.unwrap();
    store.make_playlist(bob, "Calm", &[track, track], 6).await.unwrap();
    let listen = |n: i64| Listen {
        listened_ms: 1_700_000_000_000 + n,
        title: format!("Air {n}"),
        artist: "Ann".into(),
        track: Some(track),
        ..Listen::default()
    };
    let listens: Vec<Listen> = (0..2_500).map(|n| listen(n / 2)).collect();
    assert_eq!(store.add_listens(bob, &listens, 1_700_000_100_000).await.unwrap(), 1_250);
    let made = store.add_device_key(bob, KeyKind::AppPassword, ("Phone", Scope::Edit), None, 7);
    made.await.unwrap();
    let event = Event { actor: Some(bob), deed: Deed::AddKey, object: "Phone", from: None };
    store.audit(&event, 8).await.unwrap();
    (store, bob)
}

fn unpacked(zip: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut files = BTreeMap::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        files.insert(name, text);
    }
    files
}

#[tokio::test]
async fn an_export_has_everything_but_secrets() {
    for (engine, store) in stores().await {
        let (store, bob) = house(store).await;
        let mut zip = Vec::new();
        store.export_account(bob, &mut zip, 9).await.unwrap();
        let files = unpacked(zip);
        let json = |name: &str| serde_json::from_str::<Value>(&files[name]).unwrap();
        assert_eq!(files["listens.jsonl"].lines().count(), 1_250, "{engine}");
        assert_eq!(json("account.json")["account"]["name"], "bob");
        assert_eq!(json("settings.json")["history"], true);
        assert_eq!(json("stars.json")["stars"][0]["of"]["names"]["title"], "Air");
        assert_eq!(json("stars.json")["ratings"][0]["rating"], 4);
        assert_eq!(json("playlists/1.jspf")["playlist"]["track"][1]["title"], "Air");
        assert_eq!(json("devices.json")[0]["label"], "Phone");
        assert_eq!(json("log.json")[0]["deed"], "made a key");
        let told = files["README.txt"].as_str();
        for name in files.keys().filter(|name| !name.contains('/')) {
            assert!(
                told.contains(name.as_str()) || name == "README.txt",
                "{name} is not explained"
            );
        }
        let gone = store.export_account(UserId(99), Vec::new(), 9).await;
        assert!(matches!(gone, Err(StoreError::NoSuchAccount)));
    }
}

#[tokio::test]
async fn a_receipt_counts_what_was_erased() {
    for (engine, store) in stores().await {
        let (store, bob) = house(store).await;
        let event = Event { actor: None, deed: Deed::SetRole, object: "bob", from: None };
        store.audit(&event, 8).await.unwrap();
        let receipt = store.erase_account(bob, 10).await.unwrap();
        assert_eq!((receipt.account, receipt.erased_ms), (bob, 10));
        let expected = [1_250, 1, 1, 0, 0, 0, 1, 0, 0, 1];
        let counts: Vec<i64> = receipt.counts.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, expected, "{engine}");
        let log = store.audit_log(None, None, 10).await.unwrap();
        assert_eq!(log[0].object, format!("account {bob}"), "{engine}: the name is left");
        assert!(store.history(bob).await.unwrap().listens == 0, "{engine}");
    }
}

/// Not even whoever has the disk and the master key opens what was erased.
#[tokio::test]
async fn hole_an_erased_data_key_is_nowhere_in_the_files() {
    let folder = tempdir().unwrap();
    let store = Store::open_file(&folder.path().join("musaic.db")).await.unwrap();
    let (store, bob) = house(store).await;
    let wrapped = store.wrapped_data_key(bob).await;
    let found = || {
        let files = std::fs::read_dir(folder.path()).unwrap();
        let has = |file: std::fs::DirEntry| {
            let bytes = std::fs::read(file.path()).unwrap();
            bytes.windows(wrapped.len()).any(|window| window == wrapped)
        };
        files.map(Result::unwrap).any(has)
    };
    assert!(found());
    store.erase_account(bob, 10).await.unwrap();
    assert!(!found());
}
