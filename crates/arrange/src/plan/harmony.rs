//! The chords: those of the sketch, or those heard in its voices.

use score::theory::{ChordSpan, label_chords, written_chords};
use score::{Score, Sketch};

use super::{Span, Tone};
use crate::ArrangeError;
use crate::tones::Tones;

/// The chords in order, and whether they had to be heard.
pub(super) fn chords(
    sketch: &Sketch,
    score: &Score,
    lines: &[Vec<Tone>],
) -> Result<(Vec<Span>, bool), ArrangeError> {
    let written = !sketch.chords.is_empty();
    if !written && lines.iter().filter(|line| !line.is_empty()).count() < 2 {
        return Err(ArrangeError::NoHarmony);
    }
    let found = if written { written_chords(score) } else { label_chords(score) };
    if found.is_empty() {
        return Err(ArrangeError::NoHarmony);
    }
    Ok((spans(&found, score), !written))
}

/// Each chord until the next: a gap in what was heard is a rest, not another harmony.
fn spans(found: &[ChordSpan], score: &Score) -> Vec<Span> {
    let ends = found.iter().skip(1).map(|span| span.onset).chain([score.length()]);
    let mut spans: Vec<Span> = Vec::with_capacity(found.len());
    for (span, end) in found.iter().zip(ends) {
        if end <= span.onset {
            continue;
        }
        match spans.last_mut() {
            Some(last) if last.symbol == span.symbol && last.end == span.onset => last.end = end,
            _ => {
                let (symbol, tones) = (span.symbol.clone(), Tones::of(&span.symbol));
                spans.push(Span { start: span.onset, end, symbol, tones });
            }
        }
    }
    spans
}
