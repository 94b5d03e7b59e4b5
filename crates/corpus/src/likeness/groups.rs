//! Pieces that belong together.

/// Pieces joined into groups (union-find; Tarjan 1975).
#[derive(Clone, Debug, Default)]
pub struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    /// So many pieces, each alone.
    #[must_use]
    pub fn alone(pieces: usize) -> Groups {
        Groups { parents: (0..pieces).collect() }
    }

    /// The first piece of a piece's group.
    pub fn first(&mut self, piece: usize) -> usize {
        let mut first = piece;
        while self.parents[first] != first {
            first = self.parents[first];
        }
        let mut at = piece;
        while self.parents[at] != first {
            at = std::mem::replace(&mut self.parents[at], first);
        }
        first
    }

    /// Joins the groups of two pieces; the earlier first piece stays first.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other)] = one.min(other);
    }
}
