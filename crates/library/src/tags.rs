//! What a file says of itself.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody did for a track or an album.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Performs the track.
    Artist,
    /// Stands on the album's cover.
    AlbumArtist,
    /// Wrote the music.
    Composer,
    /// Wrote the words.
    Lyricist,
    /// Conducts.
    Conductor,
    /// Arranged.
    Arranger,
    /// Plays or sings, named beside the artist.
    Performer,
    /// Remixed.
    Remixer,
    /// Produced.
    Producer,
}

impl Role {
    /// The name by which it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Artist => "artist",
            Role::AlbumArtist => "album_artist",
            Role::Composer => "composer",
            Role::Lyricist => "lyricist",
            Role::Conductor => "conductor",
            Role::Arranger => "arranger",
            Role::Performer => "performer",
            Role::Remixer => "remixer",
            Role::Producer => "producer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One person or group in one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// What was done.
    pub role: Role,
    /// By whom.
    pub name: String,
}

/// A number out of a total, both counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Which one.
    #[serde(skip_serializing_if = "is_untold")]
    pub number: Option<u32>,
    /// Of how many.
    #[serde(skip_serializing_if = "is_untold")]
    pub total: Option<u32>,
}

/// Identifiers of MusicBrainz, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MusicBrainzIds {
    /// Of the recording.
    #[serde(skip_serializing_if = "is_untold")]
    pub recording: Option<String>,
    /// Of the track on its release.
    #[serde(skip_serializing_if = "is_untold")]
    pub track: Option<String>,
    /// Of the release.
    #[serde(skip_serializing_if = "is_untold")]
    pub release: Option<String>,
    /// Of the release group.
    #[serde(skip_serializing_if = "is_untold")]
    pub release_group: Option<String>,
    /// Of the track's artists, in their order.
    #[serde(skip_serializing_if = "is_untold")]
    pub artists: Vec<String>,
    /// Of the album's artists, in their order.
    #[serde(skip_serializing_if = "is_untold")]
    pub album_artists: Vec<String>,
    /// Of the works.
    #[serde(skip_serializing_if = "is_untold")]
    pub works: Vec<String>,
}

/// How much louder or softer to play, by the ReplayGain 2.0 specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayGain {
    /// Gain in dB for the track alone.
    #[serde(skip_serializing_if = "is_untold")]
    pub track_gain_db: Option<f32>,
    /// Largest sample of the track; 1.0 is full scale.
    #[serde(skip_serializing_if = "is_untold")]
    pub track_peak: Option<f32>,
    /// Gain in dB for the whole album.
    #[serde(skip_serializing_if = "is_untold")]
    pub album_gain_db: Option<f32>,
    /// Largest sample of the album; 1.0 is full scale.
    #[serde(skip_serializing_if = "is_untold")]
    pub album_peak: Option<f32>,
}

/// Most files leave most untold: stored, that takes no room.
fn is_untold<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What a file says of itself; all of it optional, none of it believed to be true.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tags {
    /// Title of the track.
    #[serde(skip_serializing_if = "is_untold")]
    pub title: Option<String>,
    /// Title by which it is sorted.
    #[serde(skip_serializing_if = "is_untold")]
    pub title_sort: Option<String>,
    /// Title of the album.
    #[serde(skip_serializing_if = "is_untold")]
    pub album: Option<String>,
    /// Title by which the album is sorted.
    #[serde(skip_serializing_if = "is_untold")]
    pub album_sort: Option<String>,
    /// Everybody named, in the file's order within a role.
    #[serde(skip_serializing_if = "is_untold")]
    pub credits: Vec<Credit>,
    /// Genres.
    #[serde(skip_serializing_if = "is_untold")]
    pub genres: Vec<String>,
    /// Works that the track is a part of.
    #[serde(skip_serializing_if = "is_untold")]
    pub works: Vec<String>,
    /// Movement of the work.
    #[serde(skip_serializing_if = "is_untold")]
    pub movement: Option<String>,
    /// Place on the disc.
    #[serde(skip_serializing_if = "is_untold")]
    pub track: Place,
    /// Place of the disc.
    #[serde(skip_serializing_if = "is_untold")]
    pub disc: Place,
    /// Title of the disc.
    #[serde(skip_serializing_if = "is_untold")]
    pub disc_title: Option<String>,
    /// When it was released: a year, or year-month-day.
    #[serde(skip_serializing_if = "is_untold")]
    pub date: Option<String>,
    /// When it was first released.
    #[serde(skip_serializing_if = "is_untold")]
    pub original_date: Option<String>,
    /// Whether the album gathers tracks of many artists.
    #[serde(skip_serializing_if = "is_untold")]
    pub compilation: bool,
    /// Identifiers.
    #[serde(skip_serializing_if = "is_untold")]
    pub musicbrainz: MusicBrainzIds,
    /// Loudness.
    #[serde(skip_serializing_if = "is_untold")]
    pub replay_gain: ReplayGain,
    /// Beats a minute.
    #[serde(skip_serializing_if = "is_untold")]
    pub tempo_bpm: Option<f32>,
    /// A remark.
    #[serde(skip_serializing_if = "is_untold")]
    pub comment: Option<String>,
    /// Words, as [`Lyrics::parse`](crate::Lyrics::parse) reads them.
    #[serde(skip_serializing_if = "is_untold")]
    pub lyrics: Option<String>,
}

impl Tags {
    /// The names in a role, in order.
    pub fn names(&self, role: Role) -> impl Iterator<Item = &str> {
        self.credits.iter().filter(move |credit| credit.role == role).map(|c| c.name.as_str())
    }

    /// The year of the first release that is told.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        let date = self.original_date.as_ref().or(self.date.as_ref())?;
        let year = date.get(..4)?.parse().ok()?;
        (1..=9999).contains(&year).then_some(year)
    }
}
