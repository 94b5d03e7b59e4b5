//! How a playlist is changed.

use std::collections::HashSet;

use crate::TrackId;

/// A change of a playlist's tracks. Places are counted from 0, in the list as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaylistEdit {
    /// Other tracks in the place of all.
    Replace(Vec<TrackId>),
    /// Takes some out and adds others at the end; a place beyond the list is nothing.
    Change {
        /// Places of tracks to take out.
        remove: Vec<usize>,
        /// Tracks to add.
        add: Vec<TrackId>,
    },
    /// Takes a track out and puts it in again, so that it stands at a place.
    Move {
        /// Where it is.
        from: usize,
        /// Where it is to be; beyond the list is its end.
        to: usize,
    },
}

impl PlaylistEdit {
    /// The list after the change.
    #[must_use]
    pub fn applied(self, mut tracks: Vec<TrackId>) -> Vec<TrackId> {
        match self {
            PlaylistEdit::Replace(others) => others,
            PlaylistEdit::Change { remove, add } => {
                let remove: HashSet<usize> = remove.into_iter().collect();
                let kept = (0..).zip(tracks).filter(|(place, _)| !remove.contains(place));
                kept.map(|(_, track)| track).chain(add).collect()
            }
            PlaylistEdit::Move { from, to } => {
                if from < tracks.len() {
                    let track = tracks.remove(from);
                    tracks.insert(to.min(tracks.len()), track);
                }
                tracks
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[i64]) -> Vec<TrackId> {
        numbers.iter().map(|number| TrackId(*number)).collect()
    }

    #[test]
    fn places_are_those_of_the_list_before() {
        let list = || ids(&[1, 2, 3, 2]);
        let change = |remove: &[usize], add: &[i64]| PlaylistEdit::Change {
            remove: remove.to_vec(),
            add: ids(add),
        };
        assert_eq!(change(&[1, 0, 9, 1], &[7, 2]).applied(list()), ids(&[3, 2, 7, 2]));
        assert_eq!(PlaylistEdit::Move { from: 0, to: 2 }.applied(list()), ids(&[2, 3, 1, 2]));
        assert_eq!(PlaylistEdit::Move { from: 3, to: 0 }.applied(list()), ids(&[2, 1, 2, 3]));
        assert_eq!(PlaylistEdit::Move { from: 0, to: 99 }.applied(list()), ids(&[2, 3, 2, 1]));
        assert_eq!(PlaylistEdit::Move { from: 9, to: 0 }.applied(list()), list());
        assert_eq!(PlaylistEdit::Replace(ids(&[5])).applied(list()), ids(&[5]));
    }
}
