//! The index of what a model learned from.

use score::Sketch;

use super::held_out::HeldOut;
use super::matches::{Matches, Run};
use super::measures::Measures;
use super::passages::{self, MELODY_INTERVALS, STEPS_PER_QUARTER, WINDOW_STEPS};
use super::places::Places;
use super::report::{OriginalityReport, SharedPassage};

/// How many of the nearest pieces a report names.
const NEAREST: usize = 5;

/// What a piece is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IndexedPiece {
    /// Its name within the corpus.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
}

/// Passages of the pieces that a model learned from, and how much others overlap with them.
///
/// ```
/// use compose::originality::{Index, IndexedPiece, Limit};
/// use score::{Cell, MidiPitch, Quarters, Sketch};
///
/// let note = |key| MidiPitch::new(key).map_or(Cell::Rest, Cell::Strike);
/// let high = (0..48).map(|step| note(60 + step * 5 % 7)).collect();
/// let low = (0..48).map(|step| note(48 + step * 3 % 11)).collect();
/// let grid = Quarters::new(1, 4);
/// let learned = Sketch { grid, voices: vec![high, low], ..Sketch::default() };
///
/// let name = IndexedPiece { id: "tune-1".into(), title: None };
/// let index = Index::of([(name, &learned)]);
/// let report = index.report(&learned.transposed(3).unwrap());
/// assert_eq!(report.measures.longest_steps, 48);
/// assert!(!report.breaches(&Limit::default()).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    pub(super) pieces: Vec<IndexedPiece>,
    pub(super) windows: Places,
    pub(super) melodies: Places,
    pub(super) held_out: HeldOut,
}

impl Index {
    /// The index of some pieces.
    #[must_use]
    pub fn of<'s>(pieces: impl IntoIterator<Item = (IndexedPiece, &'s Sketch)>) -> Index {
        let (names, sketches): (Vec<IndexedPiece>, Vec<&Sketch>) = pieces.into_iter().unzip();
        Index {
            pieces: names,
            windows: Places::of(sketches.iter().map(|sketch| passages::windows(sketch))),
            melodies: Places::of(sketches.iter().map(|sketch| passages::melody(sketch).0)),
            held_out: HeldOut::default(),
        }
    }

    /// The same, knowing how much pieces of people overlap that are not in it; those that are in it
    /// after all are left out.
    #[must_use]
    pub fn calibrated<'s>(self, held_out: impl IntoIterator<Item = &'s Sketch>) -> Index {
        let measured = |sketch: &Sketch| (self.measures(sketch), sketch.voices.len());
        let measures: Vec<(Measures, usize)> = held_out.into_iter().map(measured).collect();
        Index { held_out: HeldOut::of(&measures), ..self }
    }

    /// The pieces it was made from.
    #[must_use]
    pub fn pieces(&self) -> &[IndexedPiece] {
        &self.pieces
    }

    /// How much pieces of people overlap; empty when it was not calibrated.
    #[must_use]
    pub fn held_out(&self) -> &HeldOut {
        &self.held_out
    }

    /// The measures of a piece alone.
    #[must_use]
    pub fn measures(&self, sketch: &Sketch) -> Measures {
        let windows = Matches::of(&passages::windows(sketch), &self.windows);
        let melody = Matches::of(&passages::melody(sketch).0, &self.melodies);
        measures(&windows, &melody)
    }

    /// What a piece has in common with the indexed ones.
    #[must_use]
    pub fn report(&self, sketch: &Sketch) -> OriginalityReport {
        let (grams, onsets) = passages::melody(sketch);
        let windows = Matches::of(&passages::windows(sketch), &self.windows);
        let melody = Matches::of(&grams, &self.melodies);
        let measures = measures(&windows, &melody);
        let passage = |run: &Run| self.passage(run, run.length + WINDOW_STEPS - 1);
        let phrase = |run: &Run| {
            let mut phrase = self.passage(run, run.length + MELODY_INTERVALS);
            // Places of melodies count notes; here, time is better.
            phrase.quarter = onsets.get(run.first).map_or(0.0, |onset| onset.to_f64());
            phrase
        };
        OriginalityReport {
            indexed: self.pieces.len(),
            held_out: self.held_out.clone(),
            voices: sketch.voices.len(),
            measures,
            passages: windows.longest.iter().take(NEAREST).map(passage).collect(),
            phrases: melody.longest.iter().take(NEAREST).map(phrase).collect(),
        }
    }

    fn passage(&self, run: &Run, length: usize) -> SharedPassage {
        let piece = self.pieces.get(run.piece);
        SharedPassage {
            piece: piece.map(|piece| piece.id.clone()).unwrap_or_default(),
            title: piece.and_then(|piece| piece.title.clone()),
            first: run.first,
            quarter: quarters(run.first),
            other: run.other,
            length,
        }
    }
}

fn measures(windows: &Matches, melody: &Matches) -> Measures {
    let longest = |matches: &Matches, rest: usize| {
        matches.longest.first().map_or(0, |run: &Run| run.length + rest)
    };
    Measures {
        windows16: windows.share(1),
        // 17 windows of 16 steps in a row span 32.
        windows32: windows.share(1 + WINDOW_STEPS),
        longest_steps: longest(windows, WINDOW_STEPS - 1),
        melody: melody.share(1),
        longest_notes: longest(melody, MELODY_INTERVALS),
    }
}

#[allow(clippy::cast_precision_loss, reason = "a piece has fewer than 2^52 steps")]
fn quarters(steps: usize) -> f64 {
    steps as f64 / STEPS_PER_QUARTER as f64
}
