//! The probability of every cell, for whoever wants to add them up.

use std::fmt::Write;

use compose::Model;
use compose::evaluation::cell_nats;
use score::Sketch;

/// One line a cell: piece, step, column, what it holds (MIDI key, -1 for a rest), its probability. `None` when
/// a piece does not fit the models.
pub(super) fn table(models: &[&Model], pieces: &[Sketch], keys: usize) -> Option<String> {
    let mut text = String::from("piece\tframe\tvoice\tpitch\tprobability\n");
    for (number, piece) in pieces.iter().enumerate() {
        for (step, cells) in cell_nats(models, piece, keys)?.iter().enumerate() {
            let frame = piece.frame(step);
            for (voice, nats) in cells.iter().enumerate() {
                let pitch = frame.get(voice).copied().flatten();
                let pitch = pitch.map_or(-1, |pitch| i32::from(pitch.number()));
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{number}\t{step}\t{voice}\t{pitch}\t{:.9e}", (-nats).exp());
            }
        }
    }
    Some(text)
}
