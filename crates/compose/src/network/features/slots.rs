//! References of a column's logits: where the score of each relation stands.

use std::sync::Arc;

use crate::tokens::given::{KEYS, key_class, key_classes};
use crate::tokens::relations::{Relations, classes};
use crate::tokens::{Column, Token};

/// References to one column, one after the other.
#[derive(Debug)]
pub(super) struct Slots {
    to: Column,
    places: Vec<u16>,
    tables: usize,
    scores: usize,
}

impl Slots {
    /// A choice's own score comes first.
    pub(super) fn new(to: Column) -> Slots {
        Slots { to, places: Vec::new(), tables: 0, scores: to.choices() }
    }

    /// The first table of a reference to a token of a column: one table a value, that says for each
    /// choice which score its relation to that value has.
    pub(super) fn token(&mut self, from: Column) -> usize {
        let relations = Relations::between(from, self.to);
        let class = |value, choice| usize::from(relations.of(as_token(value), as_token(choice)));
        self.add(from.values(), classes(from, self.to), class)
    }

    /// The first table of the reference to the key, the last table being that of no key.
    pub(super) fn key(&mut self) -> usize {
        let to = self.to;
        let class =
            |value, choice| key_class((value < KEYS).then_some(value), (to, as_token(choice)));
        self.add(KEYS + 1, key_classes(to), class)
    }

    /// The first score of a term that has so many classes, found anew at each step.
    pub(super) fn term(&mut self, classes: usize) -> usize {
        let first = self.scores;
        self.scores += classes;
        first
    }

    fn add(
        &mut self,
        values: usize,
        classes: usize,
        class: impl Fn(usize, usize) -> usize,
    ) -> usize {
        let (first, scores) = (self.tables, self.term(classes));
        for value in 0..values {
            let place = |choice| u16::try_from(scores + class(value, choice)).unwrap_or(u16::MAX);
            self.places.extend((0..self.to.choices()).map(place));
        }
        self.tables += values;
        first
    }

    /// How many scores there are, and the tables.
    pub(super) fn finish(self) -> (usize, Arc<Vec<u16>>) {
        (self.scores, Arc::new(self.places))
    }
}

fn as_token(value: usize) -> Token {
    Token::try_from(value).unwrap_or(Token::MAX)
}
