//! What one voice does at one step.

use crate::MidiPitch;

/// What one voice does at one step of a [`super::Sketch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Cell {
    /// Silence.
    #[default]
    Rest,
    /// A note begins.
    Strike(MidiPitch),
    /// The note of the step before goes on.
    Hold(MidiPitch),
}

impl Cell {
    /// What sounds.
    #[must_use]
    pub const fn pitch(self) -> Option<MidiPitch> {
        match self {
            Cell::Rest => None,
            Cell::Strike(pitch) | Cell::Hold(pitch) => Some(pitch),
        }
    }

    /// The cell moved by semitones; `None` when its note would leave the MIDI keys.
    #[must_use]
    pub fn transposed(self, semitones: i8) -> Option<Cell> {
        let moved =
            |pitch: MidiPitch| MidiPitch::new(pitch.number().checked_add_signed(semitones)?);
        match self {
            Cell::Rest => Some(Cell::Rest),
            Cell::Strike(pitch) => moved(pitch).map(Cell::Strike),
            Cell::Hold(pitch) => moved(pitch).map(Cell::Hold),
        }
    }
}
