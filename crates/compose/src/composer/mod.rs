//! The five verbs: compose, harmonise, continue, infill, vary.
//!
//! Each makes a draft (what is locked, what is told to the network, what may be chosen), has it written
//! several times, and ranks what comes out.

mod candidate;
mod chords;
mod close;
mod compose;
mod continue_;
mod form;
mod harmonise;
mod infill;
mod material;
mod pieces;
mod song;
mod streaming;
mod vary;

pub use crate::sampling::Boldness;
pub use candidate::{Candidate, Merit};
pub use infill::Opening;
pub use streaming::StreamedStep;

use crate::ComposeError;

/// How a verb goes about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choices {
    /// Where all randomness comes from: the same seed makes the same piece, on every machine.
    pub seed: u64,
    /// How many pieces are written to choose from.
    pub candidates: usize,
    /// How boldly.
    pub boldness: Boldness,
    /// On how many threads; changes nothing but the time.
    pub threads: usize,
}

impl Default for Choices {
    fn default() -> Choices {
        Choices { seed: 1, candidates: 4, boldness: Boldness::default(), threads: 1 }
    }
}

/// The longest piece that is written, in steps.
const LONGEST: usize = 8192;

fn refuse<T>(why: impl Into<String>) -> Result<T, ComposeError> {
    Err(ComposeError::Request(why.into()))
}
