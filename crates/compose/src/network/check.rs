//! Gradients checked against differences, in double precision.

use super::parameters::{Layout, Parameter, Start};
use super::tape::{Node, Store, Tape};

/// Checks every operation a closure puts on the tape: the gradient of a fixed weighting of its result,
/// found backwards, against the central difference of each parameter.
pub(crate) fn check_gradients(
    shapes: &[[usize; 2]],
    build: impl Fn(&mut Tape<'_, f64>, &[Parameter]) -> Node,
) {
    let mut layout = Layout::default();
    let parameters: Vec<Parameter> =
        shapes.iter().map(|&shape| layout.add("p", shape, Start::Normal(0.7))).collect();
    let mut numbers: Vec<f64> = layout.initial(11);
    // A different weight for each number of the result, so that no mistake cancels out.
    let weigh = |tape: &mut Tape<'_, f64>| {
        let out = build(tape, &parameters);
        tape.weighted_sum(out)
    };
    let mut gradient = vec![0.0; layout.len()];
    let mut tape = Tape::new(&numbers, Store::default());
    let sum = weigh(&mut tape);
    tape.backward(&[(sum, 1.0)], &mut gradient);
    let value = |numbers: &[f64]| {
        let mut tape = Tape::new(numbers, Store::default());
        let sum = weigh(&mut tape);
        tape.value(sum).data[0]
    };
    for (index, &found) in gradient.iter().enumerate() {
        let at = numbers[index];
        let small = 1e-5;
        numbers[index] = at + small;
        let above = value(&numbers);
        numbers[index] = at - small;
        let below = value(&numbers);
        numbers[index] = at;
        let expected = (above - below) / (2.0 * small);
        let error = (found - expected).abs() / (1.0 + expected.abs());
        assert!(error < 1e-7, "parameter {index}: {found} backwards, {expected} by differences");
    }
}

mod test_operations {
    use crate::network::parameters::Parameter;
    use crate::network::tape::{Back, Matrix, Node, Step, Tape};

    #[derive(Debug)]
    struct WeightedSum(Node);

    #[derive(Debug)]
    struct Leaf(Parameter);

    fn weight(index: usize) -> f64 {
        libm::sin(index as f64 + 1.0)
    }

    impl Tape<'_, f64> {
        /// A parameter as a result.
        pub(crate) fn leaf(&mut self, parameter: Parameter) -> Node {
            let data = self.parameter(parameter).to_vec();
            let value = Matrix { rows: parameter.rows, columns: parameter.columns, data };
            self.push(value, Leaf(parameter))
        }

        pub(crate) fn weighted_sum(&mut self, of: Node) -> Node {
            let sum =
                self.value(of).data.iter().enumerate().map(|(i, v)| weight(i) * v).sum::<f64>();
            self.push(Matrix { rows: 1, columns: 1, data: vec![sum] }, WeightedSum(of))
        }
    }

    impl Step<f64> for Leaf {
        fn backward(&self, g: &Matrix<f64>, back: &mut Back<'_, f64>) {
            let sum = back.parameter_grad(self.0).iter_mut().zip(&g.data);
            sum.for_each(|(s, &g)| *s += g);
        }
    }

    impl Step<f64> for WeightedSum {
        fn backward(&self, g: &Matrix<f64>, back: &mut Back<'_, f64>) {
            let g = g.data[0];
            for (i, d) in back.grad(self.0).data.iter_mut().enumerate() {
                *d += g * weight(i);
            }
        }
    }
}
