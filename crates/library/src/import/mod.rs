//! Listening histories that other houses give out: ListenBrainz, Last.fm and Spotify.
//!
//! | from | what is read |
//! |---|---|
//! | ListenBrainz | the export (a ZIP of JSON lines), its parts, and listens as the API gives them |
//! | Last.fm | what the usual exporters write: CSV with names of columns or as artist, album, title, time; JSON |
//! | Spotify | the extended streaming history (`ms_played`, `skipped`) and the one of the last year, JSON or the ZIP |
//!
//! Nobody vouches for these files: they are read within [`limits`], a row that is no listen is counted and
//! left out, and what was heard in a private session is not taken over.

mod csv;
mod entry;
mod json;
mod time;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{Listen, limits};

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The listens, in the file's order.
    pub listens: Vec<Listen>,
    /// Rows that are no listens: other media, or without a title, artist or time.
    pub unread: usize,
    /// Listens of private sessions, left out.
    pub private: usize,
}

/// Why a file cannot be taken over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is of no known kind, or damaged.
    #[error("it is no listening history that is known, or damaged ({0}): export it again")]
    Unknown(String),
    /// More than is read at once.
    #[error("it is too large: {0} are read at most; take it over in parts")]
    TooLarge(&'static str),
}

/// Reads a listening history, of whichever kind it is.
///
/// # Errors
/// When it is of no known kind or too large. A broken row is no error but counted.
pub fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
    let mut found = Imported::default();
    if bytes.starts_with(b"PK") {
        archive(bytes, &mut found)?;
    } else {
        document(bytes, &mut found)?;
    }
    Ok(found)
}

/// Reads the histories in an archive; whatever else lies in it is left alone.
fn archive(bytes: &[u8], found: &mut Imported) -> Result<(), ImportError> {
    let unknown = |error: zip::result::ZipError| ImportError::Unknown(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unknown)?;
    let mut left = limits::MAX_HISTORY_BYTES;
    for number in 0..archive.len().min(limits::MAX_HISTORY_FILES) {
        let file = archive.by_index(number).map_err(unknown)?;
        if !file.name().is_ok_and(|name| is_history(&name)) {
            continue;
        }
        let mut content = Vec::new();
        // What an archive says of its sizes is not believed.
        let read = file.take(left as u64 + 1).read_to_end(&mut content);
        read.map_err(|error| ImportError::Unknown(error.to_string()))?;
        left = left.checked_sub(content.len()).ok_or(ImportError::TooLarge("512 MiB"))?;
        document(&content, found)?;
    }
    Ok(())
}

fn is_history(name: &str) -> bool {
    let name = name.to_lowercase();
    let file = name.rsplit('/').next().unwrap_or_default();
    let kind = file.rsplit('.').next().unwrap_or_default();
    (matches!(kind, "json" | "jsonl") && (name.contains("listens/") || file.contains("streaming")))
        || matches!(kind, "csv")
}

fn document(bytes: &[u8], found: &mut Imported) -> Result<(), ImportError> {
    if bytes.len() > limits::MAX_HISTORY_BYTES {
        return Err(ImportError::TooLarge("512 MiB"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Ok(()),
        Some(b'{' | b'[') => json::read(bytes, found),
        Some(_) => csv::read(bytes, found),
    }
}

impl Imported {
    fn keep(&mut self, listen: Listen) -> Result<(), ImportError> {
        if self.listens.len() >= limits::MAX_HISTORY_LISTENS {
            return Err(ImportError::TooLarge("2,000,000 listens"));
        }
        self.listens.push(listen.bounded());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
