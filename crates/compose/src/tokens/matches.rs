//! What followed when the piece was here before.
//!
//! Phrases come back: the longest stretch of the past that ends like the present tells what may come
//! next. Two stretches are looked for, one where all columns agree and one where the first does, each
//! agreeing also with what has been chosen of the present step. This is the copying that a continuous
//! cache (Grave, Joulin & Usunier 2017) or an induction head does, given to the network as a feature.

use super::column::{Column, Token};
use super::history::History;

/// A token that followed the longest match, and how long the match was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// What followed; [`Column::nothing`] without a match.
    pub(crate) token: Token,
    /// The match's length as a class; 0 without a match.
    pub(crate) length: usize,
}

/// How many matches are looked for.
pub(crate) const MATCHES: usize = 2;
/// Lengths of matches are told to the network in so many classes.
pub(crate) const MATCH_LENGTHS: usize = 12;

fn match_length_class(steps: u32) -> usize {
    match steps {
        0..=4 => steps as usize,
        5..=6 => 5,
        7..=8 => 6,
        9..=12 => 7,
        13..=16 => 8,
        17..=32 => 9,
        33..=64 => 10,
        _ => 11,
    }
}

/// Notes held longer than this are alike for finding matches.
const LONGEST_HELD: usize = 8;

/// What each column sounded just before a step, and for how long.
type State = Vec<(Token, usize)>;

/// Finds where a growing piece has been before.
#[derive(Clone, Debug)]
pub(crate) struct Matches {
    columns: Vec<Column>,
    frames: Vec<Vec<Token>>,
    /// By step.
    states: Vec<State>,
    /// By earlier step: for how many steps back it agrees with now in all columns.
    all: Vec<u32>,
    /// And in the first column.
    first: Vec<u32>,
}

impl Matches {
    pub(crate) fn new(columns: &[Column]) -> Matches {
        let mut matches = Matches {
            columns: columns.to_vec(),
            frames: Vec::new(),
            states: Vec::new(),
            all: Vec::new(),
            first: Vec::new(),
        };
        matches.states.push(state(&History::new(columns)));
        matches
    }

    /// Goes on by one step; `history` must have gone on already.
    pub(crate) fn push(&mut self, frame: &[Token], history: &History) {
        self.frames.push(frame.to_vec());
        let now = state(history);
        // Step s + 1 agrees with the new one for one step more than s did with the last.
        let longer = |runs: &[u32], agrees: &dyn Fn(&State) -> bool| {
            let mut next = vec![0; self.states.len()];
            for (step, state) in self.states.iter().enumerate().skip(1) {
                if agrees(state) {
                    next[step] = runs.get(step - 1).copied().unwrap_or(0) + 1;
                }
            }
            next
        };
        self.all = longer(&self.all, &|then| *then == now);
        self.first = longer(&self.first, &|then| then.first() == now.first());
        self.states.push(now);
    }

    /// What `column` did after the longest matches, among those that agree with the tokens `known` of
    /// the present step (in a column's place `None` where it is not known).
    pub(crate) fn find(&self, column: usize, known: &[Option<Token>]) -> [Match; MATCHES] {
        let mut best = [(0, 0, None); MATCHES];
        for (step, frame) in self.frames.iter().enumerate() {
            let (all, first) = (self.all[step], self.first[step]);
            if first == 0 && all == 0 {
                continue;
            }
            let agrees = known.iter().zip(frame).all(|(k, &token)| k.is_none_or(|k| k == token));
            if !agrees {
                continue;
            }
            // Longest first, then latest.
            if all > 0 && (all, 0) >= (best[0].0, best[0].1) {
                best[0] = (all, 0, Some(frame[column]));
            }
            if first > 0 && (first, all.min(31)) >= (best[1].0, best[1].1) {
                best[1] = (first, all.min(31), Some(frame[column]));
            }
        }
        best.map(|(length, _, token)| Match {
            token: token.unwrap_or(self.columns[column].nothing()),
            length: match_length_class(if token.is_some() { length } else { 0 }),
        })
    }
}

fn state(history: &History) -> State {
    history.pasts().iter().map(|past| (past.now, past.held.min(LONGEST_HELD))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(frames: &[[Token; 2]]) -> Matches {
        let columns = [Column::Voice, Column::Voice];
        let (mut history, mut matches) = (History::new(&columns), Matches::new(&columns));
        for frame in frames {
            history.push(frame);
            matches.push(frame, &history);
        }
        matches
    }

    #[test]
    fn finds_what_came_after_the_same() {
        let matches = after(&[[5, 1], [6, 2], [7, 3], [5, 1], [6, 2]]);
        let found = matches.find(0, &[None, None]);
        assert_eq!(found[0], Match { token: 7, length: 2 });
        assert_eq!(found[1], Match { token: 7, length: 2 });
        // Nothing that followed agrees with a 4 in the second voice.
        let none = Match { token: Column::Voice.nothing(), length: 0 };
        assert_eq!(matches.find(0, &[None, Some(4)]), [none; 2]);
    }

    #[test]
    fn the_first_column_alone_can_match() {
        let matches = after(&[[5, 1], [6, 2], [7, 3], [5, 8], [6, 9]]);
        let found = matches.find(1, &[Some(7), None]);
        assert_eq!(found[0].length, 0);
        assert_eq!(found[1], Match { token: 3, length: 2 });
    }
}
