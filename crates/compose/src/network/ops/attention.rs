//! Attention of rows to rows of the same piece (Vaswani et al. 2017, equation 1), with rotary positions
//! (Su et al. 2021, equation 15): the score of two steps depends on how far apart they lie.

use super::dropout::fill_mask;
use super::softmax::softmax;
use crate::network::matmul::{View, ViewMut};
use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};
use crate::random::Random;

/// How rows attend.
#[derive(Clone, Debug)]
pub(crate) struct Attend {
    /// How many heads share the columns.
    pub(crate) heads: usize,
    /// Rows see only themselves and rows before; else all of their piece.
    pub(crate) causal: bool,
    /// First row and number of rows of each piece.
    pub(crate) pieces: Vec<(usize, usize)>,
}

/// Queries are taken so many at a time: a causal block needs no keys after its end.
const BLOCK: usize = 64;

#[derive(Debug)]
struct Attention<T> {
    input: Node,
    attend: Attend,
    /// Queries and keys with their positions turned in, `[rows, 2 columns]`.
    turned: Matrix<T>,
    /// Probabilities of every block in order.
    probabilities: Matrix<T>,
    /// Dropout of the probabilities; empty without.
    mask: Matrix<T>,
}

/// One block of queries of one head of one piece.
struct Block {
    first: usize,
    head: usize,
    from: usize,
    queries: usize,
    keys: usize,
    at: usize,
}

impl Attend {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut at = 0;
        for &(first, length) in &self.pieces {
            for head in 0..self.heads {
                for from in (0..length).step_by(BLOCK) {
                    let queries = BLOCK.min(length - from);
                    let keys = if self.causal { from + queries } else { length };
                    blocks.push(Block { first, head, from, queries, keys, at });
                    at += queries * keys;
                }
            }
        }
        blocks
    }
}

/// The frequencies of a head's rotations, `[size / 2]`: number i is 10000^(-2i/size).
pub(crate) fn frequencies(size: usize) -> Vec<f64> {
    #[allow(clippy::cast_precision_loss, reason = "sizes are small")]
    let frequency = |i: usize| libm::pow(10_000.0, -(i as f64) / (size / 2) as f64);
    (0..size / 2).map(frequency).collect()
}

/// cos and sin of a position, `[size / 2]` each.
pub(crate) fn rotation<T: Real>(position: usize, frequencies: &[f64]) -> (Vec<T>, Vec<T>) {
    #[allow(clippy::cast_precision_loss, reason = "positions are small")]
    let position = position as f64;
    let of = |part: fn(f64) -> f64| frequencies.iter().map(|f| T::of(part(position * f))).collect();
    (of(libm::cos), of(libm::sin))
}

/// Turns the two halves of a head's numbers by the angles of a position; `way` -1 turns back.
pub(crate) fn turn<T: Real>(numbers: &mut [T], cos: &[T], sin: &[T], way: T) {
    let (left, right) = numbers.split_at_mut(cos.len());
    for (((l, r), &c), &s) in left.iter_mut().zip(right).zip(cos).zip(sin) {
        (*l, *r) = (*l * c - way * *r * s, *r * c + way * *l * s);
    }
}

impl<T: Real> Tape<'_, T> {
    /// `[rows, columns]` from queries, keys and values side by side, `[rows, 3 columns]`.
    pub(crate) fn attention(
        &mut self,
        input: Node,
        attend: Attend,
        dropout: f64,
        random: Option<&mut Random>,
    ) -> Node {
        let (rows, columns) = (self.value(input).rows, self.value(input).columns / 3);
        let blocks = attend.blocks();
        let scores = blocks.last().map_or(0, |b| b.at + b.queries * b.keys);
        let mut turned = self.any(rows, 2 * columns);
        let mut probabilities = self.any(1, scores);
        let mut mask = self.zeros(1, 0);
        if let Some(random) = random.filter(|_| dropout > 0.0) {
            mask = self.any(1, scores);
            fill_mask(&mut mask.data, dropout, random);
        }
        let mut out = self.any(rows, columns);
        let x = self.value(input);
        for (to, from) in turned.data.chunks_exact_mut(2 * columns).zip(x.iter_rows()) {
            to.copy_from_slice(&from[..2 * columns]);
        }
        turn_all(&mut turned, &attend, T::ONE);
        for block in &blocks {
            let p = &mut probabilities.data[block.at..][..block.queries * block.keys];
            block.score(p, &turned, attend.heads);
            block.normalise(p, attend.causal);
            if mask.columns > 0 {
                // The product is kept; the mask tells later what was dropped.
                let m = &mask.data[block.at..][..p.len()];
                let dropped: Vec<T> = p.iter().zip(m).map(|(&p, &m)| p * m).collect();
                block.mix(&dropped, x, &mut out, attend.heads);
            } else {
                block.mix(p, x, &mut out, attend.heads);
            }
        }
        self.push(out, Attention { input, attend, turned, probabilities, mask })
    }
}

/// Turns queries and keys, `[rows, 2 columns]`, by their positions.
fn turn_all<T: Real>(turned: &mut Matrix<T>, attend: &Attend, way: T) {
    let longest = attend.pieces.iter().map(|piece| piece.1).max().unwrap_or(0);
    let size = turned.columns / 2 / attend.heads;
    let frequencies = frequencies(size);
    let rotations: Vec<_> =
        (0..longest).map(|position| rotation::<T>(position, &frequencies)).collect();
    for &(first, length) in &attend.pieces {
        for (position, (cos, sin)) in rotations[..length].iter().enumerate() {
            let row = &mut turned.data[(first + position) * turned.columns..][..turned.columns];
            row.chunks_exact_mut(size).for_each(|head| turn(head, cos, sin, way));
        }
    }
}

impl Block {
    /// 1 / sqrt(size of a head).
    fn scale<T: Real>(columns: usize, heads: usize) -> T {
        #[allow(clippy::cast_precision_loss, reason = "heads are small")]
        let size = (columns / heads) as f64;
        T::of(1.0 / libm::sqrt(size))
    }

    /// Queries times keys.
    fn score<T: Real>(&self, p: &mut [T], turned: &Matrix<T>, heads: usize) {
        let columns = turned.columns / 2;
        let (stride, size) = (turned.columns, columns / heads);
        let queries = &turned.data[(self.first + self.from) * stride + self.head * size..];
        let keys = &turned.data[self.first * stride + columns + self.head * size..];
        T::gemm(
            [self.queries, size, self.keys],
            [Self::scale(columns, heads), T::ZERO],
            View::rows(queries, stride),
            View::transposed(keys, stride),
            ViewMut::rows(p, self.keys),
        );
    }

    fn normalise<T: Real>(&self, p: &mut [T], causal: bool) {
        for (query, row) in p.chunks_exact_mut(self.keys).enumerate() {
            let seen = if causal { self.from + query + 1 } else { self.keys };
            softmax(&mut row[..seen]);
            row[seen..].fill(T::ZERO);
        }
    }

    /// Probabilities times values.
    fn mix<T: Real>(&self, p: &[T], x: &Matrix<T>, out: &mut Matrix<T>, heads: usize) {
        let columns = out.columns;
        let size = columns / heads;
        let values = &x.data[self.first * x.columns + 2 * columns + self.head * size..];
        let to = &mut out.data[(self.first + self.from) * columns + self.head * size..];
        T::gemm(
            [self.queries, self.keys, size],
            [T::ONE, T::ZERO],
            View::rows(p, self.keys),
            View::rows(values, x.columns),
            ViewMut::rows(to, columns),
        );
    }
}

impl<T: Real> Step<T> for Attention<T> {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let (rows, columns, heads) = (g.rows, g.columns, self.attend.heads);
        let size = columns / heads;
        let add = [T::ONE, T::ONE];
        let x = back.value(self.input);
        let mut d_turned = back.zeros(rows, 2 * columns);
        let mut dp = back.zeros(1, 0);
        for block in self.attend.blocks() {
            let (queries, keys) = (block.queries, block.keys);
            let p = &self.probabilities.data[block.at..][..queries * keys];
            let mask = self.mask.data.get(block.at..block.at + queries * keys);
            let upper = (block.first + block.from) * columns + block.head * size;
            let dy = View::rows(&g.data[upper..], columns);
            let values = block.first * x.columns + 2 * columns + block.head * size;
            // Values: the mixed probabilities, backwards.
            let mixed: Vec<T> = match mask {
                Some(mask) => p.iter().zip(mask).map(|(&p, &m)| p * m).collect(),
                None => p.to_vec(),
            };
            let dx = back.grad(self.input);
            T::gemm(
                [keys, queries, size],
                add,
                View::transposed(&mixed, keys),
                dy,
                ViewMut::rows(&mut dx.data[values..], 3 * columns),
            );
            dp.data.resize(queries * keys, T::ZERO);
            T::gemm(
                [queries, size, keys],
                [T::ONE, T::ZERO],
                dy,
                View::transposed(&x.data[values..], x.columns),
                ViewMut::rows(&mut dp.data, keys),
            );
            if let Some(mask) = mask {
                dp.data.iter_mut().zip(mask).for_each(|(d, &m)| *d = *d * m);
            }
            softmax_backward(&mut dp.data, p, keys);
            let scale = [Block::scale::<T>(columns, heads), T::ONE];
            let stride = 2 * columns;
            let query_at = (block.first + block.from) * stride + block.head * size;
            let key_at = block.first * stride + columns + block.head * size;
            T::gemm(
                [queries, keys, size],
                scale,
                View::rows(&dp.data, keys),
                View::rows(&self.turned.data[key_at..], stride),
                ViewMut::rows(&mut d_turned.data[query_at..], stride),
            );
            T::gemm(
                [keys, queries, size],
                scale,
                View::transposed(&dp.data, keys),
                View::rows(&self.turned.data[query_at..], stride),
                ViewMut::rows(&mut d_turned.data[key_at..], stride),
            );
        }
        turn_all(&mut d_turned, &self.attend, -T::ONE);
        let dx = back.grad(self.input);
        for (to, from) in dx.data.chunks_exact_mut(3 * columns).zip(d_turned.iter_rows()) {
            to.iter_mut().zip(from).for_each(|(t, &f)| *t += f);
        }
        back.give(d_turned);
        back.give(dp);
    }

    fn buffers(self: Box<Self>) -> Vec<Vec<T>> {
        vec![self.turned.data, self.probabilities.data, self.mask.data]
    }
}

/// dS = P (dP - sum(dP P)), in place of dP.
fn softmax_backward<T: Real>(dp: &mut [T], p: &[T], keys: usize) {
    for (dp, p) in dp.chunks_exact_mut(keys).zip(p.chunks_exact(keys)) {
        let dot: T = dp.iter().zip(p).map(|(&d, &p)| d * p).sum();
        dp.iter_mut().zip(p).for_each(|(d, &p)| *d = p * (*d - dot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::check::check_gradients;

    #[test]
    fn gradients() {
        for (causal, dropout) in [(true, 0.0), (false, 0.0), (true, 0.3)] {
            check_gradients(&[[70, 24]], |tape, p| {
                let x = tape.leaf(p[0]);
                let pieces = vec![(0, 3), (3, 67)];
                let attend = Attend { heads: 2, causal, pieces };
                tape.attention(x, attend, dropout, Some(&mut Random::new(1, 0)))
            });
        }
    }
}
