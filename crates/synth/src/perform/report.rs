use std::fmt;

use crate::Sequence;

/// A performance and what is to be known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Performed {
    /// What sounds, a part for each line of music.
    pub sequence: Sequence,
    /// The measures in the order they are played, for a cursor in the score.
    pub bars: Vec<Bar>,
    /// Where the last measure ends, in seconds.
    pub seconds: f64,
    /// What was left out, and why.
    pub warnings: Vec<PerformWarning>,
}

/// One measure as played; a repeated measure has one entry each time.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Bar {
    /// Index into [`score::Score::measures`].
    pub measure: usize,
    /// The number as printed.
    pub number: String,
    /// Its start, in seconds.
    pub seconds: f64,
    /// Its beats, in seconds; a pick-up has only those that fall within it.
    pub beats: Vec<f64>,
}

/// Something in the score that is not played as written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub enum PerformWarning {
    /// A limit of [`super::Performance`] was reached.
    Cut {
        /// Which: `bars`, `notes` or `seconds`.
        limit: &'static str,
        /// How many measures are played.
        bars: usize,
    },
    /// Notes that MIDI has no key for.
    Unplayable {
        /// Name of the part.
        part: String,
        /// How many.
        notes: usize,
    },
    /// Notes outside what a seat can play; they are played all the same.
    OutOfRange {
        /// Name of the part.
        part: String,
        /// Name of the seat.
        seat: String,
        /// How many, repeats counted.
        notes: usize,
    },
    /// More lines of music than seats: some seats play several.
    SeatsShared {
        /// Lines of music.
        lines: usize,
        /// Seats.
        seats: usize,
    },
    /// So many ornaments that the last ones are played plain.
    OrnamentsPlain {
        /// Name of the part.
        part: String,
    },
}

impl fmt::Display for PerformWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { limit, bars } => {
                write!(f, "the performance was cut after {bars} measures by the limit on {limit}")
            }
            Self::Unplayable { part, notes } => {
                write!(f, "{part}: {notes} notes lie outside the 128 keys of MIDI and are silent")
            }
            Self::OutOfRange { part, seat, notes } => {
                write!(f, "{part}: {notes} notes lie outside the range of the {seat}")
            }
            Self::SeatsShared { lines, seats } => {
                write!(f, "{lines} lines of music share {seats} seats")
            }
            Self::OrnamentsPlain { part } => {
                write!(f, "{part}: too many ornaments; the last ones are played plain")
            }
        }
    }
}
