//! Standard MIDI Files, types 0 and 1 (MIDI 1.0 Detailed Specification, Standard MIDI Files 1.0).
//!
//! Reading makes a score: times on a grid of note values, bars, voices, ties, spelled pitches. Times
//! that already lie on such a grid come out exact. Writing plays the score out: repeats unfolded, ties
//! joined, written lengths kept.

mod bars;
mod build;
mod drums;
mod quantise;
mod song;
mod spell;
mod strokes;
mod voices;
mod write;

use score::Score;

use crate::{Error, Format, Position, Reading, Warnings, Written};

/// Reads a MIDI file.
///
/// # Errors
/// [`Error::Malformed`] when it has no readable header, [`Error::Unsupported`] for a file of
/// independent sequences (type 2), [`Error::TooLarge`] beyond [`crate::limits`].
pub fn read(bytes: &[u8]) -> Result<Reading, Error> {
    let mut warnings = Warnings::default();
    let song = song::parse(unwrapped(bytes), &mut warnings)?;
    let score = build::score(&song, &mut warnings)?;
    Ok(Reading { score, warnings, format: Format::Midi })
}

/// Writes a MIDI file of type 1.
///
/// # Errors
/// [`Error::TooLarge`] when the unfolded piece has more notes than [`crate::limits`] allows.
pub fn write(score: &Score) -> Result<Written, Error> {
    write::file(score)
}

/// The MIDI file inside a RIFF wrapper (`.rmi`), or the bytes themselves.
fn unwrapped(bytes: &[u8]) -> &[u8] {
    if !bytes.starts_with(b"RIFF") {
        return bytes;
    }
    let start = bytes.windows(4).take(4096).position(|window| window == b"MThd");
    start.map_or(bytes, |start| &bytes[start..])
}

fn malformed(byte: u64, what: impl Into<String>) -> Error {
    Error::malformed(Format::Midi, Position::byte(byte), what)
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
