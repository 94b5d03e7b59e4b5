//! Connections that read an SQLite file, lent to one query at a time.
//!
//! sqlx's pool asks each connection that comes back whether it is still there. A file does not hang up,
//! and to SQLite's thread that is as long a way as the query itself.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{ConnectOptions, Sqlite, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// Connections to read from.
#[derive(Debug)]
pub(crate) enum Readers {
    /// Each a thread of its own, and as many turns as there are.
    File { connections: Vec<Mutex<SqliteConnection>>, turns: Semaphore },
    /// A database in memory is there for its one connection only.
    Memory(SqlitePool),
}

/// A connection, as long as it is lent.
pub(crate) enum Lent<'r> {
    // Given back before the turn is.
    Own(
        MutexGuard<'r, SqliteConnection>,
        #[expect(dead_code, reason = "held")] SemaphorePermit<'r>,
    ),
    Memory(PoolConnection<Sqlite>),
}

impl Readers {
    /// So many of a file, opened with the options.
    pub(crate) async fn of_file(
        options: &SqliteConnectOptions,
        count: usize,
    ) -> Result<Readers, sqlx::Error> {
        let mut connections = Vec::with_capacity(count);
        for _ in 0..count {
            connections.push(Mutex::new(options.connect().await?));
        }
        Ok(Readers::File { connections, turns: Semaphore::new(count) })
    }

    /// A connection, as soon as one is free.
    pub(crate) async fn lend(&self) -> Result<Lent<'_>, sqlx::Error> {
        let (connections, turns) = match self {
            Readers::File { connections, turns } => (connections, turns),
            Readers::Memory(pool) => return Ok(Lent::Memory(pool.acquire().await?)),
        };
        let turn = turns.acquire().await.map_err(|_| sqlx::Error::PoolClosed)?;
        // Whose turn it is finds a free one; it may have become free behind the search.
        loop {
            if let Some(free) = connections.iter().find_map(|connection| connection.try_lock().ok())
            {
                return Ok(Lent::Own(free, turn));
            }
        }
    }

    /// Waits until nobody reads; then nobody can.
    pub(crate) async fn close(&self) {
        if let Readers::File { connections, turns } = self {
            turns.close();
            for connection in connections {
                drop(connection.lock().await);
            }
        }
    }
}

impl Deref for Lent<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Lent::Own(connection, _) => connection,
            Lent::Memory(connection) => connection,
        }
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Lent::Own(connection, _) => connection,
            Lent::Memory(connection) => connection,
        }
    }
}
