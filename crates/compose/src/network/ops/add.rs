//! Sums of results, and rows picked from a result.

use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};

#[derive(Debug)]
struct Add {
    a: Node,
    b: Node,
}

#[derive(Debug)]
struct Pick {
    input: Node,
    rows: Vec<u32>,
}

fn add_to<T: Real>(sum: &mut [T], more: &[T]) {
    sum.iter_mut().zip(more).for_each(|(s, &m)| *s += m);
}

impl<T: Real> Tape<'_, T> {
    /// The sum of two results of one shape.
    pub(crate) fn add(&mut self, a: Node, b: Node) -> Node {
        let mut out = self.any(self.value(a).rows, self.value(a).columns);
        let both = self.value(a).data.iter().zip(&self.value(b).data);
        out.data.iter_mut().zip(both).for_each(|(sum, (&a, &b))| *sum = a + b);
        self.push(out, Add { a, b })
    }

    /// Rows of a result, in any order and number.
    pub(crate) fn pick(&mut self, input: Node, rows: Vec<u32>) -> Node {
        let columns = self.value(input).columns;
        let mut out = self.any(rows.len(), columns);
        for (to, &row) in out.data.chunks_exact_mut(columns).zip(&rows) {
            to.copy_from_slice(self.value(input).row(row as usize));
        }
        self.push(out, Pick { input, rows })
    }
}

impl<T: Real> Step<T> for Add {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        add_to(&mut back.grad(self.a).data, &g.data);
        add_to(&mut back.grad(self.b).data, &g.data);
    }
}

impl<T: Real> Step<T> for Pick {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let dx = back.grad(self.input);
        for (from, &row) in g.iter_rows().zip(&self.rows) {
            add_to(&mut dx.data[row as usize * g.columns..][..g.columns], from);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::network::check::check_gradients;

    #[test]
    fn gradients() {
        check_gradients(&[[3, 2], [3, 2]], |tape, p| {
            let (a, b) = (tape.leaf(p[0]), tape.leaf(p[1]));
            let sum = tape.add(a, b);
            tape.pick(sum, vec![2, 0, 2, 1])
        });
    }
}
