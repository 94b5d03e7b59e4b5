use library::AccountRole;

use super::stores;
use crate::vault::MasterKeys;
use crate::{Store, StoreError};

async fn unlocked(store: Store) -> Store {
    store.unlocked(MasterKeys::random().unwrap()).await.unwrap()
}

#[tokio::test]
async fn accounts_are_made_listed_and_changed() {
    for (engine, store) in stores().await {
        let store = unlocked(store).await;
        let password = Some("correct horse");
        let ann = store.add_account("Ann", AccountRole::Owner, password, 5).await.unwrap();
        let bob = store.add_account("Bob", AccountRole::Listener, None, 6).await.unwrap();
        for name in ["ann", "ÅNN"] {
            let taken = store.add_account(name, AccountRole::Member, None, 7).await;
            assert!(matches!(taken, Err(StoreError::NameTaken(_))), "{engine}");
        }
        let bad = store.add_account(" x", AccountRole::Member, None, 7).await;
        assert!(matches!(bad, Err(StoreError::BadName(_))));
        let short = store.add_account("Cleo", AccountRole::Member, Some("1234567"), 7).await;
        assert!(matches!(short, Err(StoreError::BadPassword(_))));

        store.rename_account(bob, "Robert").await.unwrap();
        assert!(matches!(store.rename_account(bob, "ann").await, Err(StoreError::NameTaken(_))));
        store.set_role(bob, AccountRole::Member).await.unwrap();
        store.set_disabled(bob, true).await.unwrap();
        let accounts = store.accounts().await.unwrap();
        assert_eq!(accounts.len(), 2, "{engine}: what failed left something");
        let robert = store.account_named("robert").await.unwrap();
        assert_eq!(accounts[1], robert);
        assert_eq!(
            (robert.role, robert.created_ms, robert.disabled),
            (AccountRole::Member, 6, true)
        );
        assert_eq!(store.account(ann).await.unwrap().name, "Ann");
        assert!(matches!(store.account_named("bob").await, Err(StoreError::NoSuchAccount)));
    }
}

#[tokio::test]
async fn the_last_owner_stays() {
    for (engine, store) in stores().await {
        let store = unlocked(store).await;
        let ann = store.add_account("ann", AccountRole::Owner, None, 1).await.unwrap();
        let bob = store.add_account("bob", AccountRole::Owner, None, 1).await.unwrap();
        store.set_disabled(bob, true).await.unwrap();
        let outcomes = [
            store.set_role(ann, AccountRole::Member).await,
            store.set_disabled(ann, true).await,
            store.erase_account(ann, 9).await.map(drop),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(StoreError::LastOwner)), "{engine}: {outcome:?}");
        }
        store.set_disabled(bob, false).await.unwrap();
        store.set_role(ann, AccountRole::Member).await.unwrap();
    }
}

#[tokio::test]
async fn hole_passwords_are_kept_as_argon2id() {
    for (engine, store) in stores().await {
        let store = unlocked(store).await;
        let ann = store.add_account("ann", AccountRole::Owner, Some("correct horse"), 1).await;
        let ann = ann.unwrap();
        assert!(store.has_password(ann, "correct horse").await.unwrap(), "{engine}");
        assert!(!store.has_password(ann, "correct hors").await.unwrap());
        assert!(!store.has_password(ann, &"x".repeat(2_000)).await.unwrap());
        store.set_password(ann, "battery staple").await.unwrap();
        assert!(!store.has_password(ann, "correct horse").await.unwrap());
        assert!(store.has_password(ann, "battery staple").await.unwrap());
        let bob = store.add_account("bob", AccountRole::Owner, None, 1).await.unwrap();
        assert!(!store.has_password(bob, "").await.unwrap());
    }
}
