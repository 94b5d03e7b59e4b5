//! What is asked for most stands in memory: every album and artist, the identities of all tracks, their
//! genres and folders, and the words by which all are found, for one state of the library.
//!
//! Subsonic clients count: give me albums 4,000 to 4,500 by artist, songs 99,500 to 99,999. Counting
//! rows up to there costs more the farther one goes; a slice of an order costs the same everywhere.
//! 100,000 tracks on 8,000 albums take some 10 MB and are read again when a scan has changed something.

mod build;
mod inside;
mod orders;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use library::{AlbumId, ArtistId, ArtistKey, FolderId, TrackId, WordIndex};
use tokio::sync::Mutex;

use crate::StoreError;
use crate::engine::{Store, reading, run};
use crate::lately::Asked;
pub use inside::Inside;
pub use orders::AlbumOrder;

/// An album with at least one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Album {
    /// Its identity.
    pub id: AlbumId,
    /// Its title.
    pub title: String,
    /// The text by which it is put in order.
    pub sort_text: String,
    /// Its artists' names, joined by commas.
    pub artist_text: String,
    /// Its artists.
    pub artists: Vec<Arc<Artist>>,
    /// Genres of its tracks, in order.
    pub genres: Vec<Arc<str>>,
    /// Year of its first release.
    pub year: Option<i64>,
    /// Whether it gathers many artists.
    pub compilation: bool,
    /// How many tracks it has.
    pub track_count: i64,
    /// How long it plays, in milliseconds.
    pub duration_ms: i64,
    /// When its first track was added, in milliseconds since 1970.
    pub added_ms: i64,
    /// Whether one of its tracks or folders has a picture.
    pub has_cover: bool,
    /// The music folders that its tracks lie in.
    pub folders: Vec<FolderId>,
}

/// Somebody credited on a track or album that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artist {
    /// Their identity.
    pub id: ArtistId,
    /// Their name, as it was first met.
    pub name: String,
    /// The text by which they are put in order.
    pub sort_text: String,
    /// On how many albums' covers they stand.
    pub album_count: i64,
}

/// A genre of tracks that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genre {
    /// Its name, as it is written in the files.
    pub name: Arc<str>,
    /// How many tracks have it.
    pub track_count: usize,
    /// How many albums hold one of them.
    pub album_count: usize,
}

/// The library at one state. Tracks, albums and artists stand in order of identity, and everything
/// else names their places; a `u32` does, for four billion are enough.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    state: i64,
    pub(crate) tracks: Vec<TrackEntry>,
    pub(crate) albums: Vec<Arc<Album>>,
    pub(crate) artists: Vec<Arc<Artist>>,
    pub(crate) artists_by_name: Vec<u32>,
    artists_by_key: HashMap<ArtistKey, u32>,
    /// By the name as it was first met, which most tracks have: folding one takes its time.
    artists_as_spelt: HashMap<Box<str>, u32>,
    pub(crate) genres: BTreeMap<Arc<str>, OfGenre>,
    /// The tracks right in each folder that holds some.
    pub(crate) folders: BTreeMap<(FolderId, String), Vec<u32>>,
    orders: orders::Orders,
    pub(crate) tracks_by_words: WordIndex,
    pub(crate) albums_by_words: WordIndex,
    pub(crate) artists_by_words: WordIndex,
}

#[derive(Debug)]
pub(crate) struct TrackEntry {
    pub(crate) id: TrackId,
    /// Place of its album, if it has been grouped.
    pub(crate) album: Option<u32>,
    /// The music folder that it lies in.
    pub(crate) folder: FolderId,
}

/// Places of what has a genre: tracks by identity, albums by title.
#[derive(Debug, Default)]
pub(crate) struct OfGenre {
    pub(crate) tracks: Vec<u32>,
    pub(crate) albums: Vec<u32>,
}

impl Catalogue {
    pub(crate) fn state(&self) -> i64 {
        self.state
    }

    pub(crate) fn track_place(&self, id: TrackId) -> Option<usize> {
        self.tracks.binary_search_by_key(&id, |track| track.id).ok()
    }

    pub(crate) fn album_place(&self, id: AlbumId) -> Option<usize> {
        self.albums.binary_search_by_key(&id, |album| album.id).ok()
    }

    pub(crate) fn album(&self, id: AlbumId) -> Option<&Arc<Album>> {
        self.album_place(id).map(|place| &self.albums[place])
    }

    pub(crate) fn artist(&self, id: ArtistId) -> Option<&Arc<Artist>> {
        let place = self.artists.binary_search_by_key(&id, |artist| artist.id);
        place.ok().map(|place| &self.artists[place])
    }

    pub(crate) fn artist_named(&self, name: &str) -> Option<&Arc<Artist>> {
        let spelt = self.artists_as_spelt.get(name);
        let place = spelt.or_else(|| self.artists_by_key.get(&ArtistKey::of(name)))?;
        Some(&self.artists[*place as usize])
    }

    pub(crate) fn album_of(&self, track: &TrackEntry) -> Option<&Arc<Album>> {
        track.album.map(|place| &self.albums[place as usize])
    }

    pub(crate) fn track_ids(&self, places: &[u32]) -> Vec<TrackId> {
        places.iter().map(|place| self.tracks[*place as usize].id).collect()
    }
}

/// The part of a list of `length` that a page shows.
pub(crate) fn page(length: usize, offset: u64, limit: u32) -> Range<usize> {
    let start = usize::try_from(offset).map_or(length, |offset| offset.min(length));
    start..start.saturating_add(limit as usize).min(length)
}

/// The catalogue that was read last.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    catalogue: RwLock<Option<Arc<Catalogue>>>,
    /// One task reads it, the others wait.
    reading: Mutex<()>,
    /// When the database was last asked whether it is still right.
    asked: RwLock<Asked>,
}

impl Remembered {
    /// What is remembered, if the database was asked lately whether it is right.
    fn lately(&self) -> Option<Arc<Catalogue>> {
        if !self.asked.read().unwrap_or_else(PoisonError::into_inner).lately() {
            return None;
        }
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_asked(&self, asked: Asked) {
        *self.asked.write().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    fn is_changed(&self) {
        *self.asked.write().unwrap_or_else(PoisonError::into_inner) = Asked::default();
    }

    fn at(&self, state: i64) -> Option<Arc<Catalogue>> {
        let catalogue = self.catalogue.read().unwrap_or_else(PoisonError::into_inner);
        catalogue.as_ref().filter(|catalogue| catalogue.state == state).cloned()
    }
}

impl Store {
    /// The library as it is now.
    pub(crate) async fn catalogue(&self) -> Result<Arc<Catalogue>, StoreError> {
        match self.remembered.lately() {
            Some(catalogue) => Ok(catalogue),
            // Boxed: everything that is asked for begins here, and this is seldom more.
            None => Box::pin(self.catalogue_now()).await,
        }
    }

    async fn catalogue_now(&self) -> Result<Arc<Catalogue>, StoreError> {
        let asked = Asked::now();
        let state = self.library_state().await?;
        if let Some(catalogue) = self.remembered.at(state) {
            self.remembered.is_asked(asked);
            return Ok(catalogue);
        }
        let _reading = self.remembered.reading.lock().await;
        let state = self.library_state().await?;
        if let Some(catalogue) = self.remembered.at(state) {
            return Ok(catalogue);
        }
        let catalogue = Arc::new(build::read(self, state).await?);
        let remembered = &self.remembered.catalogue;
        *remembered.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&catalogue));
        self.remembered.is_asked(asked);
        Ok(catalogue)
    }

    async fn library_state(&self) -> Result<i64, StoreError> {
        let sql = "SELECT state FROM library_state";
        Ok(reading!(self, |db| sqlx::query_scalar(sql).fetch_one(db).await?))
    }

    /// Tells every process that the library changed.
    pub(crate) async fn library_changed(&self) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let sql = "UPDATE library_state SET state = state + 1";
        run!(&mut writing, sqlx::query(sql));
        writing.keep().await?;
        self.remembered.is_changed();
        Ok(())
    }
}
