//! Files of playlists that other players write and read.
//!
//! | format | what is read and written |
//! |---|---|
//! | M3U, M3U8 | paths with `#EXTINF`, `#EXTALB`, `#EXTART`, `#PLAYLIST`; UTF-8, or Latin-1 where it is none |
//! | XSPF 1 | <https://www.xspf.org/spec>; paths as relative URIs |
//! | JSPF | the same as JSON, with MusicBrainz recordings as ListenBrainz names them |
//!
//! Nobody vouches for these files: they are read within [`limits`]. [`Shelf`] finds the tracks that they name.

mod changes;
mod entry;
mod jspf;
mod m3u;
mod paths;
mod shelf;
mod uri;
mod xspf;

pub use changes::{FoundList, KnownList, ListChanges};
pub use entry::Entry;
pub use shelf::{Shelf, Sorted};

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::{ContentHash, limits};

/// How a playlist is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaylistFormat {
    /// Extended M3U in UTF-8.
    M3u8,
    /// XML Shareable Playlist Format, version 1.
    Xspf,
    /// The same as JSON.
    Jspf,
}

impl PlaylistFormat {
    /// All there are.
    pub const ALL: [PlaylistFormat; 3] =
        [PlaylistFormat::M3u8, PlaylistFormat::Xspf, PlaylistFormat::Jspf];

    /// The ending of its files, by which it is asked for as well.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            PlaylistFormat::M3u8 => "m3u8",
            PlaylistFormat::Xspf => "xspf",
            PlaylistFormat::Jspf => "jspf",
        }
    }

    /// The format of an ending.
    #[must_use]
    pub fn from_extension(name: &str) -> Option<PlaylistFormat> {
        PlaylistFormat::ALL.into_iter().find(|format| format.extension() == name)
    }

    /// The format that a file's name promises; what it holds may be another one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<PlaylistFormat> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match extension.as_str() {
            "m3u" => Some(PlaylistFormat::M3u8),
            other => PlaylistFormat::from_extension(other),
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            PlaylistFormat::M3u8 => "application/vnd.apple.mpegurl",
            PlaylistFormat::Xspf => "application/xspf+xml",
            PlaylistFormat::Jspf => "application/jspf+json",
        }
    }
}

/// A playlist as a file tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaylistFile {
    /// Its title; empty when none is told.
    pub title: String,
    /// A remark; M3U has none.
    pub remark: String,
    /// What it plays, in order.
    pub entries: Vec<Entry>,
}

/// Why a file is no playlist that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaylistFileError {
    /// It is of no known kind, or damaged.
    #[error("it is no playlist that is known, or damaged ({0}): use M3U, M3U8, XSPF or JSPF")]
    Unknown(String),
    /// More than a playlist holds.
    #[error("it is too large: {0} at most")]
    TooLarge(&'static str),
    /// It cannot be opened or read.
    #[error("it cannot be read ({0}): check its permissions and the disk")]
    Unreadable(#[from] std::io::Error),
}

impl PlaylistFile {
    /// Reads a playlist, of whichever kind it is.
    ///
    /// # Errors
    /// When it is of no known kind, or larger than [`limits`] allow.
    pub fn read(bytes: &[u8]) -> Result<PlaylistFile, PlaylistFileError> {
        if bytes.len() > limits::MAX_PLAYLIST_BYTES {
            return Err(PlaylistFileError::TooLarge("16 MiB"));
        }
        let text = decoded(bytes)?;
        let mut found = match text.trim_start().chars().next() {
            Some('{') => jspf::read(&text)?,
            Some('<') => xspf::read(&text)?,
            _ => m3u::read(&text)?,
        };
        (found.title, found.remark) = (entry::line(&found.title), entry::line(&found.remark));
        Ok(found)
    }

    /// Reads a playlist that lies as a file, named by the file if it has no title, and what it is known again by.
    ///
    /// # Errors
    /// As [`PlaylistFile::read`], and when the file cannot be read.
    pub fn open(path: &Path) -> Result<(PlaylistFile, ContentHash), PlaylistFileError> {
        let file = File::open(path)?;
        let most = limits::MAX_PLAYLIST_BYTES as u64;
        if file.metadata()?.len() > most {
            return Err(PlaylistFileError::TooLarge("16 MiB"));
        }
        let mut bytes = Vec::new();
        // Whatever it says of its size, it may grow while it is read.
        file.take(most + 1).read_to_end(&mut bytes)?;
        let mut list = PlaylistFile::read(&bytes)?;
        if list.title.is_empty() {
            list.title = entry::line(&path.file_stem().unwrap_or_default().to_string_lossy());
        }
        Ok((list, ContentHash::of(&bytes)))
    }

    /// The playlist in one of the formats.
    #[must_use]
    pub fn write(&self, format: PlaylistFormat) -> String {
        match format {
            PlaylistFormat::M3u8 => m3u::write(self),
            PlaylistFormat::Xspf => xspf::write(self),
            PlaylistFormat::Jspf => jspf::write(self),
        }
    }

    /// Keeps an entry that says anything.
    fn keep(&mut self, entry: Entry) -> Result<(), PlaylistFileError> {
        let entry = entry.bounded();
        if entry == Entry::default() {
            return Ok(());
        }
        if self.entries.len() >= limits::MAX_PLAYLIST_TRACKS {
            return Err(PlaylistFileError::TooLarge("20,000 entries"));
        }
        self.entries.push(entry);
        Ok(())
    }
}

/// Text as UTF-8, or else as Latin-1, which players of old wrote; every sign of that is its own number.
fn decoded(bytes: &[u8]) -> Result<String, PlaylistFileError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(PlaylistFileError::Unknown("it is no text".into()));
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    })
}

#[cfg(test)]
mod tests;
