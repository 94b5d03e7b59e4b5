//! Tracks that were listed lately stay in memory: popular ones stand in many lists, and each is a long way to the
//! database and back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::bounded::Bounded;
use crate::engine::Store;
use crate::lately::Asked;
use crate::{StoreError, Track};

/// Half of the most that are held; a track takes about a kilobyte.
const ROOM: usize = 4_096;
/// How long until a gain that another process measured is seen here; all else makes a new state of the library.
const AGE: Duration = Duration::from_secs(10);

/// Tracks as they were at one state of the library.
#[derive(Debug)]
pub(crate) struct Shown(Mutex<Held>);

#[derive(Debug)]
struct Held {
    state: i64,
    since: Asked,
    tracks: Bounded<i64, Arc<Track>>,
}

impl Held {
    fn at(state: i64) -> Held {
        Held { state, since: Asked::now(), tracks: Bounded::new(ROOM) }
    }
}

impl Default for Shown {
    fn default() -> Shown {
        Shown(Mutex::new(Held::at(0)))
    }
}

impl Shown {
    /// Tracks in the order of `ids`, as far as they are held.
    fn of(&self, state: i64, ids: &[i64]) -> Vec<Option<Arc<Track>>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever comes with an older state finds a newer one and reads for itself.
        if held.state < state || !held.since.within(AGE) {
            *held = Held::at(state.max(held.state));
        }
        if held.state != state {
            return vec![None; ids.len()];
        }
        ids.iter().map(|id| held.tracks.get(id)).collect()
    }

    fn hold(&self, state: i64, tracks: &[Arc<Track>]) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.state == state {
            tracks.iter().for_each(|track| held.tracks.insert(track.id.0, Arc::clone(track)));
        }
    }

    /// After a change here that makes no new state.
    pub(crate) fn forget(&self) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Held::at(held.state);
    }
}

impl Store {
    /// Tracks in the order of `ids`, which may name one several times; those that are gone are left out.
    pub(crate) async fn tracks_by_id(&self, ids: &[i64]) -> Result<Vec<Arc<Track>>, StoreError> {
        let state = self.catalogue().await?.state();
        let mut tracks = self.shown.of(state, ids);
        let wanted = ids.iter().zip(&tracks).filter(|(_, track)| track.is_none());
        let mut unknown: Vec<i64> = wanted.map(|(id, _)| *id).collect();
        if !unknown.is_empty() {
            unknown.sort_unstable();
            unknown.dedup();
            let read: Vec<Arc<Track>> =
                self.read_tracks(&unknown).await?.into_iter().map(Arc::new).collect();
            self.shown.hold(state, &read);
            let find = |id: &i64| read.binary_search_by_key(id, |track| track.id.0).ok();
            for (track, id) in tracks.iter_mut().zip(ids).filter(|(track, _)| track.is_none()) {
                *track = find(id).map(|place| Arc::clone(&read[place]));
            }
        }
        Ok(tracks.into_iter().flatten().collect())
    }
}
