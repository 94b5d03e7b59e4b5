//! Originality: what a piece has in common with the pieces a model learned from, in any key.
//!
//! An [`Index`] holds 40-bit hashes of passages and no note: windows of 16 steps of all voices, and
//! groups of nine melody notes by interval and rhythm. A step is a sixteenth, whatever grid a sketch
//! has. Whoever knows a passage can ask whether it is there. Hashes are no lock, though: who guesses on
//! note by note can have each guess confirmed, so the index of music that is secret is secret too.
//!
//! How much overlap is ordinary is told by pieces of people that the model has not seen: an
//! [`OriginalityReport`] places each measure among theirs, and a [`Limit`] says when a piece is drawn
//! again.

mod bytes;
mod file;
mod held_out;
mod index;
mod limit;
mod matches;
mod measures;
mod passages;
mod places;
mod report;
#[cfg(test)]
mod tests;

pub use held_out::HeldOut;
pub use index::{Index, IndexedPiece};
pub use limit::{Breach, Limit};
pub use measures::{Measure, Measures};
pub use report::{OriginalityReport, SharedPassage};
