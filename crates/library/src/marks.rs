//! What a listener thinks of something: a star, a rating, and how often they played it.

use serde::{Deserialize, Serialize};

use crate::{AlbumId, ArtistId, PlaylistId, TrackId};

/// Something that can be starred, rated or shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A track.
    Track(TrackId),
    /// An album.
    Album(AlbumId),
    /// An artist.
    Artist(ArtistId),
    /// A playlist.
    Playlist(PlaylistId),
}

impl Item {
    /// The name of its kind, by which it is stored.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Item::Track(_) => "track",
            Item::Album(_) => "album",
            Item::Artist(_) => "artist",
            Item::Playlist(_) => "playlist",
        }
    }

    /// Its identity among its kind.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Item::Track(id) => id.0,
            Item::Album(id) => id.0,
            Item::Artist(id) => id.0,
            Item::Playlist(id) => id.0,
        }
    }

    /// The item of a kind's name and an identity.
    #[must_use]
    pub fn of(kind: &str, number: i64) -> Option<Item> {
        Some(match kind {
            "track" => Item::Track(TrackId(number)),
            "album" => Item::Album(AlbumId(number)),
            "artist" => Item::Artist(ArtistId(number)),
            "playlist" => Item::Playlist(PlaylistId(number)),
            _ => return None,
        })
    }
}

/// One to five stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(u8);

impl Rating {
    /// A rating from 1 to 5; nothing for other numbers.
    #[must_use]
    pub fn new(stars: i64) -> Option<Rating> {
        u8::try_from(stars).ok().filter(|stars| (1..=5).contains(stars)).map(Rating)
    }

    /// How many stars.
    #[must_use]
    pub fn stars(self) -> u8 {
        self.0
    }
}

/// How often something was heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plays {
    /// Listens that were not skipped.
    pub plays: u32,
    /// Listens that were broken off.
    pub skips: u32,
    /// When it was played last, in milliseconds since 1970.
    pub last_ms: Option<i64>,
}

impl Plays {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Plays) -> Plays {
        Plays {
            plays: self.plays.saturating_add(other.plays),
            skips: self.skips.saturating_add(other.skips),
            last_ms: self.last_ms.max(other.last_ms),
        }
    }
}

/// What a listener thinks of something; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// When it was starred, in milliseconds since 1970.
    pub starred_ms: Option<i64>,
    /// How it was rated.
    pub rating: Option<Rating>,
    /// How often it was heard.
    pub plays: Plays,
}
