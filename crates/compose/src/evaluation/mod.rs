//! Measuring: the exact likelihood of pieces, and what can be counted of their part writing.

mod likelihood;
mod mixture;
mod quality;

pub(crate) use likelihood::of_frames;
pub use likelihood::{Likelihood, likelihood};
pub use mixture::cell_nats;
#[cfg(test)]
pub(crate) use mixture::in_one_key;
pub use quality::{Memory, Quality};
