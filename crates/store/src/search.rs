//! Search over the words that [`library::search_words`] cuts, in the catalogue's own indexes.

use std::sync::Arc;

use library::{AlbumId, ArtistId, FolderId, Places, Query, TrackId};

use crate::engine::Store;
use crate::{Album, Artist, StoreError, Track};

/// The part of a list that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many come before it.
    pub offset: u64,
    /// How many it holds at most.
    pub limit: u32,
}

impl Page {
    fn of(self, found: &Places) -> impl Iterator<Item = usize> {
        found.page(self.offset, self.limit)
    }
}

/// The parts that are wanted of all three shelves; none of any by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Of artists, by their names.
    pub artists: Page,
    /// Of albums, by their titles and artists.
    pub albums: Page,
    /// Of tracks, by their titles, albums and everybody named on them.
    pub tracks: Page,
    /// Only what lies in this music folder.
    pub folder: Option<FolderId>,
}

/// What was found on the three shelves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Artists.
    pub artists: Vec<Arc<Artist>>,
    /// Albums.
    pub albums: Vec<Arc<Album>>,
    /// Tracks.
    pub tracks: Vec<Arc<Track>>,
}

impl Store {
    /// Tracks that are found, in order of identity from after `after` on, at most `limit`; a page
    /// costs the same wherever it begins. A query without terms finds everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_tracks(
        &self,
        query: &Query,
        after: Option<TrackId>,
        limit: u32,
    ) -> Result<Vec<Arc<Track>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let start = catalogue.tracks.partition_point(|track| Some(track.id) <= after);
        let found = catalogue.tracks_by_words.find(query);
        let ids: Vec<i64> =
            found.from(start, limit).map(|place| catalogue.tracks[place].id.0).collect();
        self.tracks_by_id(&ids).await
    }

    /// Albums that are found by their title or artists; as [`Store::search_tracks`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_albums(
        &self,
        query: &Query,
        after: Option<AlbumId>,
        limit: u32,
    ) -> Result<Vec<Arc<Album>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let start = catalogue.albums.partition_point(|album| Some(album.id) <= after);
        let found = catalogue.albums_by_words.find(query);
        Ok(found.from(start, limit).map(|place| Arc::clone(&catalogue.albums[place])).collect())
    }

    /// Artists that are found by their name; as [`Store::search_tracks`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_artists(
        &self,
        query: &Query,
        after: Option<ArtistId>,
        limit: u32,
    ) -> Result<Vec<Arc<Artist>>, StoreError> {
        let catalogue = self.catalogue().await?;
        let start = catalogue.artists.partition_point(|artist| Some(artist.id) <= after);
        let found = catalogue.artists_by_words.find(query);
        Ok(found.from(start, limit).map(|place| Arc::clone(&catalogue.artists[place])).collect())
    }

    /// Pages of the artists, albums and tracks that are found, each in order of identity, at a cost that
    /// is the same wherever a page begins. A query without terms finds everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, query: &Query, pages: &Pages) -> Result<Found, StoreError> {
        let catalogue = self.catalogue().await?;
        let mut artists = catalogue.artists_by_words.find(query);
        let mut albums = catalogue.albums_by_words.find(query);
        let mut tracks = catalogue.tracks_by_words.find(query);
        if let Some(folder) = pages.folder {
            let inside = self.inside(folder).await?;
            artists.retain(|place| inside.has_artist(&catalogue.artists[place]));
            albums.retain(|place| inside.has_album(&catalogue.albums[place]));
            tracks.retain(|place| catalogue.tracks[place].folder == folder);
        }
        let ids: Vec<i64> =
            pages.tracks.of(&tracks).map(|place| catalogue.tracks[place].id.0).collect();
        let artist = |place| Arc::clone(&catalogue.artists[place]);
        let album = |place| Arc::clone(&catalogue.albums[place]);
        Ok(Found {
            artists: pages.artists.of(&artists).map(artist).collect(),
            albums: pages.albums.of(&albums).map(album).collect(),
            tracks: self.tracks_by_id(&ids).await?,
        })
    }

    /// The identities of tracks that [`Store::find`] finds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_tracks(
        &self,
        query: &Query,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        let catalogue = self.catalogue().await?;
        let found = catalogue.tracks_by_words.find(query);
        Ok(found.page(offset, limit).map(|place| catalogue.tracks[place].id).collect())
    }
}
