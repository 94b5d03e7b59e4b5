//! How all tracks sound, in memory: what sounds like a track, and ways from one to another.

use std::sync::{Arc, PoisonError, RwLock};

use features::{Description, Embedding, FeaturesVersion, Space, similarity};
use library::TrackId;
use tokio::sync::Mutex;

use crate::StoreError;
use crate::catalogue::{Catalogue, TrackEntry};
use crate::engine::{Store, reading};
use crate::lately::Asked;

/// Rows that are read at once.
const PIECE: i64 = 4_000;

/// What was read last.
#[derive(Debug, Default)]
pub(crate) struct Sounds {
    known: RwLock<Known>,
    /// One task reads, the others wait.
    reading: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    space: Arc<Space>,
    /// The last row that was read: its state and its track.
    last: (i64, i64),
    /// When the database was last asked whether there are more.
    asked: Asked,
}

impl Sounds {
    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn are(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Has the database be asked next time.
    pub(crate) fn are_changed(&self) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).asked = Asked::default();
    }
}

/// Track, version, numbers, state.
type Row = (i64, i64, Option<Vec<u8>>, i64);

impl Store {
    /// At most `limit` other tracks that sound most like one, the most alike first, with how alike they are: 1 for the
    /// same sound, 1/2 for any two tracks. None while it was not listened to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sonically_similar(
        &self,
        track: TrackId,
        limit: u32,
    ) -> Result<Vec<(TrackId, f32)>, StoreError> {
        let (space, catalogue) = (self.sounds().await?, self.catalogue().await?);
        let is_there = move |id| catalogue.track_place(TrackId(id)).is_some();
        let found = move || space.nearest(track.0, limit as usize, is_there);
        Ok(alike(tokio::task::spawn_blocking(found).await.map_err(|_| StoreError::BrokenOff)?))
    }

    /// At most `count` tracks, at least two, that lead from one to another and change a little with each step, with how
    /// alike each is to the first. No track comes twice, and no artist three times in a row before the end. Empty while
    /// one of the two was not listened to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sonic_path(
        &self,
        from: TrackId,
        to: TrackId,
        count: u32,
    ) -> Result<Vec<(TrackId, f32)>, StoreError> {
        let (space, catalogue) = (self.sounds().await?, self.catalogue().await?);
        if [from, to].iter().any(|end| catalogue.track_place(*end).is_none()) {
            return Ok(Vec::new());
        }
        let artist = move |id| {
            let place = catalogue.track_place(TrackId(id))?;
            Some(catalogue.artist_of(&catalogue.tracks[place]))
        };
        let found = move || space.path(from.0, to.0, count as usize, artist);
        Ok(alike(tokio::task::spawn_blocking(found).await.map_err(|_| StoreError::BrokenOff)?))
    }

    /// All descriptions as they are now: what came since they were last asked for is read.
    pub(crate) async fn sounds(&self) -> Result<Arc<Space>, StoreError> {
        let known = self.sounds.known();
        if known.asked.lately() {
            return Ok(known.space);
        }
        let _reading = self.sounds.reading.lock().await;
        let mut known = self.sounds.known();
        let asked = Asked::now();
        loop {
            let rows = self.described_after(known.last).await?;
            let Some(last) = rows.last() else { break };
            known.last = (last.3, last.0);
            known.space = Arc::new(known.space.with(rows.into_iter().map(embedded).collect()));
        }
        known.asked = asked;
        self.sounds.are(known.clone());
        Ok(known.space)
    }

    async fn described_after(&self, (state, track): (i64, i64)) -> Result<Vec<Row>, StoreError> {
        let sql = "SELECT track, version, numbers, changed FROM features \
                   WHERE (changed, track) > ($1, $2) ORDER BY changed, track LIMIT $3";
        Ok(reading!(self, |db| {
            sqlx::query_as(sql).bind(state).bind(track).bind(PIECE).fetch_all(db).await?
        }))
    }
}

/// What is of another version, or damaged, is as if it had not been described.
fn embedded((track, version, numbers, _): Row) -> (i64, Option<Embedding>) {
    let version = u16::try_from(version).map(FeaturesVersion);
    let description = version
        .ok()
        .zip(numbers)
        .and_then(|(version, numbers)| Description::from_bytes(version, &numbers).ok());
    (track, description.as_ref().map(Embedding::of))
}

fn alike(found: Vec<(i64, f32)>) -> Vec<(TrackId, f32)> {
    found.into_iter().map(|(id, distance)| (TrackId(id), similarity(distance))).collect()
}

impl Catalogue {
    /// By whom a track is, as far as it matters how often one is heard: who stands first on its album, or on an album
    /// of many artists the track itself.
    pub(crate) fn artist_of(&self, track: &TrackEntry) -> i64 {
        let album = self.album_of(track).filter(|album| !album.compilation);
        album.and_then(|album| album.artists.first()).map_or(-track.id.0, |artist| artist.id.0)
    }
}
