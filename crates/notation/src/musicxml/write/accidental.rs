//! Which notes need an accidental: those that differ from the key, or from an accidental that still
//! holds in the measure (Gould, *Behind Bars*, pp. 77-85).

use std::collections::HashMap;

use score::{Key, Mark, Note, PartMeasure};

/// What holds at each line and space of each staff.
#[derive(Default)]
pub(super) struct Accidentals {
    key: Key,
    holding: HashMap<(u8, i32), i8>,
}

impl Accidentals {
    /// A barline: only the key holds, and the key may be a new one.
    pub(super) fn new_measure(&mut self, content: &PartMeasure) {
        self.holding.clear();
        for mark in content.marks.iter().filter(|mark| mark.at.is_zero()) {
            if let Mark::Key(key) = mark.what {
                self.key = key;
            }
        }
    }

    /// A key that changes within the measure.
    pub(super) fn change_key(&mut self, key: Key) {
        self.key = key;
        self.holding.clear();
    }

    /// The accidental a note needs, if any; from here on it holds.
    pub(super) fn needed(&mut self, note: &Note, staff: u8) -> Option<i8> {
        if note.drum.is_some() {
            return None;
        }
        let place = (staff, note.pitch.staff_steps());
        let expected = self.holding.get(&place).copied();
        let expected = expected.unwrap_or_else(|| self.key.signature_alter(note.pitch.step));
        // A tie carries its accidental over the barline, but for that note only.
        if expected == note.pitch.alter || note.tie_stop {
            return None;
        }
        self.holding.insert(place, note.pitch.alter);
        Some(note.pitch.alter)
    }
}
