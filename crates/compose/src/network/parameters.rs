//! The parameters of a network: one flat slice, and names for its stretches.

use std::ops::Range;

use super::real::Real;

/// A named stretch of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    offset: usize,
    /// Rows, for a matrix; 1 for a vector.
    pub(crate) rows: usize,
    /// Columns.
    pub(crate) columns: usize,
}

impl Parameter {
    /// Where it lies among the parameters.
    pub(crate) fn range(self) -> Range<usize> {
        self.offset..self.offset + self.rows * self.columns
    }
}

/// How a parameter begins, and whether weight decay pulls at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Start {
    /// Normal with this standard deviation; decays.
    Normal(f64),
    /// Zero; does not decay.
    Zero,
    /// One; does not decay.
    One,
}

/// One entry of the layout, as it is saved with the weights.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) parameter: Parameter,
    pub(crate) start: Start,
}

/// What stretches there are, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layout {
    pub(crate) entries: Vec<Entry>,
    length: usize,
}

impl Layout {
    /// A new stretch at the end.
    pub(crate) fn add(
        &mut self,
        name: &str,
        [rows, columns]: [usize; 2],
        start: Start,
    ) -> Parameter {
        let parameter = Parameter { offset: self.length, rows, columns };
        self.length += rows * columns;
        self.entries.push(Entry { name: name.to_owned(), parameter, start });
        parameter
    }

    /// How many numbers in all.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// First values, from a seed.
    pub(crate) fn initial<T: Real>(&self, seed: u64) -> Vec<T> {
        let mut values = vec![T::ZERO; self.length];
        for (index, entry) in self.entries.iter().enumerate() {
            let slice = &mut values[entry.parameter.range()];
            match entry.start {
                Start::Zero => {}
                Start::One => slice.fill(T::ONE),
                Start::Normal(deviation) => {
                    let mut random = crate::random::Random::new(seed, index as u64);
                    slice.iter_mut().for_each(|v| *v = T::of(deviation * random.normal()));
                }
            }
        }
        values
    }

    /// Which numbers weight decay pulls at.
    pub(crate) fn decaying(&self) -> Vec<bool> {
        let mut decaying = vec![false; self.length];
        for entry in self
            .entries
            .iter()
            .filter(|e| matches!(e.start, Start::Normal(_)) && e.parameter.rows > 1)
        {
            decaying[entry.parameter.range()].fill(true);
        }
        decaying
    }
}
