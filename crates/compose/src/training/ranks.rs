//! Who shares a training: one process, or many that add up their gradients.

/// A place among equals that train one network.
pub trait Ranks {
    /// This one's number, from 0.
    fn rank(&self) -> usize;
    /// How many there are.
    fn ranks(&self) -> usize;
    /// Replaces each number by its sum over all ranks.
    fn sum(&self, numbers: &mut [f32]);
}

/// The only one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Ranks for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn ranks(&self) -> usize {
        1
    }

    fn sum(&self, _: &mut [f32]) {}
}
