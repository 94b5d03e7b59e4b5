//! Dropout (Srivastava et al. 2014), inverted: what stays is scaled up, so that nothing changes when
//! the network is used.

use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};
use crate::random::Random;

#[derive(Debug)]
struct Dropout<T> {
    input: Node,
    mask: Matrix<T>,
}

/// Fills with 0 (dropped, with this probability) or 1 / (1 - probability).
pub(crate) fn fill_mask<T: Real>(mask: &mut [T], probability: f64, random: &mut Random) {
    let kept = T::of(1.0 / (1.0 - probability));
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a probability below 1"
    )]
    let threshold = (probability * 65_536.0) as u64;
    // Four draws of 16 bits from each random number.
    for four in mask.chunks_mut(4) {
        let mut bits = random.next();
        for value in four {
            *value = if bits & 0xFFFF < threshold { T::ZERO } else { kept };
            bits >>= 16;
        }
    }
}

impl<T: Real> Tape<'_, T> {
    /// Drops each number with a probability; without one, or without randomness, the input itself.
    pub(crate) fn dropout(
        &mut self,
        input: Node,
        probability: f64,
        random: Option<&mut Random>,
    ) -> Node {
        let Some(random) = random.filter(|_| probability > 0.0) else { return input };
        let (rows, columns) = (self.value(input).rows, self.value(input).columns);
        let (mut mask, mut out) = (self.any(rows, columns), self.any(rows, columns));
        fill_mask(&mut mask.data, probability, random);
        for ((to, &x), &m) in out.data.iter_mut().zip(&self.value(input).data).zip(&mask.data) {
            *to = x * m;
        }
        self.push(out, Dropout { input, mask })
    }
}

impl<T: Real> Step<T> for Dropout<T> {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let dx = back.grad(self.input);
        for ((dx, &g), &m) in dx.data.iter_mut().zip(&g.data).zip(&self.mask.data) {
            *dx += g * m;
        }
    }

    fn buffers(self: Box<Self>) -> Vec<Vec<T>> {
        vec![self.mask.data]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[4, 6]], |tape, p| {
            let x = tape.leaf(p[0]);
            tape.dropout(x, 0.4, Some(&mut Random::new(3, 0)))
        });
    }

    #[test]
    fn the_mean_stays() {
        let mut mask = vec![0.0f64; 40_000];
        fill_mask(&mut mask, 0.3, &mut Random::new(1, 0));
        let mean = mask.iter().sum::<f64>() / 40_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
    }
}
