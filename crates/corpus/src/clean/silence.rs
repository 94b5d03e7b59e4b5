//! Voices that are there.

use score::{Cell, Sketch};

use super::CHOIR;
use crate::Reason;

/// The least share of steps at which a voice of a choir sounds, in percent.
const CHOIR_SOUNDS: usize = 40;
/// The same of a song's melody: songs have preludes and interludes.
const MELODY_SOUNDS: usize = 30;

pub(super) fn complaint(sketch: &Sketch) -> Option<Reason> {
    let least = if sketch.voices.len() == CHOIR { CHOIR_SOUNDS } else { MELODY_SOUNDS };
    let silent = |(voice, cells): (usize, &Vec<Cell>)| {
        let sounding = cells.iter().filter(|cell| **cell != Cell::Rest).count() * 100;
        let sounding = sounding / cells.len().max(1);
        (sounding < least).then_some(Reason::NearlySilent { voice, sounding })
    };
    sketch.voices.iter().enumerate().find_map(silent)
}
