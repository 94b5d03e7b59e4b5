//! A piece in tokens, with everything that is known of it.

use score::{Cell, Mode, Quarters, Sketch};

use super::column::{Column, Frames, transposed};
use super::given::{DENSITIES, Given};
use super::sketch::{on_grid, tokens};

/// A piece in tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    /// `[steps][columns]`.
    pub(crate) frames: Frames,
    /// `[steps][columns]`: whether the cell is struck; empty where that is unknown, as in tables that
    /// do not tell a repeated note from a long one.
    pub(crate) strikes: Vec<Vec<bool>>,
    /// Everything about it but its cells.
    pub(crate) known: Given,
}

impl Text {
    /// A sketch in tokens; `None` when it does not fit the columns or the vocabulary.
    pub(crate) fn of(sketch: &Sketch, columns: &[Column]) -> Option<Text> {
        let sketch = &on_grid(sketch)?;
        let frames = tokens(sketch, columns)?;
        let strikes = if sketch.bars.is_empty() { Vec::new() } else { strikes(sketch, columns) };
        Some(Text { known: known(sketch, frames.len()), frames, strikes })
    }

    /// Whether what a column did before a step is over: a note begins there, or it is silent.
    pub(crate) fn ends_before(&self, step: usize, column: usize) -> bool {
        let struck = self.strikes.get(step).is_some_and(|strikes| strikes[column]);
        struck || self.frames[step][column] == Column::SILENT
    }

    /// The piece moved by semitones; `None` when it leaves the vocabulary.
    pub(crate) fn transposed(&self, columns: &[Column], semitones: i8) -> Option<Text> {
        let moved = |key: usize| {
            let by = usize::try_from(i32::from(semitones).rem_euclid(12)).unwrap_or(0);
            key / 12 * 12 + (key + by) % 12
        };
        let known = Given { key: self.known.key.map(moved), ..self.known.clone() };
        let frames = transposed(columns, &self.frames, semitones)?;
        Some(Text { frames, strikes: self.strikes.clone(), known })
    }
}

/// Which cells of a sketch are struck, `[steps][columns]`.
pub(crate) fn strikes(sketch: &Sketch, columns: &[Column]) -> Vec<Vec<bool>> {
    let struck = |step: usize| {
        let mut voices = sketch.voices.iter();
        columns
            .iter()
            .map(|column| match column {
                Column::Voice => voices
                    .next()
                    .and_then(|voice| voice.get(step))
                    .is_some_and(|cell| matches!(cell, Cell::Strike(_))),
                Column::Chord => sketch.chords.iter().any(|(start, _)| *start == step),
            })
            .collect()
    };
    (0..sketch.steps()).map(struck).collect()
}

/// Everything about a sketch but its cells.
pub(crate) fn known(sketch: &Sketch, steps: usize) -> Given {
    let bars = |step| {
        let (bar, place) = sketch.place(step)?;
        let bar = &sketch.bars[bar];
        Some((place, bar.steps + bar.missing))
    };
    Given {
        key: sketch.key.map(key_token),
        grid: grid_class(sketch.grid),
        style: None,
        density: density(sketch),
        bars: (0..steps).map_while(bars).collect(),
        steps: Some(steps),
        cells: Vec::new(),
    }
}

/// Tonic, and 12 more in minor.
pub(crate) fn key_token(key: score::Key) -> usize {
    let minor = key.is_minor() || key.mode == Mode::Minor;
    usize::from(key.tonic().pitch_class()) + if minor { 12 } else { 0 }
}

/// The class of a grid; `None` for one that is not among the usual.
pub(crate) fn grid_class(grid: Quarters) -> Option<usize> {
    let usual = [(1, 4), (1, 2), (1, 3), (1, 6), (1, 8), (1, 12), (1, 24), (1, 1)];
    usual.iter().position(|&(num, den)| Quarters::new(num, den) == grid)
}

/// The class of how many notes the first voice strikes a quarter.
fn density(sketch: &Sketch) -> Option<usize> {
    let steps = sketch.voices.first()?.len();
    let quarters = sketch.grid * i64::try_from(steps).ok()?;
    let notes = f64::from(u32::try_from(sketch.notes(0).len()).ok()?);
    (!quarters.is_zero()).then(|| density_class(notes / quarters.to_f64()))
}

/// The class of so many notes a quarter: by thirds, from under a third to over two.
pub(crate) fn density_class(notes_per_quarter: f64) -> usize {
    let thirds = (0..DENSITIES).rev().find(|&n| notes_per_quarter * 3.0 >= n as f64);
    thirds.unwrap_or(0)
}
