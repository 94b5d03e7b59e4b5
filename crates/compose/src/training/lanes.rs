//! Threads that share the parts of a batch, and the sum of what they find.
//!
//! Parts are added up as a binary tree, so that any power of two of threads and ranks makes the same
//! sums to the last bit.

use std::ops::Range;

use super::stretches::add;
use crate::network::tape::Store;

/// The buffers of one thread, used again in each step.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) store: Store<f32>,
    /// What the parts of this step cost.
    pub(super) nats: f64,
    spare: Vec<Vec<f32>>,
}

impl Lane {
    /// A gradient of zeros.
    fn blank(&mut self, length: usize) -> Vec<f32> {
        let Some(mut gradient) = self.spare.pop() else { return vec![0.0; length] };
        gradient.fill(0.0);
        gradient
    }

    /// The sum over parts.
    fn tree(
        &mut self,
        parts: Range<usize>,
        length: usize,
        learn: &impl Fn(&mut Lane, usize, &mut [f32]),
    ) -> Vec<f32> {
        if parts.len() < 2 {
            let mut gradient = self.blank(length);
            parts.for_each(|part| learn(self, part, &mut gradient));
            return gradient;
        }
        let middle = parts.start + parts.len() / 2;
        let mut left = self.tree(parts.start..middle, length, learn);
        let right = self.tree(middle..parts.end, length, learn);
        add(&mut left, &right, 1);
        self.spare.push(right);
        left
    }
}

/// The sum over all parts, each learned by the lane whose share it is in; give it back with [`give_back`].
pub(super) fn sum(
    lanes: &mut [Lane],
    share: impl Fn(usize) -> Range<usize>,
    length: usize,
    learn: &(impl Fn(&mut Lane, usize, &mut [f32]) + Sync),
) -> Vec<f32> {
    let mut gradients: Vec<Vec<f32>> = std::thread::scope(|scope| {
        let mut begun = Vec::with_capacity(lanes.len());
        for (number, lane) in lanes.iter_mut().enumerate() {
            lane.nats = 0.0;
            let share = share(number);
            begun.push(scope.spawn(move || lane.tree(share, length, learn)));
        }
        begun.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut apart = 1;
    while apart < gradients.len() {
        for pair in gradients.chunks_mut(2 * apart) {
            if let (left, [right, ..]) = pair.split_at_mut(apart.min(pair.len())) {
                add(&mut left[0], right, lanes.len());
            }
        }
        apart *= 2;
    }
    let mut gradients = gradients.into_iter();
    let sum = gradients.next().unwrap_or_else(|| vec![0.0; length]);
    lanes.iter_mut().skip(1).zip(gradients).for_each(|(lane, spare)| lane.spare.push(spare));
    sum
}

/// Gives the buffer of [`sum`] back for the next step.
pub(super) fn give_back(lanes: &mut [Lane], gradient: Vec<f32>) {
    if let Some(first) = lanes.first_mut() {
        first.spare.push(gradient);
    }
}
