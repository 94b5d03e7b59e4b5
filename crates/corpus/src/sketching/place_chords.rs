//! Chords on the grid: at most about one a beat.

use score::theory::ChordSpan;
use score::{ChordKind, ChordSymbol, Quarters, Score, SketchBar, Tone};

use super::bars::Laid;
use super::grid::Grid;

/// The chords of spans as written, placed in the order the measures are played.
pub(super) fn place(
    score: &Score,
    laid: &Laid,
    grid: &Grid,
    bars: &[SketchBar],
    spans: &[ChordSpan],
) -> Vec<(usize, ChordSymbol)> {
    let mut placed: Vec<(usize, ChordSymbol)> = Vec::new();
    let written = score.measure_starts();
    for (turn, &measure) in laid.order.iter().enumerate() {
        let (Some(&from), Some(&to)) = (written.get(measure), written.get(measure + 1)) else {
            continue;
        };
        let first = spans.partition_point(|span| span.onset < from);
        // After a jump the chord of the place jumped to holds from its barline.
        let jumped = turn > 0 && laid.order[turn - 1] + 1 != measure;
        if jumped && let Some(span) = first.checked_sub(1).and_then(|before| spans.get(before)) {
            put(&mut placed, grid.steps(laid.starts[turn]), span.symbol.clone());
        }
        for (index, span) in spans.iter().enumerate().skip(first) {
            if span.onset >= to {
                break;
            }
            let at = laid.starts[turn] + (span.onset - from);
            put(&mut placed, beat(grid, bars, at), span.symbol.clone());
            let next = spans.get(index + 1).map_or(score.length(), |next| next.onset);
            let end = span.onset + span.duration;
            // A silence of two quarters or more ends a chord; a shorter one is part of it.
            if next - end >= Quarters::whole(2) && end < to {
                let none = ChordSymbol::new(Tone::new(score::Step::C, 0), ChordKind::None);
                put(&mut placed, beat(grid, bars, laid.starts[turn] + (end - from)), none);
            }
        }
    }
    placed
}

/// Of chords on one beat the last one stays; a chord that goes on is not told again.
fn put(placed: &mut Vec<(usize, ChordSymbol)>, step: usize, symbol: ChordSymbol) {
    while placed.last().is_some_and(|(last, _)| *last >= step) {
        placed.pop();
    }
    if placed.last().is_none_or(|(_, last)| *last != symbol) {
        placed.push((step, symbol));
    }
}

/// The step of the beat nearest to a place; without a beat, the step at or before it.
fn beat(grid: &Grid, bars: &[SketchBar], at: Quarters) -> usize {
    let step = grid.steps(at);
    let index = bars.partition_point(|bar| bar.first <= step).saturating_sub(1);
    let Some(bar) = bars.get(index) else { return step };
    let start = grid.step * i64::try_from(bar.first).unwrap_or(0);
    let missing = grid.step * i64::try_from(bar.missing).unwrap_or(0);
    let inside = at - start + missing;
    // The next bar's first beat is a neighbour too.
    let mut beats = bar.meter.beats();
    beats.push(bar.meter.bar_length());
    let near = beats.into_iter().min_by_key(|beat| {
        let distance = *beat - inside;
        if distance.is_positive() { distance } else { Quarters::ZERO - distance }
    });
    let Some(beat) = near.filter(|beat| *beat >= missing) else { return step };
    grid.steps(start - missing + beat)
}
