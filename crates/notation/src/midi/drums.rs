//! Where General MIDI drums stand on a five-line staff (Weinberg 1998, *Guide to Standardized Drumset
//! Notation*).

use score::{Pitch, Step};

/// The place on the staff of a drum key 0-127.
pub(super) fn staff_place(key: u8) -> Pitch {
    let (step, octave) = match key {
        35 | 36 => (Step::F, 4),
        41 | 43 => (Step::A, 4),
        45 | 47 => (Step::B, 4),
        48 => (Step::D, 5),
        50 => (Step::E, 5),
        42 | 46 => (Step::G, 5),
        44 => (Step::D, 4),
        49 | 52 | 55 | 57 => (Step::A, 5),
        51 | 53 | 59 => (Step::F, 5),
        37..=40 => (Step::C, 5),
        _ => (Step::B, 4),
    };
    Pitch::new(step, 0, octave)
}
