//! Where in the training pieces a hash stands.

use super::passages::Hash;

/// Hashes of one kind in the order of pieces and places, and the way back.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Places {
    /// Piece after piece.
    hashes: Vec<Hash>,
    /// Where each piece begins in `hashes`.
    starts: Vec<usize>,
    /// Hashes and their places, ascending.
    sorted: Vec<(u64, usize)>,
}

impl Places {
    /// The places of some pieces.
    pub(super) fn of(pieces: impl Iterator<Item = Vec<Hash>>) -> Places {
        let mut places = Places::default();
        for piece in pieces {
            places.starts.push(places.hashes.len());
            places.hashes.extend(piece);
        }
        let known = places.hashes.iter().enumerate();
        places.sorted = known.filter_map(|(at, hash)| Some(((*hash)?, at))).collect();
        places.sorted.sort_unstable();
        places
    }

    /// The places of a hash.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = usize> + '_ {
        let first = self.sorted.partition_point(|(other, _)| *other < hash);
        self.sorted[first..].iter().take_while(move |(other, _)| *other == hash).map(|(_, at)| *at)
    }

    /// The piece that a place is in, and how far from its beginning.
    pub(super) fn piece(&self, at: usize) -> (usize, usize) {
        let piece = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        (piece, at - self.starts.get(piece).copied().unwrap_or(0))
    }

    /// The hashes of each piece.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &[Hash]> {
        let ends = self.starts.iter().skip(1).copied().chain([self.hashes.len()]);
        self.starts.iter().zip(ends).map(|(start, end)| &self.hashes[*start..end])
    }
}
