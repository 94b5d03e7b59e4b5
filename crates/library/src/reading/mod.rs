//! Reads one file: a sound or a score.

mod content;
mod items;
mod score;
mod sound;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use content::ContentHash;
pub use sound::{Cover, read_sound};

use crate::lyrics::clipped;
use crate::{FileFormat, LibraryError, PictureInfo, Tags, limits};

/// How the sound is stored, as its headers say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Properties {
    /// Length in milliseconds; of a score, as it is played with its repeats.
    pub duration_ms: u64,
    /// Kilobits a second.
    pub bitrate_kbps: Option<u32>,
    /// Sample rate in hertz.
    pub sample_rate_hz: Option<u32>,
    /// Bits a sample.
    pub bit_depth: Option<u8>,
    /// Channels.
    pub channels: Option<u8>,
}

/// What is known of a file once it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// What it is, by its content.
    pub format: FileFormat,
    /// What it says of itself.
    pub tags: Tags,
    /// How it is stored.
    pub properties: Properties,
    /// The music it holds, whatever its tags and its name.
    pub content: ContentHash,
    /// The cover inside the file.
    pub cover: Option<PictureInfo>,
    /// What was left out: a cover that is too large, for instance.
    pub warnings: Vec<String>,
}

/// Reads a file below a music folder; `path` is [`FoundFile::path`](crate::FoundFile::path).
///
/// A file without a title is called by its name. An `.lrc` file beside it wins over words in its tags.
///
/// # Errors
/// A [`LibraryError`] that says what is wrong with this one file. No bytes make this panic.
pub fn read(root: &Path, path: &str) -> Result<Description, LibraryError> {
    let place = root.join(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let promised = FileFormat::from_name(name);
    let mut description = if promised.is_some_and(FileFormat::is_score) {
        score::read(&place)?
    } else {
        sound::read_sound(BufReader::with_capacity(32 << 10, File::open(&place)?))?
    };
    let tags = &mut description.tags;
    if tags.title.is_none() {
        tags.title = Some(title_of(name));
    }
    if let Some(words) = words_beside(&place)? {
        tags.lyrics = Some(words);
    }
    Ok(description)
}

/// Reads the cover inside a sound file.
///
/// # Errors
/// As [`read()`], and when the picture is above [`limits`] or of an unknown kind.
pub fn embedded_cover(file: &Path) -> Result<Option<Cover>, LibraryError> {
    sound::cover(BufReader::new(File::open(file)?))
}

/// `03 - Moon River.flac` is called `Moon River`.
fn title_of(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let bare = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    let cut = bare.trim_start_matches([' ', '-', '.', '_']);
    let numbered = stem.len() - bare.len() <= 3 && bare.len() != cut.len() && !cut.is_empty();
    items::text(if numbered { cut } else { stem }).unwrap_or_else(|| "Untitled".to_owned())
}

fn words_beside(place: &Path) -> Result<Option<String>, LibraryError> {
    let beside = place.with_extension("lrc");
    match std::fs::metadata(&beside) {
        Ok(found) if found.is_file() && found.len() <= 2 * limits::MAX_LYRICS_BYTES as u64 => {
            let text = std::fs::read(&beside)?;
            let text = String::from_utf8_lossy(&text);
            Ok(Some(clipped(text.trim_start_matches('\u{feff}')).to_owned()))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn files_without_a_title_are_called_by_their_name() {
        assert_eq!(title_of("03 - Moon River.flac"), "Moon River");
        assert_eq!(title_of("1979.mp3"), "1979");
        assert_eq!(title_of("99 Luftballons.mp3"), "Luftballons");
        assert_eq!(title_of("7.wav"), "7");
    }
}
