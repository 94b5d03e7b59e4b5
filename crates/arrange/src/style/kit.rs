//! The drums of a kit: their General MIDI keys, their places on the staff (Weinberg 1998, *Guide to
//! Standardized Drumset Notation*), and the limb that plays them.

use score::{MidiPitch, Note, Pitch, Step};
use serde::Deserialize;

/// A drum or cymbal of the kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the drums name themselves")]
pub enum Drum {
    Crash,
    Ride,
    Bell,
    /// The closed hi-hat.
    Hat,
    /// The hi-hat, open.
    Open,
    /// The hi-hat closed by the foot.
    Pedal,
    Tambourine,
    Shaker,
    Cowbell,
    Clap,
    HighTom,
    MidTom,
    FloorTom,
    Snare,
    /// The stick across the rim of the snare.
    Stick,
    Kick,
}

/// What strikes a drum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the limbs name themselves")]
pub enum Limb {
    Hand,
    Foot,
}

impl Drum {
    /// The General MIDI key, the place on the staff and the head (MusicXML's name).
    const fn row(self) -> (u8, Step, i8, Option<&'static str>) {
        match self {
            Drum::Crash => (49, Step::A, 5, Some("x")),
            Drum::Ride => (51, Step::F, 5, Some("x")),
            Drum::Bell => (53, Step::F, 5, Some("diamond")),
            Drum::Hat => (42, Step::G, 5, Some("x")),
            Drum::Open => (46, Step::G, 5, Some("circle-x")),
            Drum::Pedal => (44, Step::D, 4, Some("x")),
            Drum::Tambourine => (54, Step::B, 5, Some("triangle")),
            Drum::Shaker => (70, Step::B, 5, Some("x")),
            Drum::Cowbell => (56, Step::E, 5, Some("triangle")),
            Drum::Clap => (39, Step::E, 5, Some("x")),
            Drum::HighTom => (50, Step::E, 5, None),
            Drum::MidTom => (47, Step::D, 5, None),
            Drum::FloorTom => (43, Step::A, 4, None),
            Drum::Snare => (38, Step::C, 5, None),
            Drum::Stick => (37, Step::C, 5, Some("x")),
            Drum::Kick => (36, Step::F, 4, None),
        }
    }

    /// The General MIDI key.
    #[must_use]
    pub const fn key(self) -> u8 {
        self.row().0
    }

    /// What strikes it.
    #[must_use]
    pub const fn limb(self) -> Limb {
        match self {
            Drum::Kick | Drum::Pedal => Limb::Foot,
            _ => Limb::Hand,
        }
    }

    /// The note as drawn.
    pub(crate) fn note(self) -> Note {
        let (key, step, octave, head) = self.row();
        Note {
            drum: MidiPitch::new(key),
            notehead: head.map(str::to_owned),
            ..Note::new(Pitch::new(step, 0, octave))
        }
    }
}
