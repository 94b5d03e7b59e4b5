//! Who was met lately, in memory, so that players who ask a thousand times a second are known at once.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use library::{Account, Scope};

use super::{Credential, Refused, SignedIn};
use crate::StoreError;
use crate::bounded::Bounded;
use crate::engine::{Engine, Store};

/// What another process changes (`musaic key revoke`) holds here after so long.
const FRESH_MS: i64 = 2_000;
/// When something was last used is written at most so often.
const USED_EVERY_MS: i64 = 60_000;
/// How long writing that may take.
const PATIENCE: Duration = Duration::from_millis(100);
/// Half of the most that are remembered.
const REMEMBERED: usize = 4_096;

/// An account and what opens it.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) loaded_ms: i64,
    pub(super) account: Account,
    pub(super) keys: Vec<OpenKey>,
}

/// One thing that opens an account.
#[derive(Debug)]
pub(super) struct OpenKey {
    pub(super) by: Credential,
    pub(super) scope: Scope,
    pub(super) expires_ms: Option<i64>,
    pub(super) used_ms: AtomicI64,
    /// The secret itself, where it must be known.
    pub(super) secret: Option<crate::Secret>,
}

/// Accounts by a name or a token; see [`by`].
#[derive(Debug)]
pub(crate) struct Known {
    met: Mutex<Bounded<[u8; 32], Arc<Met>>>,
}

impl Default for Known {
    fn default() -> Known {
        Known { met: Mutex::new(Bounded::new(REMEMBERED)) }
    }
}

/// What something is remembered by; no kind of secret is taken for another.
pub(super) fn by(kind: &str, text: &str) -> [u8; 32] {
    blake3::Hasher::new()
        .update(kind.as_bytes())
        .update(b"\0")
        .update(text.as_bytes())
        .finalize()
        .into()
}

impl Known {
    pub(super) fn get(&self, by: &[u8; 32], now_ms: i64) -> Option<Arc<Met>> {
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner).get(by);
        met.filter(|met| (0..FRESH_MS).contains(&now_ms.saturating_sub(met.loaded_ms)))
    }

    pub(super) fn insert(&self, by: [u8; 32], met: &Arc<Met>) {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).insert(by, Arc::clone(met));
    }

    /// After any change here: accounts change seldom, and then all are looked up again.
    pub(crate) fn forget(&self) {
        *self.met.lock().unwrap_or_else(PoisonError::into_inner) = Bounded::new(REMEMBERED);
    }
}

impl Met {
    /// The one key of whom was met by it.
    fn only_key(&self) -> Result<&OpenKey, Refused> {
        self.keys.first().ok_or(Refused::Wrong)
    }
}

impl Store {
    /// Lets somebody in by their only key: whom was met lately, or is met now; `unknown` is why not.
    pub(super) async fn let_in_by(
        &self,
        (by, unknown): ([u8; 32], Refused),
        now_ms: i64,
        meet: impl Future<Output = Result<Option<Arc<Met>>, StoreError>>,
    ) -> Result<SignedIn, StoreError> {
        let met = match self.doors.known.get(&by, now_ms) {
            Some(met) => met,
            None => {
                let met = meet.await?.ok_or(unknown)?;
                self.doors.known.insert(by, &met);
                met
            }
        };
        self.let_in(&met.account, met.only_key()?, now_ms).await
    }

    /// Lets somebody in who showed one of the keys.
    pub(super) async fn let_in(
        &self,
        account: &Account,
        key: &OpenKey,
        now_ms: i64,
    ) -> Result<SignedIn, StoreError> {
        if account.disabled {
            return Err(Refused::Disabled.into());
        }
        if key.expires_ms.is_some_and(|expires_ms| expires_ms <= now_ms) {
            return Err(Refused::Expired.into());
        }
        let (sql, id) = match key.by {
            Credential::Session(id) => ("UPDATE sessions SET used_ms = $1 WHERE id = $2", id.0),
            Credential::Key(id) => ("UPDATE device_keys SET used_ms = $1 WHERE id = $2", id.0),
        };
        self.touch(sql, id, &key.used_ms, now_ms).await?;
        Ok(SignedIn { account: account.clone(), scope: key.scope, by: key.by })
    }

    /// Writes when something was last used, at most once a minute. Nobody waits at the door for a scan: when
    /// others write for long, it is left to the next time.
    async fn touch(
        &self,
        sql: &'static str,
        id: i64,
        used_ms: &AtomicI64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let before = used_ms.load(Ordering::Relaxed);
        let due = now_ms.saturating_sub(before) >= USED_EVERY_MS;
        // Of those who come at the same time, one writes.
        let relaxed = Ordering::Relaxed;
        if !due || used_ms.compare_exchange(before, now_ms, relaxed, relaxed).is_err() {
            return Ok(());
        }
        let written = async {
            match &self.engine {
                Engine::Sqlite { writer, .. } => {
                    sqlx::query(sql).bind(now_ms).bind(id).execute(writer).await.map(drop)
                }
                Engine::Postgres(pool) => {
                    sqlx::query(sql).bind(now_ms).bind(id).execute(pool).await.map(drop)
                }
            }
        };
        Ok(tokio::time::timeout(PATIENCE, written).await.unwrap_or(Ok(()))?)
    }
}
