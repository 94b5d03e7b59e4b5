//! The notes of a voice of a sketch.

use super::{Cell, Sketch};
use crate::MidiPitch;

/// A note on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SketchNote {
    /// Its first step.
    pub first: usize,
    /// The step after its last.
    pub end: usize,
    /// What sounds.
    pub pitch: MidiPitch,
}

impl Sketch {
    /// The notes of a voice in order: a strike and the holds that go on from it. A hold that goes on from nothing
    /// begins a note; a voice that is not there has none.
    #[must_use]
    pub fn notes(&self, voice: usize) -> Vec<SketchNote> {
        let mut notes: Vec<SketchNote> = Vec::new();
        for (step, cell) in self.voices.get(voice).into_iter().flatten().enumerate() {
            match (*cell, notes.last_mut()) {
                (Cell::Hold(pitch), Some(last)) if last.pitch == pitch && last.end == step => {
                    last.end = step + 1;
                }
                (Cell::Strike(pitch) | Cell::Hold(pitch), _) => {
                    notes.push(SketchNote { first: step, end: step + 1, pitch });
                }
                (Cell::Rest, _) => {}
            }
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strikes_and_what_goes_on_from_nothing_begin_notes() {
        let [c, d] = [60, 62].map(|key| MidiPitch::new(key).unwrap());
        let (strike, hold) = (Cell::Strike, Cell::Hold);
        let voice = vec![hold(c), hold(c), strike(c), Cell::Rest, hold(c), hold(d)];
        let sketch = Sketch { voices: vec![voice], ..Sketch::default() };
        let told: Vec<(usize, usize, u8)> =
            sketch.notes(0).iter().map(|n| (n.first, n.end, n.pitch.number())).collect();
        assert_eq!(told, [(0, 2, 60), (2, 3, 60), (4, 5, 60), (5, 6, 62)]);
        assert!(sketch.notes(1).is_empty());
    }
}
