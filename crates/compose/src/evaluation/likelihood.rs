//! The likelihood of many pieces.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use super::mixture::{mixed_nats, nearest_keys, voices};
use crate::Model;
use crate::network::net::Net;
use crate::network::tape::Store;
use crate::tokens::{Frames, on_grid, tokens};

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
}

/// Measures pieces, each step asked in so many keys, on so many threads.
#[must_use]
pub fn likelihood(
    model: &Model,
    pieces: &[score::Sketch],
    keys: usize,
    threads: usize,
) -> Likelihood {
    let columns = &model.net.shape.columns;
    let fitting: Vec<Frames> =
        pieces.iter().filter_map(|piece| tokens(&on_grid(piece)?, columns)).collect();
    let left_out = pieces.len() - fitting.len();
    Likelihood { left_out, ..of_frames(&model.net, &model.weights, &fitting, keys, threads) }
}

#[allow(clippy::cast_precision_loss, reason = "steps are far fewer than 2^53")]
pub(crate) fn of_frames(
    net: &Net,
    weights: &[f32],
    pieces: &[Frames],
    keys: usize,
    threads: usize,
) -> Likelihood {
    let asked = nearest_keys(keys);
    let (next, sums) = (AtomicUsize::new(0), Mutex::new(vec![Vec::new(); pieces.len()]));
    let work = || {
        let mut store = Store::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(index) else { break };
            let cells = mixed_nats(net, weights, piece, &asked, &mut store);
            let by_column: Vec<f64> = (0..net.shape.columns.len())
                .map(|column| cells.iter().map(|cell| cell[column]).sum())
                .collect();
            if let Ok(mut sums) = sums.lock() {
                sums[index] = by_column;
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
    let nats_by_column: Vec<f64> = (0..net.shape.columns.len())
        .map(|column| sums.iter().filter_map(|by| by.get(column)).sum::<f64>() / steps)
        .collect();
    let nats_per_frame = nats_by_column.iter().sum::<f64>();
    Likelihood {
        nats_per_note: nats_per_frame / voices(&net.shape.columns).max(1) as f64,
        nats_per_frame,
        frames,
        pieces: pieces.len(),
        left_out: 0,
        keys: keys.max(1),
        nats_by_column,
    }
}
