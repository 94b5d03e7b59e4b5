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
mod artists;
mod blobs;
mod bounded;
mod cache;
mod catalogue;
mod described;
mod encryption;
mod engine;
mod error;
mod export;
mod files;
mod folders;
mod genres;
mod grouping;
mod history;
mod jobs;
mod lately;
mod list_files;
mod listens;
mod loudness;
mod marks;
mod matching;
mod migrations;
mod names;
mod playlist_files;
mod playlists;
mod podcasts;
mod queue;
mod readers;
mod scan;
mod search;
mod secrets;
mod shares;
mod shown;
mod similar;
mod smart;
mod songs;
mod sounds;
#[cfg(test)]
mod tests;
mod track_row;
mod tracks;
mod uploads;
pub mod vault;

pub use accounts::{
    AuditEntry, Ceremony, Credential, Deed, DeviceKey, Erased, Event, INVITATION_MS, KeyKind,
    NewAuthenticator, PASS_MS, PasskeyInfo, Passkeys, Proof, Refused, Session, SignedIn,
};
pub use artists::ArtistPage;
pub use blobs::{BlobId, Blobs, NearBlob};
pub use cache::Cache;
pub use catalogue::{Album, AlbumOrder, Artist, Genre, Inside};
pub use described::FEATURES_JOB;
pub use encryption::encrypt_by_ring;
pub use engine::Store;
pub use error::StoreError;
pub use folders::{CoverFile, Directory, MusicFolder};
pub use genres::TrackFilter;
pub use jobs::{Arrivals, DeadJob, Job, MAX_ATTEMPTS};
pub use list_files::ListCounts;
pub use loudness::LOUDNESS_JOB;
pub use matching::Takeover;
pub use playlists::{Playlist, PlaylistChange};
pub use podcasts::{EPISODE_JOB, Episode, FEED_JOB, Podcast, Validators};
pub use queue::{Bookmark, NowPlaying};
pub use scan::{ScanReport, ScanWishes, scan, scan_as};
pub use search::{Found, Page, Pages};
pub use secrets::Secret;
pub use shares::{NewShare, Share, ShareChange};
pub use songs::{Credited, Song};
pub use tracks::{Counts, Track};
pub use uploads::{NewUpload, Upload};
