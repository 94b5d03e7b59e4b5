//! Each way in, and each hole that a peer really had (house.md) as a test of its own.

use std::net::{IpAddr, Ipv4Addr};

use library::policy::Actor;
use library::{AccountRole, Scope, UserId};
use md5::{Digest, Md5};

use super::stores;
use crate::vault::MasterKeys;
use crate::{Credential, INVITATION_MS, KeyKind, Proof, Refused, SignedIn, Store, StoreError};

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const PASSWORD: &str = "correct horse";
const DAY_MS: i64 = 86_400_000;

/// A house with its owner, Ann.
async fn house(store: Store) -> (Store, UserId) {
    let store = store.unlocked(MasterKeys::random().unwrap()).await.unwrap();
    let ann = store.add_account("Ann", AccountRole::Owner, Some(PASSWORD), 0).await.unwrap();
    (store, ann)
}

fn token(secret: &str, salt: &str) -> String {
    data_encoding::HEXLOWER.encode(&Md5::digest(format!("{secret}{salt}")))
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> Refused {
    match outcome.unwrap_err() {
        StoreError::Refused(refused) => refused,
        other => panic!("{other}"),
    }
}

async fn app_password(store: &Store, user: UserId, expires_ms: Option<i64>) -> String {
    let made =
        store.add_device_key(user, KeyKind::AppPassword, ("Phone", Scope::Edit), expires_ms, 1);
    made.await.unwrap().1.expose().to_owned()
}

async fn by_token(store: &Store, name: &str, secret: &str) -> Result<SignedIn, StoreError> {
    let proof = Proof::Token { t: &token(secret, "c19b2d"), s: "c19b2d" };
    store.subsonic_sign_in(name, proof, HOME, 10).await
}

async fn by_password(store: &Store, name: &str, secret: &str) -> Result<SignedIn, StoreError> {
    store.subsonic_sign_in(name, Proof::Plain(secret), HOME, 10).await
}

#[tokio::test]
async fn a_browser_signs_in_and_out() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let (secret, signed) =
            store.sign_in(("ann", PASSWORD, None), (HOME, "Firefox\n"), 1_000).await.unwrap();
        let whole = Actor::Account { user: ann, role: AccountRole::Owner, scope: Scope::Manage };
        assert_eq!(signed.actor(), whole);
        assert_eq!(store.session(secret.expose(), 2_000).await.unwrap(), signed, "{engine}");
        let sessions = store.sessions(ann, 2_000).await.unwrap();
        assert_eq!(
            (sessions[0].agent.as_str(), sessions[0].address.as_str()),
            ("Firefox", "192.0.2.1")
        );

        let Credential::Session(id) = signed.by else { panic!("{signed:?}") };
        store.end_session(ann, id).await.unwrap();
        assert_eq!(refused(store.session(secret.expose(), 2_001).await), Refused::Expired);
        assert!(matches!(store.end_session(ann, id).await, Err(StoreError::NoSuchKey)));
        assert_eq!(refused(store.session("", 2_001).await), Refused::Expired);
    }
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let enter = |now_ms| store.sign_in(("ann", PASSWORD, None), (HOME, ""), now_ms);
        let (idle, _) = enter(0).await.unwrap();
        let (used, _) = enter(0).await.unwrap();
        for day in (10..=80).step_by(10) {
            assert!(store.session(used.expose(), day * DAY_MS).await.is_ok(), "{engine} {day}");
        }
        assert_eq!(refused(store.session(idle.expose(), 14 * DAY_MS).await), Refused::Expired);
        assert_eq!(refused(store.session(used.expose(), 90 * DAY_MS).await), Refused::Expired);
        assert_eq!(store.sessions(ann, 90 * DAY_MS).await.unwrap(), []);

        let (one, _) = enter(91 * DAY_MS).await.unwrap();
        store.set_password(ann, "battery staple").await.unwrap();
        let ended = store.session(one.expose(), 91 * DAY_MS).await;
        assert_eq!(refused(ended), Refused::Expired, "{engine}: a new password ends sessions");
    }
}

#[tokio::test]
async fn a_player_signs_in_with_its_app_password() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let secret = app_password(&store, ann, None).await;
        let signed = by_password(&store, "ANN", &secret).await.unwrap();
        assert_eq!((signed.account.id, signed.scope), (ann, Scope::Edit), "{engine}");
        assert_eq!(by_token(&store, "ann", &secret).await.unwrap(), signed);
        let upper = token(&secret, "x").to_uppercase();
        let proof = Proof::Token { t: &upper, s: "x" };
        assert!(store.subsonic_sign_in("ann", proof, HOME, 10).await.is_ok());

        // Another one, made while the first is remembered, works at once; then each by itself.
        let other = app_password(&store, ann, None).await;
        assert!(by_token(&store, "ann", &other).await.is_ok());
        assert!(by_token(&store, "ann", &secret).await.is_ok());
        let keys = store.device_keys(ann).await.unwrap();
        assert_eq!((keys.len(), keys[0].label.as_str(), keys[0].used_ms), (2, "Phone", None));
        let proof = Proof::Plain(&secret);
        store.subsonic_sign_in("ann", proof, HOME, DAY_MS).await.unwrap();
        assert_eq!(store.device_keys(ann).await.unwrap()[0].used_ms, Some(DAY_MS), "{engine}");
    }
}

#[tokio::test]
async fn a_program_signs_in_with_its_api_key() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let made = store.add_device_key(ann, KeyKind::ApiKey, ("Sync", Scope::Listen), Some(50), 1);
        let (id, key) = made.await.unwrap();
        let signed = store.api_key_sign_in(key.expose(), 49).await.unwrap();
        assert_eq!((signed.scope, signed.by), (Scope::Listen, Credential::Key(id)), "{engine}");
        assert_eq!(refused(store.api_key_sign_in(key.expose(), 50).await), Refused::Expired);
        assert_eq!(refused(store.api_key_sign_in("musaic-x", 49).await), Refused::Wrong);
        // No kind of secret stands for another.
        assert_eq!(refused(store.session(key.expose(), 49).await), Refused::Expired);
        assert_eq!(
            refused(by_token(&store, "ann", key.expose()).await),
            Refused::AppPasswordNeeded
        );
        store.revoke_device_key(ann, id).await.unwrap();
        assert_eq!(refused(store.api_key_sign_in(key.expose(), 49).await), Refused::Wrong);
    }
}

#[tokio::test]
async fn an_invitation_makes_one_account() {
    for (engine, store) in stores().await {
        let store = store.unlocked(MasterKeys::random().unwrap()).await.unwrap();
        let first = store.first_run(0).await.unwrap().unwrap();
        let second = store.first_run(1).await.unwrap().unwrap();
        let (first, second) = (first.expose(), second.expose());
        let gone = store.accept_invitation(first, ("Ann", PASSWORD), 2).await;
        assert!(
            matches!(gone, Err(StoreError::NoInvitation)),
            "{engine}: only the last link is good"
        );
        let weak = store.accept_invitation(second, ("Ann", "short"), 2).await;
        assert!(matches!(weak, Err(StoreError::BadPassword(_))));
        assert_eq!(store.invitation(second, 2).await.unwrap(), AccountRole::Owner);
        store.accept_invitation(second, ("Ann", PASSWORD), 2).await.unwrap();
        let twice = store.accept_invitation(second, ("Bob", PASSWORD), 2).await;
        assert!(matches!(twice, Err(StoreError::NoInvitation)), "{engine}");
        assert!(store.first_run(3).await.unwrap().is_none());

        let late = store.invite(AccountRole::Listener, 5).await.unwrap();
        let outcome = store.accept_invitation(late.expose(), ("Bob", PASSWORD), 5 + INVITATION_MS);
        assert!(matches!(outcome.await, Err(StoreError::NoInvitation)), "{engine}: expired");
        assert_eq!(store.accounts().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn hole_unknown_user_with_any_token_fails() {
    for (_, store) in stores().await {
        let (store, ann) = house(store).await;
        app_password(&store, ann, None).await;
        for name in ["nobody", "", "ann\0", "' OR 1=1 --"] {
            for secret in ["", "x", "undefined", "null"] {
                assert_eq!(
                    refused(by_token(&store, name, secret).await),
                    Refused::AppPasswordNeeded
                );
            }
            for t in ["", "0", "zz", "d41d8cd98f00b204e9800998ecf8427e"] {
                let proof = Proof::Token { t, s: "" };
                let outcome = store.subsonic_sign_in(name, proof, HOME, 10).await;
                assert!(matches!(
                    refused(outcome),
                    Refused::AppPasswordNeeded | Refused::Wait { .. }
                ));
            }
        }
    }
}

#[tokio::test]
async fn hole_account_password_opens_no_player() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        app_password(&store, ann, None).await;
        assert_eq!(refused(by_token(&store, "ann", PASSWORD).await), Refused::AppPasswordNeeded);
        assert_eq!(refused(by_password(&store, "ann", PASSWORD).await), Refused::AppPasswordNeeded);
        assert_eq!(refused(by_password(&store, "ann", "guess").await), Refused::Wrong, "{engine}");
        // Nor does an app password open the web.
        let secret = app_password(&store, ann, None).await;
        let web = store.sign_in(("ann", &secret, None), (HOME, ""), 10).await;
        assert_eq!(refused(web), Refused::Wrong);
    }
}

#[tokio::test]
async fn hole_revoked_expired_and_disabled_stay_out() {
    for (engine, store) in stores().await {
        let (store, ann) = house(store).await;
        let expired = app_password(&store, ann, Some(10)).await;
        assert_eq!(
            refused(by_password(&store, "ann", &expired).await),
            Refused::Expired,
            "{engine}"
        );
        let secret = app_password(&store, ann, None).await;
        assert!(by_token(&store, "ann", &secret).await.is_ok());
        let id = store.device_keys(ann).await.unwrap()[1].id;
        let bob = store.add_account("bob", AccountRole::Member, Some(PASSWORD), 1).await.unwrap();
        let others = store.revoke_device_key(bob, id).await;
        assert!(matches!(others, Err(StoreError::NoSuchKey)), "{engine}: another's key");
        store.revoke_device_key(ann, id).await.unwrap();
        assert_eq!(refused(by_token(&store, "ann", &secret).await), Refused::AppPasswordNeeded);
        assert_eq!(refused(by_password(&store, "ann", &secret).await), Refused::Wrong);

        let bobs = app_password(&store, bob, None).await;
        assert!(by_token(&store, "bob", &bobs).await.is_ok());
        let (session, _) = store.sign_in(("bob", PASSWORD, None), (HOME, ""), 10).await.unwrap();
        store.set_disabled(bob, true).await.unwrap();
        assert_eq!(refused(by_token(&store, "bob", &bobs).await), Refused::Disabled);
        assert_eq!(refused(store.session(session.expose(), 10).await), Refused::Expired);
        let web = store.sign_in(("bob", PASSWORD, None), (HOME, ""), 10).await;
        assert_eq!(refused(web), Refused::Disabled);
        // Who does not know the password does not learn it either.
        let web = store.sign_in(("bob", "guess", None), (HOME, ""), 10).await;
        assert_eq!(refused(web), Refused::Wrong);
    }
}

#[tokio::test]
async fn hole_guessing_is_slowed_down_by_account_and_address() {
    let (_, store) = stores().await.swap_remove(0);
    let (store, ann) = house(store).await;
    let secret = app_password(&store, ann, None).await;
    for name in ["ann", "nobody"] {
        for guess in 0..5 {
            let guess = format!("guess number {guess}");
            let outcome = store.sign_in((name, &guess, None), (HOME, ""), 10).await;
            assert_eq!(refused(outcome), Refused::Wrong, "{name}");
        }
        // The same for a name that nobody has; also for the right password.
        let outcome = store.sign_in((name, PASSWORD, None), (HOME, ""), 10).await;
        assert_eq!(refused(outcome), Refused::Wait { ms: 1_000 }, "{name}");
    }
    assert!(by_token(&store, "ann", &secret).await.is_ok(), "players go on");
    assert_eq!(refused(by_password(&store, "ann", "x").await), Refused::Wait { ms: 1_000 });
    assert!(store.sign_in(("ann", PASSWORD, None), (HOME, ""), 1_010).await.is_ok());
}

#[tokio::test]
async fn an_account_has_so_many_keys_and_sessions() {
    let (_, store) = stores().await.swap_remove(0);
    let (store, ann) = house(store).await;
    for _ in 0..50 {
        app_password(&store, ann, None).await;
    }
    let more = store.add_device_key(ann, KeyKind::ApiKey, ("x", Scope::Edit), None, 1).await;
    assert!(matches!(more, Err(StoreError::TooManyKeys)));
    for label in ["", "a\n", &"a".repeat(65)] {
        let bad = store.add_device_key(ann, KeyKind::ApiKey, (label, Scope::Edit), None, 1).await;
        assert!(matches!(bad, Err(StoreError::BadLabel)));
    }
}
