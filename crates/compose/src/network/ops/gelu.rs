//! The Gaussian error linear unit (Hendrycks & Gimpel 2016), in its sigmoid-tanh form.

use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};

#[derive(Debug)]
struct Gelu {
    input: Node,
}

/// 2 sqrt(2 / pi): the tanh form x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x³))) is x sigmoid(u) with
/// u = 2 sqrt(2/pi) (x + 0.044715 x³).
const SLOPE: f64 = 1.595_769_121_605_730_8;
const CUBE: f64 = 0.044_715;

/// x sigmoid(u).
#[inline]
pub(crate) fn gelu<T: Real>(x: T) -> T {
    x * sigmoid(x)
}

#[inline]
fn sigmoid<T: Real>(x: T) -> T {
    let u = T::of(SLOPE) * (x + T::of(CUBE) * x * x * x);
    T::ONE / (T::ONE + (-u).exp())
}

impl<T: Real> Tape<'_, T> {
    /// GELU of every number.
    pub(crate) fn gelu(&mut self, input: Node) -> Node {
        let mut out = self.any(self.value(input).rows, self.value(input).columns);
        for (to, &x) in out.data.iter_mut().zip(&self.value(input).data) {
            *to = gelu(x);
        }
        self.push(out, Gelu { input })
    }
}

impl<T: Real> Step<T> for Gelu {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let x = back.value(self.input);
        let dx = back.grad(self.input);
        let three = T::of(3.0);
        for ((dx, &g), &x) in dx.data.iter_mut().zip(&g.data).zip(&x.data) {
            let s = sigmoid(x);
            let slope = T::of(SLOPE) * (T::ONE + three * T::of(CUBE) * x * x);
            *dx += g * (s + x * s * (T::ONE - s) * slope);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[4, 5]], |tape, p| {
            let x = tape.leaf(p[0]);
            tape.gelu(x)
        });
    }

    #[test]
    fn known_values() {
        assert!((gelu(1.0f64) - 0.841_192).abs() < 1e-6);
        assert!((gelu(-1.0f32) + 0.158_808).abs() < 1e-6);
    }
}
