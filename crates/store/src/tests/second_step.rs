use std::net::{IpAddr, Ipv4Addr};

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use library::{AccountRole, UserId};
use sha1::Sha1;

use super::stores;
use crate::vault::MasterKeys;
use crate::{Deed, Event, Refused, Store, StoreError};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const PASSWORD: &str = "correct horse";
const NOW_MS: i64 = 1_700_000_000_000;

async fn house(store: Store) -> (Store, UserId) {
    let store = store.unlocked(MasterKeys::random().unwrap()).await.unwrap();
    let ann = store.add_account("Ann", AccountRole::Owner, Some(PASSWORD), 0).await.unwrap();
    (store, ann)
}

/// An authenticator, written from the standard.
fn code(secret: &str, now_ms: i64) -> String {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(now_ms / 30_000).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:03} {:03}", word / 1_000 % 1_000, word % 1_000)
}

async fn enter(store: &Store, code: Option<&str>, now_ms: i64) -> Result<(), Refused> {
    match store.sign_in(("ann", PASSWORD, code), (HOME, ""), now_ms).await {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(refused)) => Err(refused),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_code_is_asked_for_and_good_once() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let new = store.begin_authenticator(ann).await.unwrap();
        assert!(new.uri.expose().ends_with("&issuer=Musaic"));
        let secret = new.secret.expose();
        assert_eq!(enter(&store, None, NOW_MS).await, Ok(()), "{engine}: not confirmed yet");
        let wrong = store.confirm_authenticator(ann, "000 00", NOW_MS).await;
        assert!(matches!(wrong, Err(StoreError::Refused(Refused::Wrong))));
        store.confirm_authenticator(ann, &code(secret, NOW_MS), NOW_MS).await.unwrap();
        assert!(matches!(store.begin_authenticator(ann).await, Err(StoreError::HasAuthenticator)));

        assert_eq!(enter(&store, None, NOW_MS).await, Err(Refused::CodeNeeded));
        let old = code(secret, NOW_MS);
        assert_eq!(enter(&store, Some(&old), NOW_MS).await, Err(Refused::Wrong), "{engine}: used");
        let later = NOW_MS + 30_000;
        let new = code(secret, later);
        assert_eq!(enter(&store, Some(&new), later).await, Ok(()), "{engine}");
        assert_eq!(
            enter(&store, Some(&new), later).await,
            Err(Refused::Wrong),
            "{engine}: replayed"
        );
        store.remove_authenticator(ann).await.unwrap();
        assert_eq!(enter(&store, None, later).await, Ok(()));
        assert_eq!(store.second_step(ann).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_recovery_code_stands_for_one_code() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let new = store.begin_authenticator(ann).await.unwrap();
        let first = code(new.secret.expose(), NOW_MS);
        let codes = store.confirm_authenticator(ann, &first, NOW_MS).await.unwrap();
        assert_eq!((codes.len(), store.second_step(ann).await.unwrap()), (10, Some(10)));
        let one = codes[3].expose().to_uppercase().replace('-', " ");
        assert_eq!(enter(&store, Some(&one), NOW_MS).await, Ok(()), "{engine}");
        assert_eq!(enter(&store, Some(&one), NOW_MS).await, Err(Refused::Wrong), "{engine}: twice");
        assert_eq!(store.second_step(ann).await.unwrap(), Some(9));
        let renewed = store.renew_recovery_codes(ann).await.unwrap();
        let old = codes[0].expose();
        assert_eq!(
            enter(&store, Some(old), NOW_MS).await,
            Err(Refused::Wrong),
            "{engine}: renewed"
        );
        assert_eq!(enter(&store, Some(renewed[0].expose()), NOW_MS).await, Ok(()));
    }
}

#[tokio::test]
async fn hole_guessing_codes_is_slowed_down_too() {
    let (_, store) = stores().await.swap_remove(0);
    let (store, ann) = house(store).await;
    let new = store.begin_authenticator(ann).await.unwrap();
    let first = code(new.secret.expose(), NOW_MS);
    store.confirm_authenticator(ann, &first, NOW_MS).await.unwrap();
    for _ in 0..5 {
        assert_eq!(enter(&store, Some("123 456"), NOW_MS + 90_000).await, Err(Refused::Wrong));
    }
    let right = code(new.secret.expose(), NOW_MS + 90_000);
    let waits = enter(&store, Some(&right), NOW_MS + 90_000).await;
    assert_eq!(waits, Err(Refused::Wait { ms: 1_000 }));
}

#[tokio::test]
async fn the_log_tells_who_did_what_until_the_address_is_erased() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let bob = store.add_account("bob", AccountRole::Member, Some(PASSWORD), 0).await.unwrap();
        let event = Event { actor: Some(ann), deed: Deed::AddAccount, object: "bob", from: None };
        store.audit(&event, 1).await.unwrap();
        store.sign_in(("bob", PASSWORD, None), (HOME, ""), 2).await.unwrap();
        for name in ["bob", "nobody"] {
            let _ = store.sign_in((name, "guess", None), (HOME, ""), 3).await.unwrap_err();
        }
        let log = store.audit_log(None, None, 10).await.unwrap();
        let line = |n: usize| (log[n].actor, log[n].deed.as_str(), log[n].address.as_deref());
        assert_eq!(line(0), (None, "was not let in", None), "{engine}");
        assert_eq!(line(1), (Some(bob), "was not let in", Some("192.0.2.1")));
        assert_eq!(line(2), (Some(bob), "signed in", Some("192.0.2.1")));
        assert_eq!(
            (line(3), log[3].object.as_str()),
            ((Some(ann), "made an account", None), "bob")
        );
        let older = store.audit_log(Some(bob), Some(log[1].id), 10).await.unwrap();
        assert_eq!(older, [log[2].clone()]);

        store.erase_account(bob, 9).await.unwrap();
        let log = store.audit_log(Some(bob), None, 10).await.unwrap();
        assert_eq!((log.len(), &log[0].actor_name, &log[0].address), (2, &None, &None), "{engine}");
    }
}
