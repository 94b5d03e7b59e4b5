//! What is given of a piece from outside its own past: controls, bars, and cells that are fixed.
//!
//! Plain likelihood is given nothing. Composing is given a key, bars and a length; harmonising a
//! voice as well; infilling all cells but some.

use super::column::{Column, Token};

/// How many bars' worth of steps a place in a bar can have; longer bars share the last.
pub(crate) const PLACES: usize = 64;
/// Keys: twelve tonics in major, twelve in minor.
pub(crate) const KEYS: usize = 24;
/// Classes of what is left of a piece.
pub(crate) const LEFTS: usize = 40;
/// Classes of how busy a piece is.
pub(crate) const DENSITIES: usize = 8;
/// Classes of grids and of styles.
pub(crate) const GRIDS: usize = 8;
pub(crate) const STYLES: usize = 16;
/// How far ahead is looked for given cells, in steps.
const FARTHEST: usize = 96;

/// What is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Given {
    /// Tonic (pitch class), and 12 more in minor.
    pub(crate) key: Option<usize>,
    /// Class of the grid; sixteenths where it is not said.
    pub(crate) grid: Option<usize>,
    /// Class of the style.
    pub(crate) style: Option<usize>,
    /// Class of how many notes are struck a beat.
    pub(crate) density: Option<usize>,
    /// By step: place in the bar and the bar's length, in steps. Empty where bars are unknown.
    pub(crate) bars: Vec<(usize, usize)>,
    /// How many steps the piece has.
    pub(crate) steps: Option<usize>,
    /// `[columns][steps]`: the cells that are given. Empty where none is.
    pub(crate) cells: Vec<Vec<Option<Token>>>,
}

impl Given {
    /// Whether any cell is given.
    pub(crate) fn any_cell(&self) -> bool {
        !self.cells.is_empty()
    }

    /// The given token of a cell.
    pub(crate) fn cell(&self, column: usize, step: usize) -> Option<Token> {
        *self.cells.get(column)?.get(step)?
    }

    /// All given tokens of a step, by column.
    pub(crate) fn frame(&self, columns: usize, step: usize) -> Vec<Option<Token>> {
        (0..columns).map(|column| self.cell(column, step)).collect()
    }

    /// The next given tokens of a column after a step, each different from the one before, with their
    /// distance in steps; ends where cells are not given.
    pub(crate) fn upcoming(
        &self,
        column: usize,
        step: usize,
    ) -> impl Iterator<Item = (Token, usize)> + '_ {
        let cells = self.cells.get(column).map_or(&[][..], Vec::as_slice);
        let mut last = cells.get(step).copied().flatten();
        let ahead = cells.iter().enumerate().skip(step + 1).take(FARTHEST);
        ahead.map_while(move |(at, cell)| cell.map(|token| (token, at - step))).filter(
            move |&(token, _)| {
                let new = last != Some(token);
                last = Some(token);
                new
            },
        )
    }

    /// The first given token of a column at or after a step, with its distance in steps.
    pub(crate) fn next(&self, column: usize, step: usize) -> Option<(Token, usize)> {
        let cells = self.cells.get(column)?;
        let ahead = cells.iter().enumerate().skip(step).take(FARTHEST);
        ahead.filter_map(|(at, cell)| Some(((*cell)?, at - step))).next()
    }

    /// The class of what is left of the piece at a step.
    pub(crate) fn left(&self, step: usize) -> Option<usize> {
        let left = self.steps?.saturating_sub(step);
        Some(if left <= 16 { left } else { (17 + (left - 17) / 8).min(LEFTS - 1) })
    }
}

/// The relation of a key to a token, the same in all keys.
pub(crate) fn key_class(key: Option<usize>, (column, token): (Column, Token)) -> usize {
    let last = key_classes(column) - 1;
    let Some(key) = key else { return last };
    if token == Column::SILENT || token == column.nothing() {
        return last - 1;
    }
    let (tonic, minor) = (key % 12, usize::from(key >= 12));
    match column {
        Column::Voice => {
            let class = (usize::from(token) - 1 + usize::from(Column::LOWEST)) % 12;
            (class + 12 - tonic) % 12 + 12 * minor
        }
        Column::Chord => {
            let (root, quality) = super::chords::parts(token);
            let degree = (usize::from(root) + 12 - tonic) % 12;
            (degree * usize::from(Column::QUALITIES) + usize::from(quality)) * 2 + minor
        }
    }
}

/// How many relations there are from keys to a column; the last is that of an unknown key.
pub(crate) const fn key_classes(column: Column) -> usize {
    match column {
        Column::Voice => 26,
        Column::Chord => 2 + 24 * Column::QUALITIES as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next() {
        let cells = vec![vec![None, Some(5), Some(5), Some(7), Some(7), Some(5), None, Some(9)]];
        let given = Given { cells, ..Given::default() };
        assert_eq!(given.upcoming(0, 1).collect::<Vec<_>>(), [(7, 2), (5, 4)]);
        assert_eq!(given.upcoming(0, 0).collect::<Vec<_>>(), [(5, 1), (7, 3), (5, 5)]);
        assert_eq!(given.upcoming(0, 6).collect::<Vec<_>>(), [(9, 1)]);
        assert_eq!(given.next(0, 6), Some((9, 1)));
        assert_eq!(given.next(0, 2), Some((5, 0)));
        assert_eq!(given.upcoming(1, 0).count(), 0);
    }

    #[test]
    fn relations_to_the_key_are_the_same_in_all_keys() {
        for column in [Column::Voice, Column::Chord] {
            for token in 0..column.nothing() {
                for key in 0..KEYS {
                    let class = key_class(Some(key), (column, token));
                    assert!(class < key_classes(column) - 1);
                    let up = key / 12 * 12 + (key + 3) % 12;
                    if let Some(moved) = column.transposed(token, 3) {
                        assert_eq!(key_class(Some(up), (column, moved)), class);
                    }
                }
            }
        }
    }
}
