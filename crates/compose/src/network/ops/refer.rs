//! Logits of pitches by how they stand to pitches already known.
//!
//! A network that scores each pitch by itself must learn every melody in every key. Here the score of
//! a pitch is a sum: one term for the pitch itself, and one for each reference (the voice's last
//! notes, the other voices), by the interval from the reference to the pitch. What is learned of an
//! interval in one key then holds in all.

use crate::network::real::Real;
use crate::network::tape::{Back, Matrix, Node, Step, Tape};

/// Where each term of a logit stands in a row of scores.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    /// How many logits a row has.
    pub(crate) choices: usize,
    /// How many references a row has.
    pub(crate) width: usize,
    /// `[rows, width]`: which table, and in it which row: the place of each choice among the scores.
    pub(crate) tables: Vec<u32>,
    /// `[tables, choices]`: index among the scores of a row.
    pub(crate) places: std::sync::Arc<Vec<u16>>,
    /// How many terms a row has besides.
    pub(crate) terms_width: usize,
    /// `[rows, terms_width, choices]`: index among the scores of the row.
    pub(crate) terms: Vec<u16>,
}

impl References {
    fn of_row(&self, row: usize) -> impl Iterator<Item = &[u16]> {
        let tables = &self.tables[row * self.width..][..self.width];
        let all = self.terms_width * self.choices;
        let terms = self.terms[row * all..][..all].chunks_exact(self.choices.max(1));
        tables
            .iter()
            .map(|&table| &self.places[table as usize * self.choices..][..self.choices])
            .chain(terms)
    }
}

#[derive(Debug)]
struct Refer {
    scores: Node,
    references: References,
}

impl<T: Real> Tape<'_, T> {
    /// `[rows, choices]`: for each choice its own score, the first of the row, plus one a reference.
    pub(crate) fn refer(&mut self, scores: Node, references: References) -> Node {
        let rows = self.value(scores).rows;
        let choices = references.choices;
        let mut out = self.any(rows, choices);
        for (row, to) in out.data.chunks_exact_mut(choices).enumerate() {
            let scores = self.value(scores).row(row);
            to.copy_from_slice(&scores[..choices]);
            for places in references.of_row(row) {
                for (to, &place) in to.iter_mut().zip(places) {
                    *to += scores[place as usize];
                }
            }
        }
        self.push(out, Refer { scores, references })
    }
}

impl<T: Real> Step<T> for Refer {
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>) {
        let choices = self.references.choices;
        let dx = back.grad(self.scores);
        let columns = dx.columns;
        for (row, (dx, g)) in dx.data.chunks_exact_mut(columns).zip(g.iter_rows()).enumerate() {
            dx[..choices].iter_mut().zip(g).for_each(|(dx, &g)| *dx += g);
            for places in self.references.of_row(row) {
                for (&g, &place) in g.iter().zip(places) {
                    dx[place as usize] += g;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::check::check_gradients;

    #[test]
    fn gradient() {
        check_gradients(&[[2, 9]], |tape, p| {
            let scores = tape.leaf(p[0]);
            let places = vec![3, 4, 5, 6, 3, 3].into();
            let references = References {
                choices: 3,
                width: 2,
                tables: vec![0, 1, 1, 1],
                places,
                terms_width: 1,
                terms: vec![7, 8, 7, 8, 8, 7],
            };
            tape.refer(scores, references)
        });
    }
}
