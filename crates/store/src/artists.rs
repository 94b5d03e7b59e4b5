//! Artists: the index of those who stand on covers, and the page of one.

use std::cmp::{Ordering, Reverse};
use std::collections::HashSet;
use std::sync::Arc;

use library::{AlbumId, ArtistId, TrackId, UserId};

use crate::engine::{Store, reading};
use crate::{Album, Artist, StoreError};

/// Tracks of one artist that are compared at most.
const MAX_TRACKS: u32 = 2_000;

/// What there is of an artist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtistPage {
    /// The artist.
    pub artist: Arc<Artist>,
    /// Albums on whose cover they stand, oldest first.
    pub albums: Vec<Arc<Album>>,
    /// Other albums on whose tracks they are named, oldest first.
    pub appears_on: Vec<Arc<Album>>,
}

impl Store {
    /// Everybody who stands on an album's cover, by name; [`library::index_letter`] tells under which
    /// letter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn album_artists(&self) -> Result<Vec<Arc<Artist>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let by_name = catalogue.artists_by_name.iter();
        let artists = by_name.map(|place| &catalogue.artists[*place as usize]);
        Ok(artists.filter(|artist| artist.album_count > 0).cloned().collect())
    }

    /// One artist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn artist(&self, id: ArtistId) -> Result<Option<Arc<Artist>>, StoreError> {
        Ok(self.catalogue().await?.artist(id).cloned())
    }

    /// One album.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn album(&self, id: AlbumId) -> Result<Option<Arc<Album>>, StoreError> {
        Ok(self.catalogue().await?.album(id).cloned())
    }

    /// What there is of an artist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn artist_page(&self, id: ArtistId) -> Result<Option<ArtistPage>, StoreError> {
        let catalogue = self.catalogue().await?;
        let Some(artist) = catalogue.artist(id) else { return Ok(None) };
        let named = self.albums_naming(id).await?;
        let mut albums: Vec<Arc<Album>> =
            named.iter().filter_map(|id| catalogue.album(*id)).cloned().collect();
        albums.sort_by(by_year);
        let (albums, appears_on) = albums
            .into_iter()
            .partition(|album| album.artists.iter().any(|standing| standing.id == id));
        Ok(Some(ArtistPage { artist: Arc::clone(artist), albums, appears_on }))
    }

    /// Albums on whose cover an artist stands, or on whose tracks they are named, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn albums_of(&self, artist: ArtistId) -> Result<Vec<Arc<Album>>, StoreError> {
        let Some(page) = self.artist_page(artist).await? else { return Ok(Vec::new()) };
        let mut albums = page.albums;
        albums.extend(page.appears_on);
        albums.sort_by(by_year);
        Ok(albums)
    }

    /// Tracks that an artist performs, in order of albums from the oldest on, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks_by(
        &self,
        artist: ArtistId,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let sql = "SELECT tracks.id FROM track_artists JOIN tracks ON track = tracks.id \
                   JOIN albums ON album = albums.id \
                   WHERE artist = $1 AND role = 'artist' AND NOT missing \
                   ORDER BY albums.year IS NULL, albums.year, albums.sort_text, albums.id, disc, number, \
                   tracks.id LIMIT $2";
        let ids: Vec<i64> = reading!(self, |db| {
            sqlx::query_scalar(sql).bind(artist.0).bind(i64::from(limit)).fetch_all(db).await?
        });
        let mut seen = HashSet::new();
        Ok(ids.into_iter().map(TrackId).filter(|id| seen.insert(*id)).collect())
    }

    /// The tracks of an artist that a listener plays most, then the others in order of albums; at most
    /// `limit`.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub async fn top_tracks(
        &self,
        artist: ArtistId,
        listener: UserId,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let mut tracks = self.tracks_by(artist, MAX_TRACKS).await?;
        let history = self.history(listener).await?;
        tracks.sort_by_key(|track| Reverse(history.of(*track).plays));
        tracks.truncate(limit as usize);
        Ok(tracks)
    }

    async fn albums_naming(&self, artist: ArtistId) -> Result<Vec<AlbumId>, StoreError> {
        let sql = "SELECT album FROM album_artists WHERE artist = $1 UNION \
                   SELECT album FROM track_artists JOIN tracks ON track = tracks.id \
                   WHERE artist = $1 AND album IS NOT NULL";
        let ids: Vec<i64> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(artist.0).fetch_all(db).await?);
        Ok(ids.into_iter().map(AlbumId).collect())
    }
}

/// Oldest first; those without a year are last.
fn by_year(a: &Arc<Album>, b: &Arc<Album>) -> Ordering {
    fn key(album: &Album) -> (i64, &str, AlbumId) {
        (album.year.unwrap_or(i64::MAX), &album.sort_text, album.id)
    }
    key(a).cmp(&key(b))
}
