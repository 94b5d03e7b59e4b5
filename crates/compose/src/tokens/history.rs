//! What came before a step: each column's last tokens and how long they lasted.

use super::column::{Column, Token};

/// What one column did before a step. Tokens are [`Column::nothing`] where there was none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Past {
    /// What it sounded last.
    pub(crate) now: Token,
    /// What it sounded before that, without repetitions.
    pub(crate) before: Token,
    /// And before that.
    pub(crate) earlier: Token,
    /// For how many steps `now` has lasted; 0 at the beginning.
    pub(crate) held: usize,
    /// For how many steps `before` lasted.
    pub(crate) held_before: usize,
}

impl Past {
    fn empty(column: Column) -> Past {
        let nothing = column.nothing();
        Past { now: nothing, before: nothing, earlier: nothing, held: 0, held_before: 0 }
    }

    fn push(&mut self, token: Token) {
        if token == self.now {
            self.held += 1;
        } else {
            *self = Past {
                now: token,
                before: self.now,
                earlier: self.before,
                held: 1,
                held_before: self.held,
            };
        }
    }
}

/// Lengths are told to the network in so many classes.
pub(crate) const LENGTHS: usize = 24;

/// The class of a length in steps: exact up to 16, then by eights.
pub(crate) fn length_class(steps: usize) -> usize {
    if steps <= 16 { steps } else { (17 + (steps - 17) / 8).min(LENGTHS - 1) }
}

/// Classes of how far a phrase has gone, and of how long the one before it was.
pub(crate) const PHRASES: usize = 64;
/// A note of the first column this long ends a phrase that is at least [`SHORTEST_PHRASE`] long, in steps.
const PHRASE_END: usize = 7;
const SHORTEST_PHRASE: usize = 12;

/// The pasts of all columns, and how far the phrase has gone.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pasts: Vec<Past>,
    steps: usize,
    phrase: usize,
    phrase_before: usize,
}

impl History {
    pub(crate) fn new(columns: &[Column]) -> History {
        let pasts = columns.iter().copied().map(Past::empty).collect();
        History { pasts, steps: 0, phrase: 0, phrase_before: 0 }
    }

    /// Goes on by one step.
    pub(crate) fn push(&mut self, frame: &[Token]) {
        self.pasts.iter_mut().zip(frame).for_each(|(past, &token)| past.push(token));
        self.steps += 1;
        self.phrase += 1;
        let held = self.pasts.first().map_or(0, |past| past.held);
        if held >= PHRASE_END && self.phrase >= SHORTEST_PHRASE {
            self.phrase_before = self.phrase;
            self.phrase = 0;
        }
    }

    /// How many steps the phrase has gone, and how long the one before was in fours, as classes.
    pub(crate) fn phrase(&self) -> (usize, usize) {
        (self.phrase.min(PHRASES - 1), (self.phrase_before / 4).min(PHRASES - 1))
    }

    /// How many steps there have been.
    pub(crate) fn steps(&self) -> usize {
        self.steps
    }

    /// The pasts, by column.
    pub(crate) fn pasts(&self) -> &[Past] {
        &self.pasts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_what_was_different() {
        let mut history = History::new(&[Column::Voice]);
        for token in [5, 5, 7, 7, 7, 5] {
            history.push(&[token]);
        }
        let past = history.pasts()[0];
        assert_eq!((past.now, past.before, past.earlier), (5, 7, 5));
        assert_eq!((past.held, past.held_before), (1, 3));
    }

    #[test]
    fn lengths_fall_into_classes() {
        let classes = [0, 1, 16, 17, 24, 25, 1000].map(length_class);
        assert_eq!(classes, [0, 1, 16, 17, 17, 18, 23]);
    }
}
