//! More pieces out of few: each augmentation is a file of its own, a pure function of a sketch and a
//! seed. What it cannot do to a sketch it leaves as it is.

mod bar_rotation;
mod dice;
mod mix;
mod range_shift;
mod transpose;
mod voice_drop_out;

#[cfg(test)]
mod tests;

pub use bar_rotation::bar_rotation;
pub use mix::Mix;
pub use range_shift::range_shift;
pub use transpose::{Compass, transpose, transpositions};
pub use voice_drop_out::voice_drop_out;
