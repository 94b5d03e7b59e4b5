//! Affine maps of rows.

use crate::network::matmul::{View, ViewMut};
use crate::network::parameters::Parameter;
use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};

#[derive(Debug)]
struct Linear {
    input: Node,
    weight: Parameter,
    bias: Option<Parameter>,
}

impl<T: Real> Tape<'_, T> {
    /// `x w + b` for x `[rows, in]`, w `[in, out]`, b `[1, out]`.
    pub(crate) fn linear(
        &mut self,
        input: Node,
        weight: Parameter,
        bias: Option<Parameter>,
    ) -> Node {
        let rows = self.value(input).rows;
        let mut out = self.any(rows, weight.columns);
        if let Some(bias) = bias {
            let bias = self.parameter(bias);
            out.data.chunks_exact_mut(weight.columns).for_each(|row| row.copy_from_slice(bias));
        }
        T::gemm(
            [rows, weight.rows, weight.columns],
            [T::ONE, if bias.is_some() { T::ONE } else { T::ZERO }],
            View::rows(&self.value(input).data, weight.rows),
            View::rows(self.parameter(weight), weight.columns),
            ViewMut::rows(&mut out.data, weight.columns),
        );
        self.push(out, Linear { input, weight, bias })
    }
}

impl<T: Real> Step<T> for Linear {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let [inputs, outputs] = [self.weight.rows, self.weight.columns];
        let add = [T::ONE, T::ONE];
        let x = back.value(self.input);
        let weight = &back.parameters[self.weight.range()];
        T::gemm(
            [inputs, g.rows, outputs],
            add,
            View::transposed(&x.data, inputs),
            View::rows(&g.data, outputs),
            ViewMut::rows(back.parameter_grad(self.weight), outputs),
        );
        if let Some(bias) = self.bias {
            let sum = back.parameter_grad(bias);
            for row in g.iter_rows() {
                sum.iter_mut().zip(row).for_each(|(s, &v)| *s += v);
            }
        }
        T::gemm(
            [g.rows, outputs, inputs],
            add,
            View::rows(&g.data, outputs),
            View::transposed(weight, outputs),
            ViewMut::rows(&mut back.grad(self.input).data, inputs),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[5, 3], [3, 4], [1, 4]], |tape, p| {
            let x = tape.leaf(p[0]);
            tape.linear(x, p[1], Some(p[2]))
        });
    }
}
