//! The music house's shelves: what a file of music says of itself, and how files become tracks, albums and artists.
//!
//! In flow folders of sound files and scores nobody has vouched for; out flow [`Description`]s (tags,
//! properties, covers, lyrics, a hash of the music itself), [`Changes`] since the last scan, the keys
//! that group tracks into albums and artists, and the words by which they are found. [`policy`] decides
//! who in the house may do what, [`podcasts`] reads feeds, [`addresses`] tells which addresses of the network
//! are anybody's. Nothing here writes a file or knows of a database.
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("air.abc"), "X:1\nT:月亮 Air\nC:Anon\nM:4/4\nL:1/4\nK:C\nCDEF|]\n")?;
//! let walk = library::walk(folder.path());
//! let air = library::read(folder.path(), &walk.files[0].path)?;
//! assert_eq!(air.tags.title.as_deref(), Some("月亮 Air"));
//! let words = library::search_words(["月亮 Air"]);
//! assert!(library::Query::parse("YL").matches(&words));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
pub mod addresses;
mod changes;
mod error;
mod fold;
mod format;
mod grouping;
mod ids;
pub mod import;
mod likeness;
pub mod limits;
mod listens;
mod lyrics;
mod marks;
mod matching;
mod permutation;
mod picture;
pub mod playlist_files;
mod playlists;
pub mod podcasts;
pub mod policy;
pub mod portable;
mod reading;
pub mod rules;
mod search;
mod shrink;
mod summary;
mod tags;
#[cfg(test)]
mod tests;
mod uploads;
mod walk;
mod watch;

pub use accounts::{Account, AccountRole, Scope, check_name, name_key};
pub use changes::{Changes, KnownFile, Move, moves};
pub use error::LibraryError;
pub use fold::{fold, index_letter, sort_text};
pub use format::FileFormat;
pub use grouping::{AlbumKey, ArtistKey, VARIOUS_ARTISTS};
pub use ids::{
    AlbumId, ArtistId, EpisodeId, FolderId, KeyId, PlaylistId, PodcastId, SessionId, ShareId,
    TrackId, UserId,
};
pub use likeness::Common;
pub use listens::{History, Listen, PlayQueue, by_last_play, by_plays};
pub use lyrics::{Lyrics, LyricsLine};
pub use marks::{Item, Mark, Plays, Rating};
pub use matching::{Known, Match, Matcher};
pub use permutation::Permutation;
pub use picture::{PictureInfo, PictureKind, measure};
pub use playlists::PlaylistEdit;
pub use reading::{ContentHash, Cover, Description, Properties, embedded_cover, read, read_sound};
pub use rules::{Rules, RulesError};
pub use search::{Places, Query, Term, WordIndex, WordIndexBuilder, search_words};
pub use shrink::shrink;
pub use summary::AlbumSummary;
pub use tags::{Credit, MusicBrainzIds, Place, ReplayGain, Role, Tags};
pub use uploads::{numbered_name, upload_name};
pub use walk::{BadFile, FoundFile, FoundFolder, Walk, folder, walk};
pub use watch::{Watch, watch};
