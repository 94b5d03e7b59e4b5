//! Which format a file is in, and the way to its reader or writer.

use std::fmt;

use score::Score;

use crate::{Error, Warnings, abc, limits, midi, musicxml};

/// A file format for scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// MusicXML 4.0 partwise, uncompressed.
    MusicXml,
    /// Compressed MusicXML: a zip container.
    Mxl,
    /// Standard MIDI File, type 0 or 1.
    Midi,
    /// ABC 2.1.
    Abc,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::MusicXml, Format::Mxl, Format::Midi, Format::Abc];

    /// The format a file name's extension asks for (without the dot, any case).
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "musicxml" | "xml" => Some(Format::MusicXml),
            "mxl" => Some(Format::Mxl),
            "mid" | "midi" | "smf" | "kar" => Some(Format::Midi),
            "abc" => Some(Format::Abc),
            _ => None,
        }
    }

    /// The usual extension, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Format::MusicXml => "musicxml",
            Format::Mxl => "mxl",
            Format::Midi => "mid",
            Format::Abc => "abc",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::MusicXml => "MusicXML",
            Format::Mxl => "compressed MusicXML",
            Format::Midi => "MIDI",
            Format::Abc => "ABC",
        })
    }
}

/// What a reader made of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The music.
    pub score: Score,
    /// What was mended or left out.
    pub warnings: Warnings,
    /// The format that was found.
    pub format: Format,
}

/// What a writer made of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// What the format cannot express.
    pub warnings: Warnings,
}

/// Finds the format by content, whatever the file is called.
#[must_use]
pub fn detect(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(Format::Mxl);
    }
    if bytes.starts_with(b"MThd")
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"RMID"))
    {
        return Some(Format::Midi);
    }
    if musicxml::looks_like(bytes) {
        return Some(Format::MusicXml);
    }
    abc::looks_like(bytes).then_some(Format::Abc)
}

/// Reads the score in a file of any known format; of an ABC tune book, the first tune (with a
/// warning that says how many more there are).
///
/// # Errors
/// When the content is of no known format, is broken beyond mending or exceeds [`limits`].
pub fn read(bytes: &[u8]) -> Result<Reading, Error> {
    match checked_format(bytes)? {
        Format::MusicXml => musicxml::read(bytes),
        Format::Mxl => musicxml::read_compressed(bytes),
        Format::Midi => midi::read(bytes),
        Format::Abc => abc::read(bytes),
    }
}

/// Reads every score in a file: the tunes of an ABC tune book, one score of anything else.
///
/// # Errors
/// As [`read`]; of a tune book, when no tune in it can be read.
pub fn read_all(bytes: &[u8]) -> Result<Vec<Reading>, Error> {
    match checked_format(bytes)? {
        Format::Abc => abc::read_all(bytes),
        Format::MusicXml | Format::Mxl | Format::Midi => Ok(vec![read(bytes)?]),
    }
}

fn checked_format(bytes: &[u8]) -> Result<Format, Error> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::Empty);
    }
    if bytes.len() > limits::MAX_BYTES {
        return Err(Error::TooLarge { what: "bytes", limit: limits::MAX_BYTES as u64 });
    }
    detect(bytes).ok_or_else(|| {
        let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).into_owned();
        Error::UnknownFormat { start }
    })
}

/// Writes a score in a format; what the format cannot hold is listed in the warnings.
///
/// # Errors
/// When the score exceeds what the format can hold at all (MIDI: 65,535 tracks).
pub fn write(score: &Score, format: Format) -> Result<Written, Error> {
    match format {
        Format::MusicXml => musicxml::write(score),
        Format::Mxl => musicxml::write_compressed(score),
        Format::Midi => midi::write(score),
        Format::Abc => abc::write(score),
    }
}
