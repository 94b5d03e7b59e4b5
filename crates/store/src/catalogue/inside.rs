//! What lies in one music folder, for clients that narrow their view to it.

use std::collections::HashSet;
use std::sync::Arc;

use library::{ArtistId, FolderId, Query, TrackId};

use super::{Album, Artist, Catalogue};
use crate::StoreError;
use crate::engine::Store;
use crate::search::{Found, Pages};

/// What lies in one music folder.
#[derive(Debug)]
pub struct Inside {
    catalogue: Arc<Catalogue>,
    folder: FolderId,
    /// Who stands on the cover of an album that is inside.
    artists: HashSet<ArtistId>,
}

impl Inside {
    /// Whether a track lies in it.
    #[must_use]
    pub fn has_track(&self, id: TrackId) -> bool {
        let place = self.catalogue.track_place(id);
        place.is_some_and(|place| self.catalogue.tracks[place].folder == self.folder)
    }

    /// Whether a track of an album lies in it.
    #[must_use]
    pub fn has_album(&self, album: &Album) -> bool {
        album.folders.contains(&self.folder)
    }

    /// Whether somebody stands on the cover of such an album.
    #[must_use]
    pub fn has_artist(&self, artist: &Artist) -> bool {
        self.artists.contains(&artist.id)
    }
}

impl Store {
    /// What lies in a music folder, as the library is now; nothing does in one that is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inside(&self, folder: FolderId) -> Result<Inside, StoreError> {
        let catalogue = self.catalogue().await?;
        let albums = catalogue.albums.iter().filter(|album| album.folders.contains(&folder));
        let artists = albums.flat_map(|album| &album.artists).map(|artist| artist.id).collect();
        Ok(Inside { catalogue, folder, artists })
    }

    /// As [`Store::find`], of what lies in a music folder.
    pub(crate) async fn find_inside(
        &self,
        folder: FolderId,
        query: &Query,
        pages: &Pages,
    ) -> Result<Found, StoreError> {
        let inside = self.inside(folder).await?;
        let mut artists = self.search_artists(query, None, u32::MAX).await?;
        artists.retain(|artist| inside.has_artist(artist));
        let mut albums = self.search_albums(query, None, u32::MAX).await?;
        albums.retain(|album| inside.has_album(album));
        let tracks = self.find_tracks(query, 0, u32::MAX).await?.into_iter();
        let tracks: Vec<i64> =
            tracks.filter(|track| inside.has_track(*track)).map(|track| track.0).collect();
        Ok(Found {
            artists: artists[pages.artists.of(artists.len())].to_vec(),
            albums: albums[pages.albums.of(albums.len())].to_vec(),
            tracks: self.tracks_by_id(&tracks[pages.tracks.of(tracks.len())]).await?,
        })
    }
}
