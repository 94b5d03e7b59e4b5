//! Sums of table rows: how features that are numbers of a list enter the network.

use crate::network::ops::dropout::fill_mask;
use crate::network::parameters::Parameter;
use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};
use crate::random::Random;

/// A feature that is absent: no row.
pub(crate) const ABSENT: u32 = u32::MAX;

/// Which rows of a table are added up, with which weight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bags<T> {
    /// How many rows of the table each result adds up.
    pub(crate) width: usize,
    /// Row indices, `[results, width]`.
    pub(crate) rows: Vec<u32>,
    /// One weight an index (0 drops it), or none at all: each counts once.
    pub(crate) weights: Option<Vec<T>>,
}

impl<T: Real> Bags<T> {
    fn weight(&self, at: usize) -> T {
        self.weights.as_ref().map_or(T::ONE, |weights| weights[at])
    }

    fn entries(&self) -> impl Iterator<Item = (usize, usize, T)> + '_ {
        let entry = |(at, &row): (usize, &u32)| (at / self.width, row as usize, self.weight(at));
        let present =
            |(_, row, weight): &(usize, usize, T)| *row != ABSENT as usize && *weight != T::ZERO;
        self.rows.iter().enumerate().map(entry).filter(present)
    }

    /// Bags of which each feature is left out with a probability, and the others count for more.
    pub(crate) fn dropping(
        width: usize,
        rows: Vec<u32>,
        probability: f64,
        random: Option<&mut Random>,
    ) -> Bags<T> {
        let weights = random.filter(|_| probability > 0.0).map(|random| {
            let mut weights = vec![T::ZERO; rows.len()];
            fill_mask(&mut weights, probability, random);
            weights
        });
        Bags { width, rows, weights }
    }
}

#[derive(Debug)]
struct Bag<T> {
    table: Parameter,
    bags: Bags<T>,
}

impl<T: Real> Tape<'_, T> {
    /// `[results, columns]`: each the weighted sum of rows of a table.
    pub(crate) fn bag(&mut self, table: Parameter, bags: Bags<T>) -> Node {
        let mut out = self.zeros(bags.rows.len() / bags.width.max(1), table.columns);
        let numbers = self.parameter(table);
        for (to, row, weight) in bags.entries() {
            let from = &numbers[row * table.columns..][..table.columns];
            let sum = &mut out.data[to * table.columns..][..table.columns];
            sum.iter_mut().zip(from).for_each(|(s, &f)| *s += weight * f);
        }
        self.push(out, Bag { table, bags })
    }
}

impl<T: Real> Step<T> for Bag<T> {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let columns = self.table.columns;
        let gradient = back.parameter_grad(self.table);
        for (from, row, weight) in self.bags.entries() {
            let sum = &mut gradient[row * columns..][..columns];
            sum.iter_mut().zip(g.row(from)).for_each(|(s, &f)| *s += weight * f);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[4, 3]], |tape, parameters| {
            let rows = vec![0, 1, 3, 1, 2, 2, ABSENT, 0];
            let weights = Some(vec![1.0, 0.5, 2.0, 0.0, 1.0, 1.5, 1.0, 1.0]);
            tape.bag(parameters[0], Bags { width: 2, rows, weights })
        });
    }
}
