//! The nats of choices under logits: the loss.

use super::softmax::nats;
use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};

/// A choice that costs nothing and teaches nothing.
pub(crate) const IGNORED: u32 = u32::MAX;

#[derive(Debug)]
struct Cost<T> {
    logits: Node,
    targets: Vec<u32>,
    probabilities: Matrix<T>,
}

impl<T: Real> Tape<'_, T> {
    /// `[rows, 1]`: the nats of each row's target under its logits; 0 for [`IGNORED`].
    pub(crate) fn cost(&mut self, logits: Node, targets: Vec<u32>) -> Node {
        let (rows, columns) = (self.value(logits).rows, self.value(logits).columns);
        let mut probabilities = self.any(rows, columns);
        probabilities.data.copy_from_slice(&self.value(logits).data);
        let mut out = self.zeros(rows, 1);
        for ((row, &target), out) in
            probabilities.data.chunks_exact_mut(columns).zip(&targets).zip(&mut out.data)
        {
            if target != IGNORED {
                *out = T::of(nats(row, target as usize));
            }
        }
        self.push(out, Cost { logits, targets, probabilities })
    }
}

impl<T: Real> Step<T> for Cost<T> {
    /// d nats / d logits = probabilities - the target's unit vector.
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let columns = self.probabilities.columns;
        let dx = back.grad(self.logits);
        let rows = dx.data.chunks_exact_mut(columns).zip(self.probabilities.iter_rows());
        for (((dx, p), &target), &g) in rows.zip(&self.targets).zip(&g.data) {
            if target != IGNORED {
                dx.iter_mut().zip(p).for_each(|(dx, &p)| *dx += g * p);
                dx[target as usize] += -g;
            }
        }
    }

    fn buffers(self: Box<Self>) -> Vec<Vec<T>> {
        vec![self.probabilities.data]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[3, 5]], |tape, p| {
            let x = tape.leaf(p[0]);
            tape.cost(x, vec![4, IGNORED, 0])
        });
    }
}
