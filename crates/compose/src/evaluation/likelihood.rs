//! The likelihood of many pieces.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use super::mixture::{Asked, asked, columns, mixed_nats, nearest_keys};
use crate::network::tape::Store;
use crate::tokens::{Frames, on_grid, tokens, voices};
use crate::{ComposeError, Model};

/// How likely pieces are under a model: exact, left to right, every cell of every step counted once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likelihood {
    /// All nats over all notes (steps times voices); what a chord column costs is counted too.
    pub nats_per_note: f64,
    /// All nats over all steps.
    pub nats_per_frame: f64,
    /// Steps counted.
    pub frames: usize,
    /// Pieces counted.
    pub pieces: usize,
    /// Pieces left out, since they do not fit the model's columns or vocabulary.
    pub left_out: usize,
    /// In how many keys each step was asked.
    pub keys: usize,
    /// Nats a step of each column, in the order of the columns.
    pub nats_by_column: Vec<f64>,
    /// Nats per note in each of [`PLACES`] equally long stretches of the pieces, from their beginnings to
    /// their ends.
    pub nats_by_place: Vec<f64>,
    /// Each piece that was counted.
    pub by_piece: Vec<PieceNats>,
}

/// How likely one piece is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PieceNats {
    /// Which of the pieces given, from 0.
    pub piece: usize,
    /// Its steps.
    pub frames: usize,
    /// All its nats.
    pub nats: f64,
}

/// Stretches of a piece by which nats are told.
pub const PLACES: usize = 20;

/// Measures pieces under an even mixture of models, each step asked in so many keys, on so many threads.
///
/// # Errors
/// When there is no model, or their columns or the order in which they choose differ.
pub fn likelihood(
    models: &[&Model],
    pieces: &[score::Sketch],
    keys: usize,
    threads: usize,
) -> Result<Likelihood, ComposeError> {
    let Some(nets) = asked(models) else {
        let why = "models are mixed that have the same columns and choose them in the same order";
        return Err(ComposeError::Request(why.to_owned()));
    };
    let columns = columns(models);
    let fits = |(index, piece)| Some((index, tokens(&on_grid(piece)?, columns)?));
    let (indices, fitting): (Vec<usize>, Vec<Frames>) =
        pieces.iter().enumerate().filter_map(fits).unzip();
    let mut found = of_frames(&nets, &fitting, keys, threads);
    found.left_out = pieces.len() - fitting.len();
    for (by, index) in found.by_piece.iter_mut().zip(indices) {
        by.piece = index;
    }
    Ok(found)
}

#[allow(clippy::cast_precision_loss, reason = "steps are far fewer than 2^53")]
pub(crate) fn of_frames(
    nets: &Asked<'_>,
    pieces: &[Frames],
    keys: usize,
    threads: usize,
) -> Likelihood {
    let columns = nets.first().map_or(&[][..], |(net, _)| &net.shape.columns);
    let in_keys = nearest_keys(keys);
    let (next, sums) = (AtomicUsize::new(0), Mutex::new(vec![Sums::default(); pieces.len()]));
    let work = || {
        let mut store = Store::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(index) else { break };
            let cells = mixed_nats(nets, piece, &in_keys, &mut store);
            let found = Sums::of(&cells, columns.len());
            if let Ok(mut sums) = sums.lock() {
                sums[index] = found;
            }
        }
    };
    std::thread::scope(|scope| {
        (1..threads.max(1)).for_each(|_| drop(scope.spawn(work)));
        work();
    });
    // Added up in the order of the pieces, so that threads do not change the last digits.
    let sums = sums.into_inner().unwrap_or_default();
    let frames: usize = pieces.iter().map(Vec::len).sum();
    let steps = frames.max(1) as f64;
    let voices = voices(columns).max(1) as f64;
    let nats_by_column: Vec<f64> = (0..columns.len())
        .map(|column| sums.iter().filter_map(|by| by.columns.get(column)).sum::<f64>() / steps)
        .collect();
    let nats_per_frame = nats_by_column.iter().sum::<f64>();
    let nats_by_place = (0..PLACES).map(|place| {
        let steps: usize = sums.iter().map(|by| by.places[place].0).sum();
        sums.iter().map(|by| by.places[place].1).sum::<f64>() / (steps.max(1) as f64 * voices)
    });
    let by_piece = sums.iter().zip(pieces).enumerate().map(|(piece, (by, frames))| PieceNats {
        piece,
        frames: frames.len(),
        nats: by.columns.iter().sum(),
    });
    Likelihood {
        nats_per_note: nats_per_frame / voices,
        nats_per_frame,
        frames,
        pieces: pieces.len(),
        left_out: 0,
        keys: keys.max(1),
        nats_by_column,
        nats_by_place: nats_by_place.collect(),
        by_piece: by_piece.collect(),
    }
}

/// The nats of a piece, summed two ways.
#[derive(Clone, Debug, Default)]
struct Sums {
    columns: Vec<f64>,
    /// Steps and their nats.
    places: [(usize, f64); PLACES],
}

impl Sums {
    /// Of a piece's cells, `[steps][columns]`.
    fn of(cells: &[Vec<f64>], columns: usize) -> Sums {
        let column = |column: usize| cells.iter().map(|cell| cell[column]).sum();
        let mut places = [(0, 0.0); PLACES];
        for (step, cell) in cells.iter().enumerate() {
            let (steps, nats) = &mut places[step * PLACES / cells.len()];
            *steps += 1;
            *nats += cell.iter().sum::<f64>();
        }
        Sums { columns: (0..columns).map(column).collect(), places }
    }
}
