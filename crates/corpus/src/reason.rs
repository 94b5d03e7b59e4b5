//! Why a piece is left out of a corpus.

use std::fmt;

/// Why a piece is left out of a corpus; the name is counted in the manifest, the particulars are kept
/// with the piece.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The file could not be read: what its reader says.
    Unreadable(String),
    /// Reading it met a bug of ours.
    Stumbled,
    /// Nothing pitched sounds in it.
    NoVoices,
    /// Fewer quarters than a phrase has.
    TooShort {
        /// How many it has.
        quarters: usize,
    },
    /// More steps than a sketch may have.
    TooLong {
        /// How many it has.
        steps: usize,
    },
    /// No grid holds all its notes without loss.
    GridTooFine {
        /// Where the first note stands that no grid holds, in quarters.
        place: String,
    },
    /// A voice leaves what it can sing.
    OutOfRange {
        /// Which voice, 0 the highest.
        voice: usize,
        /// The offending MIDI key.
        key: u8,
    },
    /// A voice is silent most of the time.
    NearlySilent {
        /// Which voice, 0 the highest.
        voice: usize,
        /// The percentage of steps at which it sounds.
        sounding: usize,
    },
    /// More voices at once than a choir of four has, or too few to be one.
    NotPartWriting(String),
    /// Much the same as another piece of the corpus, in some key.
    Duplicate {
        /// That piece.
        of: String,
        /// The percentage of passages they share.
        shared: usize,
    },
    /// Much the same as a piece that must not be in the corpus.
    Excluded {
        /// That piece.
        of: String,
        /// The percentage of passages they share.
        shared: usize,
    },
}

impl Reason {
    /// The reason's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Reason::Unreadable(_) => "unreadable",
            Reason::Stumbled => "stumbled",
            Reason::NoVoices => "no voices",
            Reason::TooShort { .. } => "too short",
            Reason::TooLong { .. } => "too long",
            Reason::GridTooFine { .. } => "grid too fine",
            Reason::OutOfRange { .. } => "out of range",
            Reason::NearlySilent { .. } => "nearly silent",
            Reason::NotPartWriting(_) => "not part writing",
            Reason::Duplicate { .. } => "duplicate",
            Reason::Excluded { .. } => "excluded",
        }
    }
}

impl fmt::Display for Reason {
    /// The particulars.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unreadable(what) | Reason::NotPartWriting(what) => f.write_str(what),
            Reason::Stumbled => f.write_str("a bug in Musaic: please report it with the file"),
            Reason::NoVoices => f.write_str("nothing pitched sounds"),
            Reason::TooShort { quarters } => write!(f, "{quarters} quarters"),
            Reason::TooLong { steps } => write!(f, "{steps} steps"),
            Reason::GridTooFine { place } => write!(f, "a note {place} quarters from the start"),
            Reason::OutOfRange { voice, key } => write!(f, "voice {}: MIDI key {key}", voice + 1),
            Reason::NearlySilent { voice, sounding } => {
                write!(f, "voice {} sounds {sounding} % of the time", voice + 1)
            }
            Reason::Duplicate { of, shared } | Reason::Excluded { of, shared } => {
                write!(f, "shares {shared} % of its passages with {of}")
            }
        }
    }
}
