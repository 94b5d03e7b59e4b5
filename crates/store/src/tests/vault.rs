use library::{AccountRole, UserId};
use tempfile::tempdir;

use super::stores;
use crate::vault::{MasterKeys, Place};
use crate::{Store, StoreError};

const HISTORY: Place = Place { table: "listens", column: "payload", row: 7 };
const KEY: &str = "3b1f0c8d5e7a42961f0e9d8c7b6a594837261504f3e2d1c0bfae9d8c7b6a5948";

fn keys(text: &str) -> MasterKeys {
    MasterKeys::parse(text).unwrap()
}

async fn with_two(store: Store) -> (Store, UserId, UserId) {
    let store = store.unlocked(keys(KEY)).await.unwrap();
    let ann = store.add_account("ann", AccountRole::Owner, None, 1).await.unwrap();
    let bob = store.add_account("bob", AccountRole::Listener, None, 2).await.unwrap();
    (store, ann, bob)
}

#[tokio::test]
async fn what_is_sealed_opens_in_its_place_for_its_user_only() {
    for (engine, store) in stores().await {
        let (store, ann, bob) = with_two(store).await;
        let (ann, bob) = (store.data_key(ann).await.unwrap(), store.data_key(bob).await.unwrap());
        let sealed = ann.seal(&HISTORY, b"Lamplight").unwrap();
        assert_eq!(sealed.len(), 9 + 41);
        assert_ne!(sealed, ann.seal(&HISTORY, b"Lamplight").unwrap(), "{engine}: a nonce twice");
        assert_eq!(&ann.open(&HISTORY, &sealed).unwrap()[..], b"Lamplight");

        let elsewhere = [
            Place { row: 8, ..HISTORY },
            Place { column: "client", ..HISTORY },
            Place { table: "sessions", ..HISTORY },
        ];
        for place in elsewhere {
            assert!(matches!(ann.open(&place, &sealed), Err(StoreError::Sealed)), "{place:?}");
        }
        assert!(matches!(bob.open(&HISTORY, &sealed), Err(StoreError::Sealed)));
        for byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[byte] ^= 1;
            assert!(matches!(ann.open(&HISTORY, &changed), Err(StoreError::Sealed)), "{byte}");
            assert!(ann.open(&HISTORY, &sealed[..byte]).is_err());
        }
    }
}

#[tokio::test]
async fn an_erased_account_has_no_key_left() {
    for (engine, store) in stores().await {
        let (store, _, bob) = with_two(store).await;
        store.data_key(bob).await.unwrap();
        store.erase_account(bob, 9).await.unwrap();
        assert!(matches!(store.data_key(bob).await, Err(StoreError::NoSuchAccount)), "{engine}");
        assert!(matches!(store.erase_account(bob, 9).await, Err(StoreError::NoSuchAccount)));
    }
}

#[tokio::test]
async fn a_database_opens_with_its_own_master_key_only() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("musaic.db");
    let store = Store::open_file(&file).await.unwrap();
    assert!(matches!(
        store.add_account("ann", AccountRole::Owner, None, 1).await,
        Err(StoreError::Locked)
    ));
    let (store, ann, _) = with_two(store).await;
    let sealed = store.data_key(ann).await.unwrap().seal(&HISTORY, b"x").unwrap();
    store.close().await;

    let other = MasterKeys::random().unwrap();
    let wrong = Store::open_file(&file).await.unwrap().unlocked(other).await;
    assert!(matches!(wrong, Err(StoreError::WrongMasterKey)));
    let store = Store::open_file(&file).await.unwrap().unlocked(keys(KEY)).await.unwrap();
    let key = store.data_key(ann).await.unwrap();
    assert_eq!(&key.open(&HISTORY, &sealed).unwrap()[..], b"x");
}

#[test]
fn hole_no_constant_key() {
    let lookalikes = [
        "".to_owned(),
        "secret".to_owned(),
        "0".repeat(64),
        "0123456789abcdef".repeat(4),
        KEY[..62].to_owned(),
        format!("{KEY} 00"),
    ];
    for text in lookalikes {
        let error = MasterKeys::parse(&text).unwrap_err();
        assert!(matches!(error, StoreError::MasterKey(_)));
        assert!(text.is_empty() || !error.to_string().contains(&text), "the key was told");
    }
    // Two houses never get the same.
    let folder = tempdir().unwrap();
    let made = |name: &str| {
        MasterKeys::read_or_make(&folder.path().join(name)).unwrap();
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    assert_ne!(made("a"), made("b"));
}

#[test]
fn the_master_key_is_made_once_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    let file = folder.path().join("master.key");
    MasterKeys::read_or_make(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    MasterKeys::read_or_make(&file).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = MasterKeys::read_or_make(&file).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
    std::fs::write(&file, "").unwrap();
    assert!(MasterKeys::read(&file).is_err());
}

#[tokio::test]
async fn a_rotation_goes_on_where_it_was_broken_off() {
    let folder = tempdir().unwrap();
    let (file, key) = (folder.path().join("musaic.db"), folder.path().join("master.key"));
    let open = async || {
        let keys = MasterKeys::read_or_make(&key).unwrap();
        Store::open_file(&file).await.unwrap().unlocked(keys).await.unwrap()
    };
    let store = open().await;
    let mut sealed = Vec::new();
    for number in 0..300 {
        let role = AccountRole::Listener;
        let user = store.add_account(&format!("user {number}"), role, None, 1).await.unwrap();
        let bytes = store.data_key(user).await.unwrap().seal(&HISTORY, b"mine").unwrap();
        sealed.push((user, bytes));
    }
    store.close().await;

    // Begun, and killed after the first batch: old and new ones open.
    let renewed = MasterKeys::read(&key).unwrap().renewed().unwrap();
    renewed.save(&key).unwrap();
    let store = open().await;
    assert_eq!(store.wrap_some().await.unwrap(), 256);
    store.close().await;
    let store = open().await;
    for (user, bytes) in &sealed {
        let opened = store.data_key(*user).await.unwrap().open(&HISTORY, bytes).unwrap();
        assert_eq!(&opened[..], b"mine");
    }
    assert_eq!(store.rotate_master_key().await.unwrap(), 44);
    store.close().await;

    // Killed before the old key left the file: it is known no more, and does no harm.
    let store = open().await;
    assert_eq!(store.rotate_master_key().await.unwrap(), 0);
    store.close().await;
    MasterKeys::read(&key).unwrap().current().save(&key).unwrap();
    let store = open().await;
    assert!(store.data_key(sealed[299].0).await.is_ok());
}

#[tokio::test]
async fn a_process_with_the_old_master_key_seals_nothing_after_a_rotation() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("musaic.db");
    let (old, _, _) = with_two(Store::open_file(&file).await.unwrap()).await;
    let renewed = keys(KEY).renewed().unwrap();
    let new = Store::open_file(&file).await.unwrap().unlocked(renewed).await.unwrap();
    assert_eq!(new.rotate_master_key().await.unwrap(), 2);
    let cleo = old.add_account("cleo", AccountRole::Member, None, 3).await;
    assert!(matches!(cleo, Err(StoreError::Database(_))), "{cleo:?}");
    let names: Vec<_> = new.accounts().await.unwrap().into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["ann", "bob"]);
    assert!(matches!(
        Store::open_file(&file).await.unwrap().unlocked(keys(KEY)).await,
        Err(StoreError::WrongMasterKey)
    ));
}
