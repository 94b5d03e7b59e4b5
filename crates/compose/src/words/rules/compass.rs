//! The melody's compass: `range C4 to G5`, `between C4 and G5`, `from D4 up to F#5`, `音域C4到G5`.

use score::Pitch;

use crate::controls::Compass;
use crate::words::text::{Text, is_digit};
use crate::words::wish::Wish;

use super::{Found, Reading};

const INTRODUCTIONS: [&str; 13] = [
    "range",
    "range:",
    "range of",
    "in the range",
    "compass",
    "compass:",
    "between",
    "from",
    "音域",
    "音域:",
    "音域为",
    "从",
    "在",
];
const UP_TO: [&str; 8] = ["to", "up to", "-", "~", "and", "到", "至", "与"];

/// A compass that begins here.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    let mut start = text.skip_blanks(text.any(place, &INTRODUCTIONS)?);
    // "range from C4 to G5"
    if let Some(again) = text.any(start, &INTRODUCTIONS) {
        start = text.skip_blanks(again);
    }
    let (one, end) = pitch(text, start)?;
    let joined = text.any(text.skip_blanks(end), &UP_TO)?;
    let (other, end) = pitch(text, text.skip_blanks(joined))?;
    Some((Reading::Wish(Wish::Compass(Compass::between(one, other))), end))
}

/// `C4`, `F#5`, `Bb3`, `♭B3`: a letter, at most one accidental, and an octave from 0 to 9.
fn pitch(text: &Text<'_>, place: usize) -> Option<(Pitch, usize)> {
    let digit = (place + 1..=place + 2).find(|at| text.folded(*at).is_some_and(is_digit))?;
    let end = digit + 1;
    let pitch = text.plain_text(place..end).parse::<Pitch>().ok()?;
    let fits = text.is_boundary(end) && pitch.midi().is_some();
    fits.then_some((pitch, end))
}
