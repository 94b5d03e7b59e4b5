//! Families of General MIDI instruments, and how they hold a note.

/// Instruments that are played alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Keyboard,
    Chime,
    Organ,
    Plucked,
    Bass,
    Bowed,
    Voice,
    Brass,
    Woodwind,
    Pad,
    Drum,
}

impl Family {
    /// The family of a General MIDI program, counted from 0.
    pub(super) fn of(program: u8) -> Self {
        match program {
            0..=7 => Self::Keyboard,
            16..=23 => Self::Organ,
            24..=31 | 45 | 46 | 104..=108 => Self::Plucked,
            32..=39 => Self::Bass,
            40..=44 | 48..=51 | 110 => Self::Bowed,
            52..=54 => Self::Voice,
            56..=63 => Self::Brass,
            64..=79 | 109 | 111 => Self::Woodwind,
            80..=103 => Self::Pad,
            8..=15 | 55 => Self::Chime,
            _ => Self::Drum,
        }
    }

    /// The share of its written length that a note without any sign is held.
    pub(super) fn hold(self) -> f64 {
        match self {
            Self::Chime | Self::Plucked | Self::Drum => 1.0,
            Self::Voice | Self::Pad => 0.97,
            Self::Bowed | Self::Bass => 0.95,
            Self::Keyboard | Self::Organ | Self::Woodwind | Self::Brass => 0.93,
        }
    }

    /// Whether a note can grow while it sounds.
    pub(super) fn swells(self) -> bool {
        match self {
            Self::Organ | Self::Bowed | Self::Voice | Self::Brass | Self::Woodwind | Self::Pad => {
                true
            }
            Self::Keyboard | Self::Chime | Self::Plucked | Self::Bass | Self::Drum => false,
        }
    }
}
