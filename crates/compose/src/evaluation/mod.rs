//! Measuring: the exact likelihood of pieces.

mod likelihood;
mod mixture;

pub(crate) use likelihood::of_frames;
pub use likelihood::{Likelihood, likelihood};
pub use mixture::cell_nats;
#[cfg(test)]
pub(crate) use mixture::in_one_key;
