//! Passages that a piece shares with indexed ones: hashes found one after another at places one after
//! another are one longer passage.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::passages::Hash;
use super::places::Places;

/// What was found of the hashes of a piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    /// For each hash, how many in a row up to this one are found in a row: 0 when it is not.
    runs: Vec<usize>,
    /// Whether there is a hash.
    asked: Vec<bool>,
    /// The longest run of each piece, longest first.
    pub(super) longest: Vec<Run>,
}

/// Hashes found in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// How many.
    pub(super) length: usize,
    /// The first in the piece that was asked about.
    pub(super) first: usize,
    /// The indexed piece.
    pub(super) piece: usize,
    /// The first in the indexed piece.
    pub(super) other: usize,
}

impl Run {
    /// Longest first, then earliest: the same in every run, whatever order a map has.
    fn rank(&self) -> (Reverse<usize>, usize, usize, usize) {
        (Reverse(self.length), self.first, self.piece, self.other)
    }
}

impl Matches {
    /// Looks up the hashes of a piece in order.
    pub(super) fn of(hashes: &[Hash], places: &Places) -> Matches {
        let mut matches = Matches::default();
        let mut best: HashMap<usize, Run> = HashMap::new();
        // Runs that may go on, by the place of their last hash.
        let mut open: HashMap<usize, usize> = HashMap::new();
        for (index, hash) in hashes.iter().enumerate() {
            let mut next: HashMap<usize, usize> = HashMap::new();
            for at in hash.iter().flat_map(|hash| places.find(*hash)) {
                let (piece, offset) = places.piece(at);
                // A run ends with its piece: the next one begins at the next place.
                let before = if offset > 0 { open.get(&(at - 1)) } else { None };
                let length = before.copied().unwrap_or(0) + 1;
                let (first, other) = (index + 1 - length, offset + 1 - length);
                let run = Run { length, first, piece, other };
                let longest = best.entry(piece).or_insert(run);
                if run.rank() < longest.rank() {
                    *longest = run;
                }
                next.insert(at, length);
            }
            matches.runs.push(next.values().copied().max().unwrap_or(0));
            matches.asked.push(hash.is_some());
            open = next;
        }
        matches.longest = best.into_values().collect();
        matches.longest.sort_unstable_by_key(Run::rank);
        matches
    }

    /// The share of passages of `count` hashes in a row that are found, 0 to 1; 0 when there are none.
    #[allow(clippy::cast_precision_loss, reason = "a piece has fewer than 2^52 steps")]
    pub(super) fn share(&self, count: usize) -> f64 {
        let count = count.max(1);
        let asked = self.asked.windows(count).filter(|all| all.iter().all(|asked| *asked)).count();
        let found = self.runs.iter().filter(|run| **run >= count).count();
        if asked == 0 { 0.0 } else { found as f64 / asked as f64 }
    }
}
