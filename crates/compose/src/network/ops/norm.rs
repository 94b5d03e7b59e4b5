//! Root mean square normalisation (Zhang & Sennrich 2019, equation 4).

use crate::network::parameters::Parameter;
use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};

/// Keeps a row of zeros from dividing by zero.
const SMALL: f64 = 1e-5;

#[derive(Debug)]
struct Norm<T> {
    input: Node,
    gain: Parameter,
    /// 1 / root mean square of each row.
    scale: Vec<T>,
}

/// 1 / root mean square of a row.
pub(crate) fn scale_of<T: Real>(row: &[T]) -> T {
    let square: T = row.iter().map(|&v| v * v).sum();
    #[allow(clippy::cast_precision_loss, reason = "rows are short")]
    let mean = square / T::of(row.len() as f64);
    T::ONE / (mean + T::of(SMALL)).sqrt()
}

impl<T: Real> Tape<'_, T> {
    /// Each row divided by its root mean square, times a gain `[1, columns]`.
    pub(crate) fn norm(&mut self, input: Node, gain: Parameter) -> Node {
        let (rows, columns) = (self.value(input).rows, self.value(input).columns);
        let mut out = self.any(rows, columns);
        let gains = self.parameter(gain);
        let mut scale = Vec::with_capacity(rows);
        for (row, to) in self.value(input).iter_rows().zip(out.data.chunks_exact_mut(columns)) {
            let s = scale_of(row);
            for ((to, &v), &gain) in to.iter_mut().zip(row).zip(gains) {
                *to = v * s * gain;
            }
            scale.push(s);
        }
        self.push(out, Norm { input, gain, scale })
    }
}

impl<T: Real> Step<T> for Norm<T> {
    /// With y = x s g and s = (mean x² + e)^-1/2: dx = s (dy g) - x s³ mean(dy g x).
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let x = back.value(self.input);
        #[allow(clippy::cast_precision_loss, reason = "rows are short")]
        let columns = T::of(x.columns as f64);
        let gains = &back.parameters[self.gain.range()];
        let gain_grad = back.parameter_grad(self.gain);
        for ((dy, x), &s) in g.iter_rows().zip(x.iter_rows()).zip(&self.scale) {
            for ((sum, &dy), &x) in gain_grad.iter_mut().zip(dy).zip(x) {
                *sum += dy * x * s;
            }
        }
        let width = x.columns;
        let dx = back.grad(self.input);
        let rows = dx.data.chunks_exact_mut(width);
        for (((dx, dy), x), &s) in rows.zip(g.iter_rows()).zip(x.iter_rows()).zip(&self.scale) {
            let dot: T = dy.iter().zip(gains).zip(x).map(|((&dy, &gain), &x)| dy * gain * x).sum();
            let pull = dot * s * s * s / columns;
            for (((dx, &dy), &gain), &x) in dx.iter_mut().zip(dy).zip(gains).zip(x) {
                *dx += s * dy * gain - x * pull;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[3, 5], [1, 5]], |tape, p| {
            let x = tape.leaf(p[0]);
            tape.norm(x, p[1])
        });
    }
}
