//! Measuring: the exact likelihood of pieces, and what can be counted of part writing and of songs.

mod likelihood;
mod mixture;
mod quality;
mod songs;

pub(crate) use likelihood::of_frames;
pub use likelihood::{Likelihood, likelihood};
pub use mixture::cell_nats;
#[cfg(test)]
pub(crate) use mixture::in_one_key;
pub use quality::{Memory, Quality};
pub(crate) use songs::scale;
pub use songs::{SongCounts, SongQuality};
