//! How workers hear that there is work.

use std::time::Duration;

use sqlx::postgres::PgListener;

use crate::StoreError;
use crate::engine::{Engine, Store, Writing};

const CHANNEL: &str = "musaic_jobs";

/// Hears of new jobs: at once of those that this process asks for, and on PostgreSQL of all others; else
/// the next look at the queue finds them.
#[derive(Debug)]
pub struct Arrivals<'s> {
    store: &'s Store,
    listener: Option<PgListener>,
}

impl Store {
    /// Begins to listen. Look at the queue afterwards, and nothing is missed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn arrivals(&self) -> Result<Arrivals<'_>, StoreError> {
        let listener = match &self.engine {
            Engine::Sqlite { .. } => None,
            Engine::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(CHANNEL).await?;
                Some(listener)
            }
        };
        Ok(Arrivals { store: self, listener })
    }
}

impl Arrivals<'_> {
    /// Waits until there may be new work, at most for `longest`: time enough for what becomes due, and on
    /// SQLite for what other processes ask for.
    pub async fn wait(&mut self, longest: Duration) {
        let arrived = self.store.arrived.notified();
        let heard = async {
            match &mut self.listener {
                // A lost connection is mended with the next call.
                Some(listener) => drop(listener.recv().await),
                None => arrived.await,
            }
        };
        tokio::time::timeout(longest, heard).await.ok();
    }
}

/// Tells the other processes, once the transaction is kept.
pub(crate) async fn announce(writing: &mut Writing) -> Result<(), StoreError> {
    if let Writing::Postgres(transaction) = writing {
        sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&mut **transaction).await?;
    }
    Ok(())
}
