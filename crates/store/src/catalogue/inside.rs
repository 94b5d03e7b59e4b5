//! What lies in one music folder, for clients that narrow their view to it.

use std::collections::HashSet;
use std::sync::Arc;

use library::{ArtistId, FolderId, TrackId};

use super::{Album, Artist, Catalogue};
use crate::StoreError;
use crate::engine::Store;

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
}
