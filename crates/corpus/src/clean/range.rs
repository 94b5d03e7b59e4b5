//! Voices that can be sung.

use score::{Cell, Sketch};

use super::CHOIR;
use crate::Reason;

/// The lowest and highest MIDI key of soprano, alto, tenor and bass: a choir's compass and a third.
const CHOIR_KEYS: [(u8, u8); CHOIR] = [(53, 86), (48, 80), (41, 74), (33, 68)];
/// The same of a melody for any voice or instrument.
const MELODY_KEYS: (u8, u8) = (36, 103);

pub(super) fn complaint(sketch: &Sketch) -> Option<Reason> {
    let choir = sketch.voices.len() == CHOIR;
    let outside = |(voice, cells): (usize, &Vec<Cell>)| {
        let (low, high) = if choir { CHOIR_KEYS[voice] } else { MELODY_KEYS };
        let keys = cells.iter().filter_map(|cell| cell.pitch()).map(score::MidiPitch::number);
        let key = keys.into_iter().find(|key| !(low..=high).contains(key))?;
        Some(Reason::OutOfRange { voice, key })
    };
    sketch.voices.iter().enumerate().find_map(outside)
}
