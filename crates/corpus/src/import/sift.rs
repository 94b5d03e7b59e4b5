//! Which pieces are new, and which belong together.

use std::collections::HashMap;

use crate::likeness::{Groups, LikenessIndex, Signature};
use crate::{Reason, Split, Splitting};

/// Pieces that share this percentage of passages stay in one split, though both are kept.
const TOGETHER: usize = 15;
/// Pieces whose melodies share this percentage do too: other settings of one tune.
const SAME_TUNE: usize = 40;

/// The pieces kept so far.
#[derive(Debug)]
pub(super) struct Sift {
    duplicate_percent: usize,
    index: LikenessIndex,
    names: Vec<String>,
    splits: Vec<Option<Split>>,
    pairs: Vec<(usize, usize)>,
    seen: HashMap<String, usize>,
}

impl Sift {
    pub(super) fn new(duplicate_percent: usize) -> Sift {
        Sift {
            duplicate_percent,
            index: LikenessIndex::default(),
            names: Vec::new(),
            splits: Vec::new(),
            pairs: Vec::new(),
            seen: HashMap::new(),
        }
    }

    /// A name no other piece has.
    pub(super) fn unique(&mut self, name: String) -> String {
        let times = self.seen.entry(name.clone()).or_default();
        *times += 1;
        if *times == 1 { name } else { format!("{name} ({times})") }
    }

    /// Whether a piece is much the same as one that is kept.
    pub(super) fn duplicate(&self, signature: &Signature) -> Option<Reason> {
        let found = self.index.alike(signature, self.duplicate_percent).into_iter().next()?;
        Some(Reason::Duplicate { of: self.names[found.piece].clone(), shared: found.shared })
    }

    /// Keeps a piece.
    pub(super) fn keep(&mut self, name: String, split: Option<Split>, signature: &Signature) {
        let piece = self.names.len();
        let kin = self.index.alike(signature, TOGETHER);
        let tunes = self.index.same_tune(signature, SAME_TUNE);
        self.pairs.extend(kin.into_iter().chain(tunes).map(|other| (other.piece, piece)));
        self.index.add(signature);
        self.names.push(name);
        self.splits.push(split);
    }

    /// The splits of all kept pieces: the file's own, else by the first of the pieces alike.
    pub(super) fn splits(&self, splitting: &Splitting) -> Vec<Split> {
        let mut groups = Groups::alone(self.names.len());
        for (one, other) in &self.pairs {
            groups.join(*one, *other);
        }
        let split = |piece: usize| {
            let first = groups.first(piece);
            let given = self.splits[piece].or(self.splits[first]);
            given.unwrap_or_else(|| splitting.of(&self.names[first]))
        };
        (0..self.names.len()).map(split).collect()
    }
}
