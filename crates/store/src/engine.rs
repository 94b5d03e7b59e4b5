//! The two engines, and one way to speak to either.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Postgres, Sqlite, Transaction};
use tokio::sync::Notify;

use crate::accounts::Doors;
use crate::blobs::Blobs;
use crate::catalogue::Remembered;
use crate::history::Histories;
use crate::marks::Marked;
use crate::queue::Players;
use crate::readers::Readers;
use crate::shown::Shown;
use crate::sounds::Sounds;
use crate::vault::Vault;
use crate::{StoreError, migrations};

/// How long a writer waits for another process.
const BUSY: Duration = Duration::from_secs(30);
/// Connections to PostgreSQL.
const CONNECTIONS: u32 = 8;
/// Readers of an SQLite file, each a thread; more than the machine has cores only wait for each other.
const READERS: usize = 4;
/// Rows of a long list that a reader may be ahead of who asked: each stop wakes two threads.
const ROW_BUFFER: usize = 1_000;
/// What each of them keeps of the file in memory, in KiB.
const CACHE_KIB: u32 = 8_000;

/// The database of a music house.
#[derive(Debug)]
pub struct Store {
    pub(crate) engine: Engine,
    pub(crate) histories: Histories,
    pub(crate) marked: Marked,
    pub(crate) players: Players,
    pub(crate) vault: Option<Vault>,
    pub(crate) remembered: Remembered,
    pub(crate) shown: Shown,
    pub(crate) sounds: Sounds,
    pub(crate) doors: Doors,
    pub(crate) blobs: Option<Blobs>,
    /// One at a time puts tracks into albums.
    pub(crate) shelving: tokio::sync::Mutex<()>,
    /// Told when this process asks for work.
    pub(crate) arrived: Notify,
}

#[derive(Debug)]
pub(crate) enum Engine {
    /// SQLite has one writer at a time; a pool of one connection makes the others wait their turn
    /// instead of failing.
    Sqlite {
        readers: Readers,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// Runs an expression with a connection, or a pool, to read from; it is compiled once for each engine.
macro_rules! reading {
    ($store:expr, |$db:ident| $body:expr) => {
        match &$store.engine {
            $crate::engine::Engine::Sqlite { readers, .. } => {
                let mut lent = readers.lend().await?;
                let $db = &mut *lent;
                $body
            }
            $crate::engine::Engine::Postgres($db) => $body,
        }
    };
}

/// Asks within a [`Writing`].
macro_rules! on {
    ($writing:expr, |$db:ident| $body:expr) => {
        match &mut *$writing {
            $crate::engine::Writing::Sqlite(transaction) => {
                let $db = &mut **transaction;
                $body
            }
            $crate::engine::Writing::Postgres(transaction) => {
                let $db = &mut **transaction;
                $body
            }
        }
    };
}

/// Runs a statement that answers nothing within a [`Writing`].
macro_rules! run {
    ($writing:expr, $query:expr) => {
        match &mut *$writing {
            $crate::engine::Writing::Sqlite(transaction) => {
                $query.execute(&mut **transaction).await?;
            }
            $crate::engine::Writing::Postgres(transaction) => {
                $query.execute(&mut **transaction).await?;
            }
        }
    };
}

/// Rows that one statement takes: either engine has a bound on values, 32,766 on SQLite.
pub(crate) const ROWS: usize = 1_000;

/// Runs a statement for many rows within a [`Writing`], [`ROWS`] at a time, for a statement of its own for each is a
/// long way to either engine. Between the two texts comes `VALUES` with a list of each row's values.
macro_rules! run_all {
    ($writing:expr, $rows:expr, $before:literal, |$values:ident, $row:pat_param| $bind:expr, $after:literal) => {
        for rows in $rows.chunks($crate::engine::ROWS) {
            match &mut *$writing {
                $crate::engine::Writing::Sqlite(transaction) => {
                    let mut statement = sqlx::QueryBuilder::<sqlx::Sqlite>::new($before);
                    statement.push_values(rows, |mut $values, $row| _ = $bind).push($after);
                    statement.build().persistent(false).execute(&mut **transaction).await?;
                }
                $crate::engine::Writing::Postgres(transaction) => {
                    let mut statement = sqlx::QueryBuilder::<sqlx::Postgres>::new($before);
                    statement.push_values(rows, |mut $values, $row| _ = $bind).push($after);
                    statement.build().persistent(false).execute(&mut **transaction).await?;
                }
            }
        }
    };
}

pub(crate) use {on, reading, run, run_all};

/// A transaction: dropped, it leaves nothing behind; see [`Writing::keep`].
pub(crate) enum Writing {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Writing {
    pub(crate) async fn keep(self) -> Result<(), StoreError> {
        match self {
            Writing::Sqlite(transaction) => transaction.commit().await?,
            Writing::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

impl Store {
    /// Opens a database by its address, `sqlite:FILE` or `postgres://...`, and brings its tables to this
    /// version. A file that is not there is made.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer version.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", file)) => Store::open_file(Path::new(file)).await,
            Some(("postgres" | "postgresql", _)) => {
                let options = PgConnectOptions::from_str(url)?;
                let pool =
                    PgPoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
                migrations::postgres().run(&pool).await?;
                Ok(Store::over(Engine::Postgres(pool)))
            }
            _ => Err(StoreError::UnknownEngine(url.to_owned())),
        }
    }

    /// Opens an SQLite file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_file(file: &Path) -> Result<Store, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // After a power cut the last transactions may be gone, none is torn; a scan finds them again.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let writer =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        migrations::sqlite().run(&writer).await?;
        let options = options
            .read_only(true)
            .create_if_missing(false)
            .row_buffer_size(ROW_BUFFER)
            .pragma("cache_size", format!("-{CACHE_KIB}"));
        let readers = Readers::of_file(&options, READERS).await?;
        Ok(Store::over(Engine::Sqlite { readers, writer }))
    }

    /// A database that lives as long as the store, for tests and examples.
    ///
    /// # Errors
    /// When memory for it cannot be had.
    pub async fn in_memory() -> Result<Store, StoreError> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:")?.foreign_keys(true);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        migrations::sqlite().run(&pool).await?;
        Ok(Store::over(Engine::Sqlite { readers: Readers::Memory(pool.clone()), writer: pool }))
    }

    /// With a place for what is too large for the database.
    #[must_use]
    pub fn with_blobs(mut self, blobs: Blobs) -> Store {
        self.blobs = Some(blobs);
        self
    }

    /// The place of what is too large for the database.
    ///
    /// # Errors
    /// [`StoreError::NoBlobs`] when the store was opened without one.
    pub fn blobs(&self) -> Result<&Blobs, StoreError> {
        self.blobs.as_ref().ok_or(StoreError::NoBlobs)
    }

    /// Begins to write. On SQLite the right to write is taken at once: taken later, another process
    /// could have written in between, and then all would have to be done again.
    pub(crate) async fn write(&self) -> Result<Writing, StoreError> {
        self.begin("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF; BEGIN IMMEDIATE").await
    }

    /// As [`Store::write`], for accounts and keys: what is kept no power cut takes, and what is deleted is
    /// overwritten.
    pub(crate) async fn write_durably(&self) -> Result<Writing, StoreError> {
        self.begin("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE").await
    }

    /// Has nothing that was deleted stay in SQLite's log of changes, as far as nobody reads it just now.
    pub(crate) async fn scrub(&self) -> Result<(), StoreError> {
        if let Engine::Sqlite { writer, .. } = &self.engine {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// PostgreSQL keeps what is committed in any case.
    async fn begin(&self, sqlite: &'static str) -> Result<Writing, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite { writer, .. } => Writing::Sqlite(writer.begin_with(sqlite).await?),
            Engine::Postgres(pool) => Writing::Postgres(pool.begin().await?),
        })
    }

    fn over(engine: Engine) -> Store {
        Store {
            engine,
            remembered: Remembered::default(),
            shown: Shown::default(),
            sounds: Sounds::default(),
            histories: Histories::default(),
            marked: Marked::default(),
            players: Players::default(),
            vault: None,
            doors: Doors::default(),
            blobs: None,
            shelving: tokio::sync::Mutex::default(),
            arrived: Notify::new(),
        }
    }

    /// Waits for what is under way and lets the database go.
    pub async fn close(self) {
        match self.engine {
            Engine::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}
