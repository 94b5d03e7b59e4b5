//! ABC 2.1 (Chris Walshaw, *The ABC music standard 2.1*, December 2011), and the older dialects that
//! most tune books are in.
//!
//! A book holds many tunes; each is a score of its own, each voice a part. Accidentals hold to the end
//! of the bar, in every octave (section 11.3, `propagate-accidentals pitch`, the default).

mod bars;
mod chords_within;
mod decorations;
mod escapes;
mod fields;
mod length;
mod lyrics;
mod macros;
mod notes;
mod play_order;
mod symbols;
mod texts;
mod tune;
mod tuplets;
mod voice;
mod write;

use std::borrow::Cow;

use score::Score;

use crate::limits::{MAX_EVENTS, MAX_TUNES, MAX_WARNINGS};
use crate::{Error, Format, Position, Reading, Written};

/// Most warnings kept of a whole book.
const MAX_BOOK_WARNINGS: usize = 20 * MAX_WARNINGS;

/// Whether bytes look like ABC: a `K:` field, which every tune must have, after other fields.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 << 10)];
    if head.contains(&0) {
        return false;
    }
    let text = decode(head);
    let mut fields = text.lines().map(str::trim_start);
    text.starts_with("%abc") || fields.any(|line| line.starts_with("X:") || line.starts_with("K:"))
}

/// Reads the first tune of a book; a warning says how many more there are.
///
/// # Errors
/// [`Error::Malformed`] when there is no tune, [`Error::TooLarge`] beyond [`crate::limits`].
pub fn read(bytes: &[u8]) -> Result<Reading, Error> {
    let text = decode(bytes);
    let mut tunes = tune::split(&text);
    let mut first = reading(tunes.next().ok_or_else(no_tune)?)?;
    let more = tunes.count();
    if more > 0 {
        first.warnings.push(Position::default(), format!("{more} more tunes follow the first one"));
    }
    Ok(first)
}

/// Reads every tune of a book; together they may be as large as one score.
///
/// # Errors
/// As [`read()`], for the first tune that cannot be read.
pub fn read_all(bytes: &[u8]) -> Result<Vec<Reading>, Error> {
    let text = decode(bytes);
    let mut readings = Vec::new();
    let (mut events, mut measures) = (0, 0);
    let mut warnings = MAX_BOOK_WARNINGS;
    for tune in tune::split(&text) {
        let mut reading = reading(tune)?;
        // A voice without a note is a part all the same.
        events += reading.score.events().count() + reading.score.parts.len();
        measures += reading.score.measures.len();
        reading.warnings.keep(warnings);
        warnings -= reading.warnings.list().len();
        readings.push(reading);
        let too_large = |what, limit: usize| Err(Error::TooLarge { what, limit: limit as u64 });
        if readings.len() > MAX_TUNES {
            return too_large("tunes", MAX_TUNES);
        }
        if events > MAX_EVENTS || measures > MAX_EVENTS {
            return too_large("notes in the book", MAX_EVENTS);
        }
    }
    if readings.is_empty() { Err(no_tune()) } else { Ok(readings) }
}

fn reading(tune: tune::Tune<'_>) -> Result<Reading, Error> {
    let (score, warnings) = tune::read(tune)?;
    Ok(Reading { score, warnings, format: Format::Abc })
}

fn no_tune() -> Error {
    let what = "there is no tune: each needs an X: and a K: field";
    Error::malformed(Format::Abc, Position::line(1), what)
}

/// Writes a tune.
///
/// # Errors
/// None today: what ABC cannot hold is left out with a warning.
pub fn write(score: &Score) -> Result<Written, Error> {
    write_all(&[score])
}

/// Writes a book of tunes.
///
/// # Errors
/// As [`write()`].
pub fn write_all(scores: &[&Score]) -> Result<Written, Error> {
    Ok(write::book(scores))
}

/// UTF-8, else Latin-1, as the older books are.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
