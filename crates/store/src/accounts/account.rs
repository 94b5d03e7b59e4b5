//! Accounts: made, looked up, changed.

use library::{Account, AccountRole, UserId, check_name, name_key};

use super::sessions::end_all;
use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};

type Columns = (i64, String, String, i64, bool);

macro_rules! account_columns {
    ($rest:literal) => {
        concat!("SELECT id, name, role, created_ms, disabled FROM users ", $rest)
    };
}

pub(super) fn account((id, name, role, created_ms, disabled): Columns) -> Account {
    // A role that this version does not know may do the least.
    let role = AccountRole::from_name(&role).unwrap_or(AccountRole::Listener);
    Account { id: UserId(id), name, role, created_ms, disabled }
}

impl Store {
    /// Makes an account with a data key of its own, all or nothing. Without a password, it is signed in
    /// to by other means only.
    ///
    /// # Errors
    /// [`StoreError::BadName`], [`StoreError::NameTaken`], [`StoreError::BadPassword`],
    /// [`StoreError::Locked`].
    pub async fn add_account(
        &self,
        name: &str,
        role: AccountRole,
        password: Option<&str>,
        now_ms: i64,
    ) -> Result<UserId, StoreError> {
        check_name(name).map_err(StoreError::BadName)?;
        let password = match password {
            Some(password) => Some(self.doors.hashing.hash(password).await?),
            None => None,
        };
        let mut writing = self.write_durably().await?;
        let id = self.insert_account(&mut writing, name, role, password, now_ms).await?;
        writing.keep().await?;
        Ok(id)
    }

    /// A new account within what is being written; `password` is a hash.
    pub(crate) async fn insert_account(
        &self,
        writing: &mut Writing,
        name: &str,
        role: AccountRole,
        password: Option<String>,
        now_ms: i64,
    ) -> Result<UserId, StoreError> {
        let sql = "INSERT INTO users (name, name_key, role, created_ms, disabled, password) \
                   VALUES ($1, $2, $3, $4, FALSE, $5) ON CONFLICT (name_key) DO NOTHING RETURNING id";
        let id: Option<i64> = on!(writing, |db| {
            let insert = sqlx::query_scalar(sql).bind(name).bind(name_key(name)).bind(role.name());
            insert.bind(now_ms).bind(password).fetch_optional(db).await?
        });
        let id = UserId(id.ok_or_else(|| StoreError::NameTaken(name.to_owned()))?);
        self.make_data_key(writing, id).await?;
        Ok(id)
    }

    /// All accounts, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let sql = account_columns!("ORDER BY id");
        let rows: Vec<Columns> = reading!(self, |db| sqlx::query_as(sql).fetch_all(db).await?);
        Ok(rows.into_iter().map(account).collect())
    }

    /// The oldest account of an owner who can sign in.
    pub(crate) async fn first_owner(&self) -> Result<Option<UserId>, StoreError> {
        let sql = "SELECT id FROM users WHERE role = 'owner' AND NOT disabled ORDER BY id LIMIT 1";
        let id: Option<i64> =
            reading!(self, |db| sqlx::query_scalar(sql).fetch_optional(db).await?);
        Ok(id.map(UserId))
    }

    /// One account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub async fn account(&self, id: UserId) -> Result<Account, StoreError> {
        let sql = account_columns!("WHERE id = $1");
        let row: Option<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await?);
        row.map(account).ok_or(StoreError::NoSuchAccount)
    }

    /// The account of a name, without regard to case and accents.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    pub async fn account_named(&self, name: &str) -> Result<Account, StoreError> {
        let sql = account_columns!("WHERE name_key = $1");
        let key = name_key(name);
        let row: Option<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(&key).fetch_optional(db).await?);
        row.map(account).ok_or(StoreError::NoSuchAccount)
    }

    /// Gives an account another name.
    ///
    /// # Errors
    /// [`StoreError::BadName`], [`StoreError::NameTaken`], [`StoreError::NoSuchAccount`].
    pub async fn rename_account(&self, id: UserId, name: &str) -> Result<(), StoreError> {
        check_name(name).map_err(StoreError::BadName)?;
        let key = name_key(name);
        let mut writing = self.write_durably().await?;
        let sql = "SELECT id FROM users WHERE name_key = $1 AND id <> $2";
        let other: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(&key).bind(id.0).fetch_optional(db).await?
        });
        if other.is_some() {
            return Err(StoreError::NameTaken(name.to_owned()));
        }
        let sql = "UPDATE users SET name = $1, name_key = $2 WHERE id = $3 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(name).bind(&key).bind(id.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchAccount)?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }

    /// Gives an account another role.
    ///
    /// # Errors
    /// [`StoreError::LastOwner`], [`StoreError::NoSuchAccount`].
    pub async fn set_role(&self, id: UserId, role: AccountRole) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        if role != AccountRole::Owner {
            keep_an_owner(&mut writing, id).await?;
        }
        let sql = "UPDATE users SET role = $1 WHERE id = $2 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(role.name()).bind(id.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchAccount)?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }

    /// Disables an account and ends its sessions, or enables it again. What is its own stays.
    ///
    /// # Errors
    /// [`StoreError::LastOwner`], [`StoreError::NoSuchAccount`].
    pub async fn set_disabled(&self, id: UserId, disabled: bool) -> Result<(), StoreError> {
        let mut writing = self.write_durably().await?;
        if disabled {
            keep_an_owner(&mut writing, id).await?;
        }
        let sql = "UPDATE users SET disabled = $1 WHERE id = $2 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(disabled).bind(id.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchAccount)?;
        end_all(&mut writing, id, None).await?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }

    /// Gives an account another password, and ends all its sessions; app passwords stay.
    ///
    /// # Errors
    /// [`StoreError::BadPassword`], [`StoreError::NoSuchAccount`].
    pub async fn set_password(&self, id: UserId, password: &str) -> Result<(), StoreError> {
        let hash = self.doors.hashing.hash(password).await?;
        let mut writing = self.write_durably().await?;
        let sql = "UPDATE users SET password = $1 WHERE id = $2 RETURNING id";
        let done: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(&hash).bind(id.0).fetch_optional(db).await?
        });
        done.ok_or(StoreError::NoSuchAccount)?;
        end_all(&mut writing, id, None).await?;
        writing.keep().await?;
        self.doors.known.forget();
        Ok(())
    }

    /// Whether this is the account's password, to be asked again before what cannot be undone.
    ///
    /// # Errors
    /// [`StoreError::Busy`].
    pub async fn has_password(&self, id: UserId, password: &str) -> Result<bool, StoreError> {
        let sql = "SELECT password FROM users WHERE id = $1";
        let row: Option<Option<String>> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
        self.doors.hashing.verify(password, row.flatten()).await
    }
}

/// Fails when no other owner could sign in without this one.
pub(crate) async fn keep_an_owner(
    writing: &mut Writing,
    leaving: UserId,
) -> Result<(), StoreError> {
    if let Writing::Postgres(_) = writing {
        // Two owners who take each other's role would both see the other one stay.
        run!(writing, sqlx::query("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"));
    }
    let sql = "SELECT id FROM users WHERE role = 'owner' AND NOT disabled ORDER BY id LIMIT 2";
    let owners: Vec<i64> = on!(writing, |db| sqlx::query_scalar(sql).fetch_all(db).await?);
    if owners == [leaving.0] { Err(StoreError::LastOwner) } else { Ok(()) }
}
