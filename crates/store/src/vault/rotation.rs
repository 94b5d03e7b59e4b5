//! A new master key: every data key is wrapped anew, some at a time.

use library::UserId;

use super::data_keys::WRAPPED;
use crate::StoreError;
use crate::engine::{Store, on, run};

/// Data keys that are wrapped in one transaction.
const BATCH: i64 = 256;

impl Store {
    /// Wraps every data key with the first of the master keys that the store was unlocked with, and has the
    /// others forgotten; answers how many it wrapped. Each data key tells which master key wraps it, so that
    /// a rotation that was broken off goes on when it is begun again. What is sealed stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Locked`], [`StoreError::WrongMasterKey`].
    pub async fn rotate_master_key(&self) -> Result<u64, StoreError> {
        let mut done = 0;
        loop {
            match self.wrap_some().await? {
                0 => break,
                count => done += count,
            }
        }
        let current = self.vault()?.current()?.0;
        let mut writing = self.write_durably().await?;
        // A process that still wraps with an old one fails from here on, instead of losing what it seals.
        let sql = "DELETE FROM master_keys WHERE number <> $1";
        run!(&mut writing, sqlx::query(sql).bind(current));
        writing.keep().await?;
        Ok(done)
    }

    pub(crate) async fn wrap_some(&self) -> Result<u64, StoreError> {
        let vault = self.vault()?;
        let (current, master) = vault.current()?;
        let mut writing = self.write_durably().await?;
        let sql = "SELECT user_id, master, wrapped FROM data_keys WHERE master <> $1 \
                   ORDER BY user_id LIMIT $2";
        let rows: Vec<(i64, i64, Vec<u8>)> = on!(&mut writing, |db| {
            sqlx::query_as(sql).bind(current).bind(BATCH).fetch_all(db).await?
        });
        for (user, number, wrapped) in &rows {
            let user = UserId(*user);
            let key = vault.unwrap(user, *number, wrapped)?.key;
            let wrapped = master.seal(user, &WRAPPED, &*key.0)?;
            let sql = "UPDATE data_keys SET master = $1, wrapped = $2 WHERE user_id = $3";
            run!(&mut writing, sqlx::query(sql).bind(current).bind(&wrapped).bind(user.0));
        }
        writing.keep().await?;
        Ok(rows.len() as u64)
    }
}
