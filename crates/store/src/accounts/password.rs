//! Passwords of accounts: Argon2id (RFC 9106), and never more at once than the machine bears.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::StoreError;
use crate::secrets::random;

/// A hash takes 19 MiB and one core for some 20 ms.
const AT_ONCE: usize = 2;
/// Whoever comes when so many wait or are served is asked to come again.
const MOST: usize = 64;

const FEWEST_CHARACTERS: usize = 8;
const MOST_BYTES: usize = 1_024;

/// Hashes passwords, a few at a time.
#[derive(Debug)]
pub(crate) struct Hashing {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for Hashing {
    fn default() -> Hashing {
        Hashing { turns: Arc::new(Semaphore::new(AT_ONCE)), places: Arc::new(Semaphore::new(MOST)) }
    }
}

impl Hashing {
    /// Hashes a new password: a PHC string with m = 19 MiB, t = 2, p = 1 and a random salt.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, StoreError> {
        if password.chars().count() < FEWEST_CHARACTERS {
            return Err(StoreError::BadPassword("it needs at least 8 characters"));
        }
        if password.len() > MOST_BYTES {
            return Err(StoreError::BadPassword("it has more than 1,024 bytes"));
        }
        let password = Zeroizing::new(password.to_owned());
        self.in_turn(move || hashed(&password)).await?
    }

    /// Whether a password is the one of this hash. Without a hash it is not, after the same time.
    pub(crate) async fn verify(
        &self,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, StoreError> {
        if password.len() > MOST_BYTES {
            return Ok(false);
        }
        let password = Zeroizing::new(password.to_owned());
        self.in_turn(move || {
            let Some(hash) = hash else {
                let _ = matches(&password, nobodys()?);
                return Ok(false);
            };
            Ok(matches(&password, &hash))
        })
        .await?
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| StoreError::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| StoreError::Busy)?;
        let work = move || {
            // Held by the work itself: whoever waited for it may have gone.
            let _held = (place, turn);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::BrokenOff)
    }
}

fn hashed(password: &str) -> Result<String, StoreError> {
    let salt: [u8; 16] = random()?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| StoreError::BadPassword("it cannot be hashed"))
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The hash of a password that nobody has.
fn nobodys() -> Result<&'static str, StoreError> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let hash = hashed(&data_encoding::HEXLOWER.encode(&random::<16>()?))?;
    Ok(HASH.get_or_init(|| hash))
}
