//! Cleaning: which sketches are worth learning from.

mod length;
mod range;
mod silence;

use score::Sketch;

use crate::Reason;

/// How many voices a chorale has.
pub(crate) const CHOIR: usize = 4;

/// Why a sketch is left out, if it is: the first of its complaints.
#[must_use]
pub fn complaint(sketch: &Sketch) -> Option<Reason> {
    length::complaint(sketch).or_else(|| unsingable(sketch))
}

/// What is wrong with its voices, however long it is.
pub(crate) fn unsingable(sketch: &Sketch) -> Option<Reason> {
    silence::complaint(sketch).or_else(|| range::complaint(sketch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Cell, MidiPitch, Quarters};

    fn sketch(keys: &[u8], quarters: usize) -> Sketch {
        let voice = |key: &u8| {
            let pitch = MidiPitch::new(*key);
            vec![pitch.map_or(Cell::Rest, Cell::Strike); quarters * 2]
        };
        let voices = keys.iter().map(voice).collect();
        Sketch { voices, grid: Quarters::new(1, 2), ..Sketch::default() }
    }

    fn name(sketch: &Sketch) -> Option<&'static str> {
        complaint(sketch).map(|reason| reason.name())
    }

    #[test]
    fn each_complaint_has_its_name() {
        assert_eq!(name(&sketch(&[72, 67, 60, 48], 16)), None);
        assert_eq!(name(&sketch(&[72], 16)), None);
        assert_eq!(name(&sketch(&[72, 67, 60, 48], 4)), Some("too short"));
        assert_eq!(name(&sketch(&[95, 67, 60, 48], 16)), Some("out of range"));
        assert_eq!(name(&sketch(&[72, 67, 255, 48], 16)), Some("nearly silent"));
        assert_eq!(name(&sketch(&[20], 16)), Some("out of range"));
        assert_eq!(name(&sketch(&[], 16)), Some("no voices"));
    }
}
