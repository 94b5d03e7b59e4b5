//! The chord symbols that a score is written with.

use crate::{Mark, Quarters, Score};

use super::ChordSpan;

/// The chord symbols a score already has, each until the next.
#[must_use]
pub fn written_chords(score: &Score) -> Vec<ChordSpan> {
    let starts = score.measure_starts();
    let mut spans: Vec<ChordSpan> = Vec::new();
    for part in &score.parts {
        for (measure, content) in part.measures.iter().enumerate() {
            for mark in &content.marks {
                if let Mark::Chord(symbol) = &mark.what {
                    let (onset, symbol) = (starts[measure] + mark.at, symbol.clone());
                    spans.push(ChordSpan {
                        onset,
                        duration: Quarters::ZERO,
                        symbol,
                        confidence: 1.0,
                    });
                }
            }
        }
    }
    spans.sort_by_key(|span| span.onset);
    let ends: Vec<Quarters> =
        spans.iter().skip(1).map(|span| span.onset).chain([score.length()]).collect();
    for (span, end) in spans.iter_mut().zip(ends) {
        span.duration = end - span.onset;
    }
    spans
}
