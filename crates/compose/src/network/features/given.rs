//! What the encoder of given cells is told of a step.

use super::Kin;
use super::rows::{Rows, maybe, row};
use crate::network::ops::bag::ABSENT;
use crate::tokens::Column;
use crate::tokens::given::{Given, LEFTS, PLACES, key_class, key_classes};
use crate::tokens::history::{LENGTHS, length_class};

/// First rows of what is told.
#[derive(Debug)]
pub(super) struct GivenCells {
    columns: Vec<Column>,
    tokens: Vec<usize>,
    changes: Vec<usize>,
    in_key: Vec<usize>,
    pairs: Vec<((usize, usize), usize)>,
    place: usize,
    left: usize,
    rows: usize,
}

impl GivenCells {
    pub(super) fn lay(columns: &[Column]) -> GivenCells {
        let mut rows = Rows::default();
        let tokens = columns.iter().map(|column| rows.add(column.values())).collect();
        let changes = columns.iter().map(|_| rows.add(LENGTHS)).collect();
        let in_key = columns.iter().map(|&column| rows.add(key_classes(column))).collect();
        let pairs = rows.pairs(columns);
        let (place, left) = (rows.add(PLACES), rows.add(LEFTS));
        let columns = columns.to_vec();
        GivenCells { columns, tokens, changes, in_key, pairs, place, left, rows: rows.len() }
    }

    /// Rows of the table, and features a step.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows, 3 * self.columns.len() + self.pairs.len() + 2)
    }

    pub(super) fn tell(&self, kin: &Kin, given: &Given, step: usize, rows: &mut Vec<u32>) {
        let cell = |column| given.cell(column, step);
        for (column, &kind) in self.columns.iter().enumerate() {
            let token = cell(column);
            let until = given.upcoming(column, step).next().filter(|_| token.is_some());
            let in_key =
                token.zip(given.key).map(|(token, key)| key_class(Some(key), (kind, token)));
            rows.push(maybe(self.tokens[column], token.map(usize::from)));
            rows.push(maybe(self.changes[column], until.map(|(_, steps)| length_class(steps))));
            rows.push(maybe(self.in_key[column], in_key));
        }
        for &((a, b), first) in &self.pairs {
            rows.push(match (cell(a), cell(b)) {
                (Some(x), Some(y)) => row(first + kin.class((a, x), (b, y))),
                _ => ABSENT,
            });
        }
        let place = given.bars.get(step).map(|bar| bar.0.min(PLACES - 1));
        rows.push(maybe(self.place, place));
        rows.push(maybe(self.left, given.left(step)));
    }
}
