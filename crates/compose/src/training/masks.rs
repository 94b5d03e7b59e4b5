//! What is told of a piece while learning, so that every way of composing is learned: nothing at all
//! (plain likelihood), some controls, some voices, all but a stretch.

use crate::random::Random;
use crate::tokens::given::Given;
use crate::tokens::text::Text;

/// How often a batch is learned without any given cell.
const FREE: f64 = 0.5;
/// How often a free piece is learned without any control.
const NOTHING: f64 = 0.5;
/// How often each control is told otherwise.
const TOLD: f64 = 0.75;

/// Whether a batch is to have given cells.
pub(super) fn with_cells(random: &mut Random) -> bool {
    random.unit() >= FREE
}

/// What is given of a piece.
pub(super) fn given(text: &Text, cells: bool, random: &mut Random) -> Given {
    if !cells && random.unit() < NOTHING {
        return Given::default();
    }
    let mut told = controls(&text.known, random);
    if cells {
        told.cells = some_cells(text, random);
    }
    told
}

fn controls(known: &Given, random: &mut Random) -> Given {
    let mut told = || random.unit() < TOLD;
    Given {
        key: known.key.filter(|_| told()),
        grid: known.grid,
        style: known.style,
        density: known.density.filter(|_| told()),
        bars: if told() { known.bars.clone() } else { Vec::new() },
        steps: known.steps.filter(|_| told()),
        cells: Vec::new(),
    }
}

/// Given cells, `[columns][steps]`.
fn some_cells(text: &Text, random: &mut Random) -> Vec<Vec<Option<crate::tokens::Token>>> {
    let columns = text.frames.first().map_or(0, Vec::len);
    let steps = text.frames.len();
    let open = open_cells(columns, steps, random);
    (0..columns)
        .map(|column| {
            let cell = |step: usize| (!open(column, step)).then(|| text.frames[step][column]);
            (0..steps).map(cell).collect()
        })
        .collect()
}

/// Which cells are open: some voices, a stretch of all voices, or a stretch of some.
fn open_cells(
    columns: usize,
    steps: usize,
    random: &mut Random,
) -> impl Fn(usize, usize) -> bool + use<> {
    let kind = random.below(10);
    // The first voice alone is given most often: that is what harmonising asks for.
    let closed_voices: Vec<bool> = match kind {
        0..=4 => (0..columns).map(|column| column == 0).collect(),
        5..=6 => some_but_not_all(columns, random),
        _ => vec![false; columns],
    };
    let stretch = match kind {
        7.. => {
            let length = 1 + random.below((steps / 2).max(1));
            let first = random.below(steps.saturating_sub(length) + 1);
            let voices =
                if kind == 9 { some_but_not_all(columns, random) } else { vec![false; columns] };
            Some((first..first + length, voices))
        }
        _ => None,
    };
    move |column, step| match &stretch {
        Some((range, closed)) => range.contains(&step) && !closed[column],
        None => !closed_voices[column],
    }
}

fn some_but_not_all(columns: usize, random: &mut Random) -> Vec<bool> {
    let open = random.below(columns.max(1));
    (0..columns).map(|column| column != open && random.unit() < 0.5).collect()
}
