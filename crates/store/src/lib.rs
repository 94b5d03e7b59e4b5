//! The only crate that speaks SQL: SQLite and PostgreSQL behind one type.
//!
//! A URL's scheme picks the engine. In flow what [`library`] read from files; out flow tracks, albums
//! and artists, page by page, and what is found by a search. What a file means is decided in
//! [`library`]; here it is kept.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let music = tempfile::tempdir()?;
//! std::fs::write(music.path().join("air.abc"), "X:1\nT:Été\nM:4/4\nL:1/4\nK:C\nCDEF|]\n")?;
//! let store = store::Store::in_memory().await?;
//! let report = store::scan(&store, music.path(), 0).await?;
//! assert_eq!((report.new, report.bad.len()), (1, 0));
//! let found = store.search_tracks(&library::Query::parse("ete"), None, 10).await?;
//! assert_eq!(found[0].title, "Été");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod bounded;
mod engine;
mod error;
mod files;
mod grouping;
mod listing;
mod migrations;
mod milestones;
mod names;
mod scan;
mod search;
mod secrets;
#[cfg(test)]
mod tests;
mod track_row;
pub mod vault;

pub use engine::Store;
pub use error::StoreError;
pub use listing::{Album, Artist, Counts, Track};
pub use scan::{ScanReport, scan};
