//! Rows of a table of features.

use crate::network::ops::bag::ABSENT;
use crate::tokens::Column;
use crate::tokens::relations::classes;

/// Lays features one after the other in a table.
#[derive(Debug, Default)]
pub(super) struct Rows(usize);

impl Rows {
    /// The first row of a feature that takes so many values.
    pub(super) fn add(&mut self, values: usize) -> usize {
        let first = self.0;
        self.0 += values;
        first
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.0
    }

    /// Each pair of columns, the later one first, with the first row of their relation.
    pub(super) fn pairs(&mut self, columns: &[Column]) -> Vec<((usize, usize), usize)> {
        let all = (0..columns.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        all.map(|(a, b)| ((a, b), self.add(classes(columns[a], columns[b])))).collect()
    }
}

/// A row that is there.
pub(super) fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(ABSENT)
}

/// A row of a feature that may be absent.
pub(super) fn maybe(first: usize, value: Option<usize>) -> u32 {
    value.map_or(ABSENT, |value| row(first + value))
}
