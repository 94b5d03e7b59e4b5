//! A way from one track to another that changes a little with each step.

use crate::embedding::distance;
use crate::space::Space;

/// How much farther a second track in a row by the same artist counts; a third is never taken.
const SAME_ARTIST: f32 = 1.5;

impl Space {
    /// A way of at most `count` tracks that begins with one and ends with another, none twice, with the distance of each
    /// from the first. `artist` says by whom a track is; tracks of which it says nothing are left out. Empty when one of
    /// the two does not stand here.
    ///
    /// From x, with n steps to go after the next one, the next track y is the one with the least |xy|^2 + |yb|^2 / n: the
    /// second term is what going on in n equal steps would cost at the least. That is, y is as near as can be to where
    /// an even walk would be.
    #[must_use]
    pub fn path<A: PartialEq>(
        &self,
        from: i64,
        to: i64,
        count: usize,
        artist: impl Fn(i64) -> Option<A>,
    ) -> Vec<(i64, f32)> {
        let (Some(start), Some(end)) = (self.place(from), self.place(to)) else {
            return Vec::new();
        };
        let mut path = vec![start];
        if start != end {
            let left: Vec<u32> = self.rows.iter().map(|row| row.squares(&self.rows[end])).collect();
            for steps in (1..count.saturating_sub(1)).rev() {
                match self.next_place(&path, end, &left, steps, &artist) {
                    Some(next) => path.push(next),
                    None => break,
                }
            }
            path.push(end);
        }
        let first = &self.rows[start];
        let told = |place: usize| (self.ids[place], distance(first.squares(&self.rows[place])));
        path.into_iter().map(told).collect()
    }

    fn next_place<A: PartialEq>(
        &self,
        path: &[usize],
        end: usize,
        left: &[u32],
        steps: usize,
        artist: impl Fn(i64) -> Option<A>,
    ) -> Option<usize> {
        let here = &self.rows[*path.last()?];
        let by = |before: usize| {
            path.len().checked_sub(before).and_then(|at| artist(self.ids[path[at]]))
        };
        let (last, last_but_one) = (by(1), by(2));
        let mut best = None;
        let mut least = f32::MAX;
        for (place, row) in self.rows.iter().enumerate() {
            let mut cost = here.squares(row) as f32 + left[place] as f32 / steps as f32;
            if cost >= least || place == end || path.contains(&place) {
                continue;
            }
            // Asked only of the few that are better than all before.
            let Some(by) = artist(self.ids[place]).map(Some) else { continue };
            if by == last {
                if last == last_but_one {
                    continue;
                }
                cost *= SAME_ARTIST;
            }
            if cost < least {
                (best, least) = (Some(place), cost);
            }
        }
        best
    }
}
