//! Which pieces share passages.

use std::collections::HashMap;

use super::Signature;

/// A passage that more pieces have than this is a formula: it says nothing of kinship.
const FORMULA: usize = 60;
/// Fewer passages than this are too few to judge by their share alone.
const FEW: usize = 8;

/// How alike two pieces are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The other piece, by the order in which it was added.
    pub piece: usize,
    /// Percentage of passages shared: of all voices together where both have several, else of the melody.
    pub shared: usize,
}

/// Pieces by their passages.
#[derive(Clone, Debug, Default)]
pub struct LikenessIndex {
    harmony: HashMap<u64, Vec<u32>>,
    melody: HashMap<u64, Vec<u32>>,
    /// How many passages each piece has: of all voices, of the melody.
    sizes: Vec<(usize, usize)>,
}

impl LikenessIndex {
    /// How many pieces it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Adds a piece.
    pub fn add(&mut self, signature: &Signature) {
        let piece = u32::try_from(self.sizes.len()).unwrap_or(u32::MAX);
        for hash in &signature.harmony {
            self.harmony.entry(*hash).or_default().push(piece);
        }
        for hash in &signature.melody {
            self.melody.entry(*hash).or_default().push(piece);
        }
        self.sizes.push((signature.harmony.len(), signature.melody.len()));
    }

    /// The pieces that share at least so many percent of passages with one, the most alike first.
    /// Where both have several voices, all voices count; else the melody does.
    #[must_use]
    pub fn alike(&self, signature: &Signature, least: usize) -> Vec<Likeness> {
        let in_all = common(&self.harmony, &signature.harmony);
        let in_tune = common(&self.melody, &signature.melody);
        let of_harmony = in_all.into_iter().filter_map(|(piece, common)| {
            let theirs = self.sizes[piece].0;
            Some(Likeness { piece, shared: share(common, theirs, signature.harmony.len())? })
        });
        let of_melody = in_tune.into_iter().filter_map(|(piece, common)| {
            let (harmony, theirs) = self.sizes[piece];
            if harmony > 0 && !signature.harmony.is_empty() {
                return None;
            }
            Some(Likeness { piece, shared: share(common, theirs, signature.melody.len())? })
        });
        sorted(of_harmony.chain(of_melody).filter(|likeness| likeness.shared >= least).collect())
    }

    /// The pieces whose melodies share at least so many percent of passages, the most alike first.
    #[must_use]
    pub fn same_tune(&self, signature: &Signature, least: usize) -> Vec<Likeness> {
        let found =
            common(&self.melody, &signature.melody).into_iter().filter_map(|(piece, common)| {
                let shared = share(common, self.sizes[piece].1, signature.melody.len())?;
                (shared >= least).then_some(Likeness { piece, shared })
            });
        sorted(found.collect())
    }
}

fn sorted(mut found: Vec<Likeness>) -> Vec<Likeness> {
    found.sort_by_key(|likeness| (std::cmp::Reverse(likeness.shared), likeness.piece));
    found
}

/// How many passages each piece has in common with one.
fn common(index: &HashMap<u64, Vec<u32>>, hashes: &[u64]) -> HashMap<usize, usize> {
    let mut counts = HashMap::new();
    for pieces in hashes.iter().filter_map(|hash| index.get(hash)) {
        if pieces.len() <= FORMULA {
            for &piece in pieces {
                *counts.entry(piece as usize).or_default() += 1;
            }
        }
    }
    counts
}

/// The share in percent; `None` where there are too few passages to say, unless all are the same.
fn share(common: usize, one: usize, other: usize) -> Option<usize> {
    let fewer = one.min(other);
    if fewer < FEW && (common < fewer || one != other) {
        return None;
    }
    Some(common * 100 / fewer.max(1))
}
