//! Who shares a training: one process, or many that add up their gradients.

use std::ops::Range;

use super::stretches::stretch;

/// A place among equals that train one network.
///
/// Each rank learns from its share of a batch, and takes the optimiser's step for its own stretch of the
/// weights. All ranks must call the same of [`sum`](Ranks::sum), [`sum_own`](Ranks::sum_own) and
/// [`spread`](Ranks::spread) in the same order with equally many numbers: each call waits for the others.
pub trait Ranks {
    /// This one's number, from 0.
    fn rank(&self) -> usize;

    /// How many there are.
    fn ranks(&self) -> usize;

    /// Replaces each number by its sum over all ranks, the same to the last bit on each of them.
    fn sum(&self, numbers: &mut [f32]);

    /// Replaces each number of this rank's own stretch by its sum over all ranks; what becomes of the others is
    /// left open.
    fn sum_own(&self, numbers: &mut [f32]) {
        self.sum(numbers);
    }

    /// Replaces the numbers of every rank's own stretch by what that rank has there.
    fn spread(&self, numbers: &mut [f32]) {
        let own = self.own(numbers.len());
        numbers[..own.start].fill(0.0);
        numbers[own.end..].fill(0.0);
        self.sum(numbers);
    }

    /// This rank's own stretch of so many numbers.
    fn own(&self, length: usize) -> Range<usize> {
        let each = stretch(length, self.ranks());
        (self.rank() * each).min(length)..((self.rank() + 1) * each).min(length)
    }

    /// Whether this is the one that writes files and tells people.
    fn is_first(&self) -> bool {
        self.rank() == 0
    }

    /// Whether any rank says so.
    fn any(&self, here: bool) -> bool {
        let mut heard = [f32::from(u8::from(here))];
        self.sum(&mut heard);
        heard[0] > 0.0
    }

    /// Whether all ranks name the same number, which is to be below 2^24.
    fn agree(&self, number: u64) -> bool {
        let own = number as f32;
        let mut all = [own];
        self.sum(&mut all);
        !self.any(all[0] != own * self.ranks() as f32)
    }
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

    fn spread(&self, _: &mut [f32]) {}
}
