//! Many tracks, close together in memory, and what is near what.

use std::collections::BinaryHeap;

use crate::embedding::{Embedding, distance};

/// Descriptions of many tracks by identity: 168 bytes each.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// In order.
    pub(crate) ids: Vec<i64>,
    pub(crate) rows: Vec<Embedding>,
}

impl Space {
    /// An empty one.
    #[must_use]
    pub fn new() -> Space {
        Space::default()
    }

    /// How many tracks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a track stands here.
    #[must_use]
    pub fn contains(&self, id: i64) -> bool {
        self.place(id).is_some()
    }

    /// Tells how far others are from a track; of what does not stand here, nothing.
    pub fn distances(&self, id: i64) -> impl Fn(i64) -> Option<f32> {
        let here = self.place(id).map(|place| &self.rows[place]);
        move |other| Some(here?.distance(&self.rows[self.place(other)?]))
    }

    pub(crate) fn place(&self, id: i64) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// The same with more tracks, in place of what stands there under the same identities, and without those that have
    /// no embedding. The last one of an identity counts.
    #[must_use]
    pub fn with(&self, mut changes: Vec<(i64, Option<Embedding>)>) -> Space {
        changes.sort_by_key(|(id, _)| *id);
        let mut old = self.ids.iter().copied().zip(self.rows.iter().copied()).peekable();
        let (mut ids, mut rows) = (Vec::new(), Vec::new());
        ids.reserve_exact(self.ids.len() + changes.len());
        rows.reserve_exact(self.ids.len() + changes.len());
        let mut put = |id: i64, row: Embedding| {
            ids.push(id);
            rows.push(row);
        };
        for (at, (id, row)) in changes.iter().enumerate() {
            while let Some((id, row)) = old.next_if(|(before, _)| before < id) {
                put(id, row);
            }
            old.next_if(|(same, _)| same == id);
            let is_last = changes.get(at + 1).is_none_or(|(next, _)| next != id);
            if let Some(row) = row.filter(|_| is_last) {
                put(*id, row);
            }
        }
        old.for_each(|(id, row)| put(id, row));
        Space { ids, rows }
    }

    /// The tracks nearest to one, at most `limit` of those that are wanted, the nearest first, with their distances
    /// (see [`similarity`](crate::similarity)); none when it does not stand here.
    #[must_use]
    pub fn nearest(
        &self,
        id: i64,
        limit: usize,
        is_wanted: impl Fn(i64) -> bool,
    ) -> Vec<(i64, f32)> {
        let Some(place) = self.place(id).filter(|_| limit > 0) else { return Vec::new() };
        let here = &self.rows[place];
        // The farthest of the nearest on top.
        let mut nearest: BinaryHeap<(u32, i64)> = BinaryHeap::new();
        for (other, row) in self.ids.iter().zip(&self.rows) {
            let candidate = (here.squares(row), *other);
            let is_full = nearest.len() >= limit;
            let is_near = !is_full || nearest.peek().is_some_and(|farthest| candidate < *farthest);
            if is_near && *other != id && is_wanted(*other) {
                if is_full {
                    nearest.pop();
                }
                nearest.push(candidate);
            }
        }
        let nearest = nearest.into_sorted_vec().into_iter();
        nearest.map(|(squares, id)| (id, distance(squares))).collect()
    }
}
