//! Tracks as lists of songs show them, a page at a time, with the same few queries for any page.

use std::sync::Arc;

use library::{ArtistId, Item, Listen, Mark, Role, TrackId, UserId};

use crate::engine::Store;
use crate::{Album, StoreError, Track};

/// A track with what stands beside it in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Song {
    /// The track itself.
    pub track: Arc<Track>,
    /// Its album.
    pub album: Option<Arc<Album>>,
    /// Everybody named on it, in the order of [`library::Tags::credits`].
    pub credits: Vec<Credited>,
    /// What the listener thinks of it; nothing when no listener is named.
    pub mark: Mark,
}

/// One person or group in one role, whom one can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credited {
    /// What was done.
    pub role: Role,
    /// By whom.
    pub id: ArtistId,
    /// The name as the file has it.
    pub name: String,
}

impl Song {
    /// Whether it or its album has a picture.
    #[must_use]
    pub fn has_cover(&self) -> bool {
        self.track.has_cover || self.album.as_ref().is_some_and(|album| album.has_cover)
    }

    /// That it was heard, at a time in milliseconds since 1970, with a client; all of it, as far as is known.
    #[must_use]
    pub fn heard(&self, listened_ms: i64, client: String) -> Listen {
        let tags = &self.track.tags;
        Listen {
            listened_ms,
            track: Some(self.track.id),
            title: self.track.title.clone(),
            artist: tags.names(Role::Artist).collect::<Vec<_>>().join(", "),
            album: self.album.as_ref().map(|album| album.title.clone()).unwrap_or_default(),
            recording: tags.musicbrainz.recording.clone(),
            client,
            played_ms: None,
            skipped: false,
        }
    }

    /// Those in a role, in order.
    pub fn credited(&self, role: Role) -> impl Iterator<Item = &Credited> {
        self.credits.iter().filter(move |credit| credit.role == role)
    }
}

impl Store {
    /// Songs in the order of `ids`, which may name one several times, as a listener sees them; those
    /// that are gone are left out. The same few queries, however many there are.
    ///
    /// # Errors
    /// When the database fails, and as [`Store::history`].
    pub async fn songs(
        &self,
        ids: &[TrackId],
        listener: Option<UserId>,
    ) -> Result<Vec<Song>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.songs_of(self.tracks_by_id(&ids).await?, listener).await
    }

    /// Tracks with what stands beside them, as [`Store::songs`].
    ///
    /// # Errors
    /// As [`Store::songs`].
    pub async fn songs_of(
        &self,
        tracks: impl IntoIterator<Item = impl Into<Arc<Track>>>,
        listener: Option<UserId>,
    ) -> Result<Vec<Song>, StoreError> {
        let catalogue = self.catalogue().await?;
        let song = |track: Arc<Track>| {
            let credit = |credit: &library::Credit| {
                let id = catalogue.artist_named(&credit.name)?.id;
                Some(Credited { role: credit.role, id, name: credit.name.clone() })
            };
            let credits = track.tags.credits.iter().filter_map(credit).collect();
            let album = track.album.and_then(|id| catalogue.album(id)).cloned();
            Song { album, credits, track, mark: Mark::default() }
        };
        let mut songs: Vec<Song> = tracks.into_iter().map(Into::into).map(song).collect();
        if let Some(listener) = listener {
            let items: Vec<Item> = songs.iter().map(|song| Item::Track(song.track.id)).collect();
            let marks = self.marks(listener, &items).await?;
            for (song, item) in songs.iter_mut().zip(&items) {
                song.mark = marks.get(item).copied().unwrap_or_default();
            }
        }
        Ok(songs)
    }
}
