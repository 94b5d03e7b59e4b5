//! What an arranger tells beside the score.

use std::fmt;

use score::{Pitch, theory::Fault};

/// Something the musician should know of an arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Everything sounds so many semitones higher than in the sketch, so that it can be played.
    Transposed(i8),
    /// The melody alone sounds so many semitones (octaves) higher.
    MelodyMoved(i8),
    /// The chords were heard in the voices of the sketch, which names none.
    ChordsLabelled,
    /// A voice-leading fault that the given notes leave no way around.
    Fault {
        /// The fault.
        fault: Fault,
        /// The measure as numbered in the score.
        measure: String,
    },
    /// Moments a hand cannot reach: wider than a tenth, or more than five notes.
    Unplayable {
        /// The part.
        part: String,
        /// Its staff, 1 = top.
        staff: u8,
        /// How many moments.
        count: usize,
        /// The lowest and highest note of the first.
        first: (Pitch, Pitch),
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = |by: i8| if by > 0 { "higher" } else { "lower" };
        match self {
            Remark::Transposed(by) => {
                write!(
                    f,
                    "the piece sounds {} semitones {}, to fit the players",
                    by.abs(),
                    way(*by)
                )
            }
            Remark::MelodyMoved(by) => write!(
                f,
                "the melody sounds {} octave(s) {}, to fit its player",
                by.abs() / 12,
                way(*by)
            ),
            Remark::ChordsLabelled => {
                f.write_str("the sketch names no chords: they were heard in its voices")
            }
            Remark::Fault { fault, measure } => write!(
                f,
                "{} in measure {measure}: {} and {}",
                fault.kind, fault.pitches.0, fault.pitches.1
            ),
            Remark::Unplayable { part, staff, count, first } => write!(
                f,
                "{part}, staff {staff}: {count} moments no hand can reach, the first from {} to {}",
                first.0, first.1
            ),
        }
    }
}
