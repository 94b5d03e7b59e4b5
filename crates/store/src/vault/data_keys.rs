//! A key for each user, kept wrapped, and open ones in memory.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use library::UserId;
use zeroize::Zeroizing;

use super::MasterKeys;
use super::sealing::{Key, Place};
use crate::StoreError;
use crate::bounded::Bounded;
use crate::engine::{Store, Writing, on, reading, run};

/// Open data keys in memory, 32 bytes each; half of the most that are held.
const OPEN_KEYS: usize = 4_096;

pub(super) const WRAPPED: Place = Place { table: "data_keys", column: "wrapped", row: 0 };

/// What seals and opens all that is private to one user.
pub struct DataKey {
    user: UserId,
    pub(super) key: Key,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the data key of user {}", self.user)
    }
}

impl DataKey {
    /// Seals bytes for one place; 41 bytes are added.
    ///
    /// # Errors
    /// [`StoreError::Randomness`] when the system has none to give.
    pub fn seal(&self, place: &Place, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.key.seal(self.user, place, bytes)
    }

    /// What bytes are known by to this user's rows: the same bytes have the same mark, which tells nothing
    /// of them to whoever lacks the key.
    #[must_use]
    pub fn mark(&self, bytes: &[u8]) -> [u8; 16] {
        let key = blake3::derive_key("Musaic 2026 marks of what is sealed", &*self.key.0);
        let mut mark = [0; 16];
        mark.copy_from_slice(&blake3::keyed_hash(&key, bytes).as_bytes()[..16]);
        mark
    }

    /// Opens what [`DataKey::seal`] made for this user and place.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when it was made for another, or changed since.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        self.key.open(self.user, place, sealed)
    }
}

/// The master keys by their numbers, and the data keys that were asked for lately.
#[derive(Debug)]
pub(crate) struct Vault {
    masters: Vec<(i64, Arc<Key>)>,
    open: Mutex<Bounded<UserId, Arc<DataKey>>>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
}

impl Vault {
    /// The one that wraps: the first.
    pub(super) fn current(&self) -> Result<&(i64, Arc<Key>), StoreError> {
        self.masters.first().ok_or(StoreError::Locked)
    }

    fn remembered(&self, user: UserId) -> Option<Arc<DataKey>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&user)
    }

    fn remember(&self, user: UserId, key: &Arc<DataKey>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.insert(user, Arc::clone(key));
    }

    pub(super) fn unwrap(
        &self,
        user: UserId,
        master: i64,
        wrapped: &[u8],
    ) -> Result<DataKey, StoreError> {
        let known = self.masters.iter().find(|(number, _)| *number == master);
        let (_, master) = known.ok_or(StoreError::WrongMasterKey)?;
        let bytes = master.open(user, &WRAPPED, wrapped)?;
        let bytes = <[u8; 32]>::try_from(&bytes[..]).map_err(|_| StoreError::Sealed)?;
        Ok(DataKey { user, key: Key(Zeroizing::new(bytes)) })
    }
}

impl Store {
    /// Unlocks what is sealed. The first master key that a database meets is its own from then on, until
    /// a rotation brings another.
    ///
    /// # Errors
    /// [`StoreError::WrongMasterKey`] when one that is in use is not among them.
    pub async fn unlocked(mut self, keys: MasterKeys) -> Result<Store, StoreError> {
        let mut writing = self.write_durably().await?;
        let sql = "SELECT number, fingerprint FROM master_keys ORDER BY number";
        let known: Vec<(i64, Vec<u8>)> =
            on!(&mut writing, |db| sqlx::query_as(sql).fetch_all(db).await?);
        let mut masters = Vec::new();
        for key in keys.keys {
            let fingerprint = fingerprint(&key);
            let number = known.iter().find(|(_, other)| *other == fingerprint);
            masters.push((number.map(|(number, _)| *number), fingerprint, Arc::new(key)));
        }
        let in_use = |(number, _): &(i64, Vec<u8>)| masters.iter().any(|m| m.0 == Some(*number));
        if !known.iter().all(in_use) {
            return Err(StoreError::WrongMasterKey);
        }
        // Only the first can be new: the one that a rotation goes to, or that of a new house.
        if let Some((number @ None, fingerprint, _)) = masters.first_mut() {
            let next = known.last().map_or(0, |(number, _)| *number) + 1;
            let sql = "INSERT INTO master_keys (number, fingerprint) VALUES ($1, $2)";
            run!(&mut writing, sqlx::query(sql).bind(next).bind(&fingerprint[..]));
            *number = Some(next);
        }
        writing.keep().await?;
        let masters = masters.into_iter().filter_map(|(number, _, key)| Some((number?, key)));
        let open = Mutex::new(Bounded::new(OPEN_KEYS));
        self.vault = Some(Vault { masters: masters.collect(), open });
        Ok(self)
    }

    /// The data key of a user.
    ///
    /// # Errors
    /// [`StoreError::Locked`] before [`Store::unlocked`], [`StoreError::NoSuchAccount`] when there is no
    /// such user, or they were erased.
    pub async fn data_key(&self, user: UserId) -> Result<Arc<DataKey>, StoreError> {
        let vault = self.vault()?;
        if let Some(key) = vault.remembered(user) {
            return Ok(key);
        }
        let sql = "SELECT master, wrapped FROM data_keys WHERE user_id = $1";
        let row: Option<(i64, Vec<u8>)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_optional(db).await?);
        let (master, wrapped) = row.ok_or(StoreError::NoSuchAccount)?;
        let key = Arc::new(vault.unwrap(user, master, &wrapped)?);
        vault.remember(user, &key);
        Ok(key)
    }

    /// Makes the data key of a new user.
    pub(crate) async fn make_data_key(
        &self,
        writing: &mut Writing,
        user: UserId,
    ) -> Result<(), StoreError> {
        let (number, master) = self.vault()?.current()?;
        let wrapped = master.seal(user, &WRAPPED, &*Key::random()?.0)?;
        let sql = "INSERT INTO data_keys (user_id, master, wrapped) VALUES ($1, $2, $3)";
        run!(writing, sqlx::query(sql).bind(user.0).bind(number).bind(&wrapped));
        Ok(())
    }

    pub(crate) fn forget_data_key(&self, user: UserId) {
        if let Some(vault) = &self.vault {
            vault.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&user);
        }
    }

    pub(super) fn vault(&self) -> Result<&Vault, StoreError> {
        self.vault.as_ref().ok_or(StoreError::Locked)
    }
}

/// What a master key is known by; it tells nothing of the key.
fn fingerprint(key: &Key) -> Vec<u8> {
    blake3::derive_key("Musaic 2026 fingerprint of a master key", &*key.0).to_vec()
}

#[cfg(test)]
impl Store {
    /// What stands in the database of a user's data key.
    pub(crate) async fn wrapped_data_key(&self, user: UserId) -> Vec<u8> {
        let sql = "SELECT wrapped FROM data_keys WHERE user_id = $1";
        let wrapped = async {
            Ok::<_, StoreError>(reading!(self, |db| sqlx::query_scalar(sql)
                .bind(user.0)
                .fetch_one(db)
                .await?))
        };
        wrapped.await.unwrap()
    }
}
