//! Songs: a melody, and chords as written or as heard.

use score::theory::ChordSpan;
use score::{ChordKind, Score, Sketch, theory};

use super::bars::Laid;
use super::lines::{Note, by_line, by_part};
use super::melody::{has_words, melody};
use super::{assemble, place_chords};
use crate::Reason;

/// Written chords that make a lead sheet.
const LEAD_SHEET: usize = 4;

/// Whether a score has the chord symbols of a lead sheet: an N.C. or two over a song are none.
pub(super) fn has_symbols(score: &Score) -> bool {
    symbols(score).is_some()
}

fn symbols(score: &Score) -> Option<Vec<ChordSpan>> {
    let written = theory::written_chords(score);
    let chords = written.iter().filter(|span| span.symbol.kind != ChordKind::None);
    (chords.count() >= LEAD_SHEET).then_some(written)
}

/// Whether one or two parts have words and another part has none.
pub(super) fn is_accompanied(score: &Score, notes: &[Note]) -> bool {
    let parts = by_part(notes);
    let sung = parts.iter().filter(|part| {
        part.first().and_then(|note| score.parts.get(note.part)).is_some_and(has_words)
    });
    let sung = sung.count();
    (1..=2).contains(&sung) && parts.len() > sung
}

/// The melody and chords of a song. A lone melody without chord symbols has no chords: one line says
/// too little to hear them in.
pub(super) fn song(score: &Score, laid: &Laid, notes: &[Note]) -> Result<Sketch, Reason> {
    let melody = melody(score, notes);
    let mut sketch = with_symbols(score, laid, assemble(score, laid, &[melody])?);
    let accompanied = by_line(notes).len() > 1;
    if sketch.chords.is_empty() {
        // Over a lone melody even a single symbol is all that is known of its chords.
        let spans =
            if accompanied { theory::label_chords(score) } else { theory::written_chords(score) };
        place_chords(score, laid, &mut sketch, &spans);
    }
    Ok(sketch)
}

/// A sketch with the chord symbols that the score has.
pub(super) fn with_symbols(score: &Score, laid: &Laid, mut sketch: Sketch) -> Sketch {
    if let Some(spans) = symbols(score) {
        place_chords(score, laid, &mut sketch, &spans);
    }
    sketch
}

fn place_chords(score: &Score, laid: &Laid, sketch: &mut Sketch, spans: &[ChordSpan]) {
    let grid = super::Grid { step: sketch.grid };
    sketch.chords = place_chords::place(score, laid, &grid, &sketch.bars, spans);
}
