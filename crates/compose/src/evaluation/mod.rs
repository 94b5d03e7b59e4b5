//! Measuring: the exact likelihood of pieces, and what can be counted of part writing and of songs.
//!
//! A phrase ends where the melody rests on a half note or longer, where all voices are silent, and at the end
//! of the piece: grids know no fermatas, and so a melody ends its phrases at the same places whoever
//! harmonises it.

mod cadences;
mod likelihood;
mod mixture;
mod quality;
mod songs;
mod spread;

pub(crate) use cadences::Closes;
pub(crate) use likelihood::of_frames;
pub use likelihood::{Likelihood, PLACES, PieceNats, likelihood};
pub use mixture::cell_nats;
#[cfg(test)]
pub(crate) use mixture::in_one_key;
pub use quality::{Memory, Quality};
pub use songs::{SongCounts, SongQuality};
pub use spread::Spread;
