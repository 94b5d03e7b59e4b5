//! Playlists on their way to other players.

use library::playlist_files::{Entry, PlaylistFile};

use crate::StoreError;
use crate::engine::Store;
use crate::playlists::Playlist;

/// Tracks that are read at once.
const PIECE: usize = 1_000;

impl Store {
    /// A playlist as other players read it, its paths below the music folders. Tracks that a smart one finds are those
    /// of this time, in milliseconds since 1970; tracks whose files are gone are left out.
    ///
    /// # Errors
    /// As [`Store::tracks_in`].
    pub async fn playlist_file(
        &self,
        playlist: &Playlist,
        now_ms: i64,
    ) -> Result<PlaylistFile, StoreError> {
        let ids = self.tracks_in(playlist.id, now_ms).await?;
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let mut entries = Vec::with_capacity(ids.len());
        for piece in ids.chunks(PIECE) {
            let tracks = self.tracks_by_id(piece).await?;
            entries.extend(tracks.iter().map(|track| {
                Entry::of(&track.path, &track.title, &track.tags, track.properties.duration_ms)
            }));
        }
        Ok(PlaylistFile { title: playlist.name.clone(), remark: playlist.comment.clone(), entries })
    }
}
