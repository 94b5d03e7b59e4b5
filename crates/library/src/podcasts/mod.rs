//! Podcasts: what a feed (RSS or Atom) says, read under limits.
//!
//! ```
//! let feed = br#"<rss version="2.0"><channel><title>Evenings</title><item><title>One</title>
//!     <enclosure url="https://example.org/1.mp3" type="audio/mpeg" length="9"/></item></channel></rss>"#;
//! let feed = library::podcasts::read_feed(feed)?;
//! assert_eq!((feed.title.as_str(), feed.episodes[0].title.as_str()), ("Evenings", "One"));
//! # Ok::<(), library::podcasts::FeedError>(())
//! ```

mod feed;
mod plain;
#[cfg(test)]
mod tests;
mod times;

pub use feed::{FeedError, read_feed};
use serde::{Deserialize, Serialize};

use crate::FileFormat;

/// What a feed says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// The podcast's title.
    pub title: String,
    /// What it is about, as plain text.
    pub description: String,
    /// Who makes it.
    pub author: String,
    /// The address of its picture, as the feed writes it.
    pub image: Option<String>,
    /// Episodes with a file, in the order of the feed.
    pub episodes: Vec<FeedEpisode>,
}

/// An episode as a feed tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedEpisode {
    /// What the feed knows it by; the address of its file where it gives none.
    pub guid: String,
    /// Its title.
    pub title: String,
    /// What it is about, as plain text.
    pub description: String,
    /// When it came out, in milliseconds since 1970.
    pub published_ms: Option<i64>,
    /// How long it plays, in seconds.
    pub duration_s: Option<i64>,
    /// The address of its file, as the feed writes it.
    pub url: String,
    /// The file's media type.
    pub media_type: String,
    /// The file's length in bytes.
    pub bytes: Option<i64>,
}

impl FeedEpisode {
    /// What the file is, by its type or else its name; `None` when it is no sound that the house knows.
    #[must_use]
    pub fn format(&self) -> Option<FileFormat> {
        let kind = self.media_type.split(';').next().unwrap_or_default().trim();
        let kind = kind.to_ascii_lowercase();
        let named = || {
            let path = self.url.split(['?', '#']).next().unwrap_or_default();
            FileFormat::from_name(path).filter(|format| !format.is_score())
        };
        match kind.as_str() {
            "audio/mpeg" | "audio/mp3" | "audio/x-mp3" | "audio/mpeg3" | "audio/mpg" => {
                Some(FileFormat::Mp3)
            }
            "audio/mp4" | "audio/x-m4a" | "audio/m4a" | "audio/mp4a-latm" => Some(FileFormat::M4a),
            "audio/opus" => Some(FileFormat::Opus),
            "audio/ogg" | "audio/vorbis" | "application/ogg" => {
                named().filter(|named| *named == FileFormat::Opus).or(Some(FileFormat::Ogg))
            }
            "audio/flac" | "audio/x-flac" => Some(FileFormat::Flac),
            "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => Some(FileFormat::Wav),
            other if other.starts_with("video/") => None,
            _ => named(),
        }
    }
}

/// How far the house is with an episode (OpenSubsonic, `PodcastStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EpisodeStatus {
    /// It may be downloaded.
    New,
    /// Its file is on its way, or waits for its turn.
    Downloading,
    /// Its file is kept.
    Completed,
    /// Its file could not be had.
    Error,
    /// Its file was deleted here.
    Deleted,
    /// It is no sound.
    Skipped,
}

impl EpisodeStatus {
    /// All there are.
    pub const ALL: &'static [EpisodeStatus] = &[
        EpisodeStatus::New,
        EpisodeStatus::Downloading,
        EpisodeStatus::Completed,
        EpisodeStatus::Error,
        EpisodeStatus::Deleted,
        EpisodeStatus::Skipped,
    ];

    /// Its name, by which it is stored and shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EpisodeStatus::New => "new",
            EpisodeStatus::Downloading => "downloading",
            EpisodeStatus::Completed => "completed",
            EpisodeStatus::Error => "error",
            EpisodeStatus::Deleted => "deleted",
            EpisodeStatus::Skipped => "skipped",
        }
    }

    /// The status of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<EpisodeStatus> {
        EpisodeStatus::ALL.iter().copied().find(|status| status.name() == name)
    }
}
