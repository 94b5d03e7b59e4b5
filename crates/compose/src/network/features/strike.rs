//! What is told to decide whether a note that stays on its pitch is struck again.

use super::rows::{Rows, maybe, row};
use crate::network::ops::bag::ABSENT;
use crate::tokens::given::{Given, LEFTS, PLACES};
use crate::tokens::history::{LENGTHS, length_class};

/// What another voice does at the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Not decided yet: it stays on its pitch.
    Stays,
    /// It holds its note.
    Holds,
    /// It strikes the same pitch again.
    Repeats,
    /// It moves to another pitch, or begins.
    Moves,
    /// It is silent.
    Rests,
}

const DEEDS: usize = 5;
const PHASES: usize = 16;

/// First rows of what is told.
#[derive(Debug)]
pub(super) struct Strike {
    on_pitch: usize,
    since_strike: usize,
    place: usize,
    phase: usize,
    left: usize,
    deeds: Vec<usize>,
    rows: usize,
}

impl Strike {
    pub(super) fn lay(columns: usize) -> Strike {
        let mut rows = Rows::default();
        let [on_pitch, since_strike, place] = [LENGTHS, LENGTHS, PLACES].map(|n| rows.add(n));
        let (phase, left) = (rows.add(PHASES), rows.add(LEFTS));
        let deeds = (1..columns).map(|_| rows.add(DEEDS)).collect();
        Strike { on_pitch, since_strike, place, phase, left, deeds, rows: rows.len() }
    }

    /// Rows of the table, and features a step.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows, 5 + self.deeds.len())
    }

    /// `on_pitch` and `since_strike` are in steps; `deeds` are the other columns', in order.
    pub(super) fn tell(
        &self,
        given: &Given,
        step: usize,
        [on_pitch, since_strike]: [usize; 2],
        deeds: impl Iterator<Item = Deed>,
        rows: &mut Vec<u32>,
    ) {
        let bar = given.bars.get(step);
        rows.push(row(self.on_pitch + length_class(on_pitch)));
        rows.push(row(self.since_strike + length_class(since_strike)));
        rows.push(maybe(self.place, bar.map(|bar| bar.0.min(PLACES - 1))));
        rows.push(maybe(self.phase, bar.is_none().then_some(step % PHASES)));
        rows.push(maybe(self.left, given.left(step)));
        let mut deeds = deeds;
        for first in &self.deeds {
            rows.push(deeds.next().map_or(ABSENT, |deed| row(first + deed as usize)));
        }
    }
}
