//! Genres, and tracks chosen by them.

use std::sync::Arc;

use library::{FolderId, Permutation, TrackId};

use crate::catalogue::{Catalogue, TrackEntry, page};
use crate::engine::Store;
use crate::{Genre, StoreError};

/// Which tracks may be chosen; the default is any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrackFilter<'a> {
    /// Of this genre.
    pub genre: Option<&'a str>,
    /// On an album of this year or later.
    pub from_year: Option<i64>,
    /// On an album of this year or earlier.
    pub to_year: Option<i64>,
    /// In this music folder.
    pub folder: Option<FolderId>,
}

impl TrackFilter<'_> {
    fn admits(&self, catalogue: &Catalogue, track: &TrackEntry) -> bool {
        let album = catalogue.album_of(track);
        let year = album.and_then(|album| album.year);
        self.from_year.is_none_or(|from| year.is_some_and(|year| year >= from))
            && self.to_year.is_none_or(|to| year.is_some_and(|year| year <= to))
            && self.folder.is_none_or(|folder| track.folder == folder)
    }
}

impl Store {
    /// All genres by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn genres(&self) -> Result<Vec<Genre>, StoreError> {
        let catalogue = self.catalogue().await?;
        let genres = catalogue.genres.iter().map(|(name, of)| Genre {
            name: Arc::clone(name),
            track_count: of.tracks.len(),
            album_count: of.albums.len(),
        });
        Ok(genres.collect())
    }

    /// Tracks of a genre in order of identity, from the `offset`th on, at most `limit`. A page costs the
    /// same wherever it begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks_of_genre(
        &self,
        genre: &str,
        folder: Option<FolderId>,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let catalogue = self.catalogue().await?;
        let Some(of) = catalogue.genres.get(genre) else { return Ok(Vec::new()) };
        if folder.is_none() {
            return Ok(catalogue.track_ids(&of.tracks[page(of.tracks.len(), offset, limit)]));
        }
        let filter = TrackFilter { folder, ..TrackFilter::default() };
        let inside = |place: &u32| filter.admits(&catalogue, &catalogue.tracks[*place as usize]);
        let places: Vec<u32> = of.tracks.iter().copied().filter(inside).collect();
        Ok(catalogue.track_ids(&places[page(places.len(), offset, limit)]))
    }

    /// At most `limit` different tracks that the filter admits, by a seed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn random_tracks(
        &self,
        filter: &TrackFilter<'_>,
        limit: u32,
        seed: u64,
    ) -> Result<Vec<TrackId>, StoreError> {
        let catalogue = self.catalogue().await?;
        let of_genre = match filter.genre.map(|genre| catalogue.genres.get(genre)) {
            Some(None) => return Ok(Vec::new()),
            Some(Some(of)) => Some(&of.tracks),
            None => None,
        };
        let count = of_genre.map_or(catalogue.tracks.len(), Vec::len);
        let order = Permutation::new(count, seed);
        let place = |number| of_genre.map_or(number, |places| places[number] as usize);
        let drawn = (0..count).filter_map(|number| order.at(number)).map(place);
        let admitted = drawn.map(|place| &catalogue.tracks[place]);
        let admitted = admitted.filter(|track| filter.admits(&catalogue, track));
        Ok(admitted.take(limit as usize).map(|track| track.id).collect())
    }
}
