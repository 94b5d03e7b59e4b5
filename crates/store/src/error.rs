//! What may go wrong with a database.

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no engine we know: write `sqlite:FILE` or `postgres://...`.
    #[error("{0} names no database: write sqlite:FILE or postgres://USER@HOST/NAME")]
    UnknownEngine(String),
    /// The database did not do it: see its message, and its log.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought to this version.
    #[error("the database cannot be brought to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// What is stored is not what was written: the database was changed by something else.
    #[error("the database holds something that Musaic did not write: {0}")]
    Content(#[from] serde_json::Error),
    /// The music folder is not there: is its disk mounted?
    #[error("{0}: is the disk mounted, and may it be read? Nothing was changed")]
    NoMusicFolder(String),
    /// A scan's worker ended early.
    #[error("reading files was broken off")]
    BrokenOff,
}
