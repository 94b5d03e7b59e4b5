//! What the backbone is told before a step.

use super::rows::{Rows, maybe, row};
use super::{Asked, Kin};
use crate::network::ops::bag::ABSENT;
use crate::network::shape::Shape;
use crate::tokens::Column;
use crate::tokens::given::{DENSITIES, GRIDS, LEFTS, PLACES, STYLES, key_class, key_classes};
use crate::tokens::history::{LENGTHS, PHRASES, length_class};
use crate::tokens::relations::classes;

/// How many notes of what is given are looked ahead.
const AHEAD: usize = 3;

/// First rows of what is told of one column.
#[derive(Debug)]
struct OfColumn {
    now: usize,
    held: usize,
    before: usize,
    held_before: usize,
    melodic: usize,
    in_key: usize,
    given: usize,
    ahead: [[usize; 2]; AHEAD],
}

/// First rows of everything the backbone is told.
#[derive(Debug)]
pub(super) struct Backbone {
    columns: Vec<Column>,
    of_columns: Vec<OfColumn>,
    beats: Vec<(usize, usize)>,
    pairs: Vec<((usize, usize), usize)>,
    phrase: usize,
    phrase_before: usize,
    place: usize,
    bar: usize,
    left: usize,
    density: usize,
    grid: usize,
    style: usize,
    rows: usize,
}

impl Backbone {
    pub(super) fn lay(shape: &Shape) -> Backbone {
        let columns = shape.columns.clone();
        let mut rows = Rows::default();
        let of_columns = columns.iter().map(|&c| OfColumn::lay(c, &mut rows)).collect();
        let beats = shape.beats.iter().map(|&period| (period, rows.add(period))).collect();
        let pairs = rows.pairs(&columns);
        let [phrase, phrase_before] = [PHRASES; 2].map(|n| rows.add(n));
        let [place, bar] = [PLACES; 2].map(|n| rows.add(n));
        let [left, density, grid, style] = [LEFTS, DENSITIES, GRIDS, STYLES].map(|n| rows.add(n));
        let rows = rows.len();
        Backbone {
            columns,
            of_columns,
            beats,
            pairs,
            phrase,
            phrase_before,
            place,
            bar,
            left,
            density,
            grid,
            style,
            rows,
        }
    }

    /// Rows of the table.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Features a step.
    pub(super) fn width(&self) -> usize {
        (7 + 2 * AHEAD) * self.columns.len() + self.beats.len() + self.pairs.len() + 8
    }

    pub(super) fn tell(&self, kin: &Kin, asked: &Asked<'_>, rows: &mut Vec<u32>) {
        let (given, step) = (asked.given, asked.history.steps());
        let pasts = asked.history.pasts();
        for (column, (of, past)) in self.of_columns.iter().zip(pasts).enumerate() {
            let kind = self.columns[column];
            rows.push(row(of.now + usize::from(past.now)));
            rows.push(row(of.held + length_class(past.held)));
            rows.push(row(of.before + usize::from(past.before)));
            rows.push(row(of.held_before + length_class(past.held_before)));
            rows.push(row(of.melodic + kin.class((column, past.before), (column, past.now))));
            let in_key = given.key.map(|key| key_class(Some(key), (kind, past.now)));
            rows.push(maybe(of.in_key, in_key));
            rows.push(maybe(of.given, given.cell(column, step).map(usize::from)));
            let mut from = given.cell(column, step).unwrap_or(past.now);
            let mut upcoming = given.upcoming(column, step);
            for [interval, distance] in of.ahead {
                let Some((token, steps)) = upcoming.next() else {
                    rows.extend([ABSENT; 2]);
                    continue;
                };
                rows.push(row(interval + kin.class((column, from), (column, token))));
                rows.push(row(distance + length_class(steps)));
                from = token;
            }
        }
        let bar = given.bars.get(step);
        for (period, first) in &self.beats {
            rows.push(maybe(*first, bar.is_none().then_some(step % period)));
        }
        for &((a, b), first) in &self.pairs {
            rows.push(row(first + kin.class((a, pasts[a].now), (b, pasts[b].now))));
        }
        let (phrase, before) = asked.history.phrase();
        rows.push(row(self.phrase + phrase));
        rows.push(row(self.phrase_before + before));
        rows.push(maybe(self.place, bar.map(|bar| bar.0.min(PLACES - 1))));
        rows.push(maybe(self.bar, bar.map(|bar| bar.1.min(PLACES - 1))));
        rows.push(maybe(self.left, given.left(step)));
        rows.push(maybe(self.density, given.density));
        rows.push(maybe(self.grid, given.grid));
        rows.push(maybe(self.style, given.style));
    }
}

impl OfColumn {
    fn lay(column: Column, rows: &mut Rows) -> OfColumn {
        let own = classes(column, column);
        OfColumn {
            now: rows.add(column.values()),
            held: rows.add(LENGTHS),
            before: rows.add(column.values()),
            held_before: rows.add(LENGTHS),
            melodic: rows.add(own),
            in_key: rows.add(key_classes(column)),
            given: rows.add(column.values()),
            ahead: [(); AHEAD].map(|()| [rows.add(own), rows.add(LENGTHS)]),
        }
    }
}
