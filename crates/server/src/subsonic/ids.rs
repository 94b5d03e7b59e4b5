//! Identities as clients see them: a word for the kind, then the number (`tr-7`).

use std::fmt;
use std::str::FromStr;

use library::{AlbumId, ArtistId, EpisodeId, FolderId, Item, PlaylistId, PodcastId, TrackId};

use super::call::Call;
use super::failure::Failure;

/// Anything that a client may name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Id {
    Track(TrackId),
    Album(AlbumId),
    Artist(ArtistId),
    Playlist(PlaylistId),
    Podcast(PodcastId),
    Episode(EpisodeId),
    /// A folder on the disk: the music folder, and the path below it.
    Directory(FolderId, String),
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Track(id) => write!(f, "tr-{id}"),
            Id::Album(id) => write!(f, "al-{id}"),
            Id::Artist(id) => write!(f, "ar-{id}"),
            Id::Playlist(id) => write!(f, "pl-{id}"),
            Id::Podcast(id) => write!(f, "pc-{id}"),
            Id::Episode(id) => write!(f, "pe-{id}"),
            // As digits, since not every client keeps signs as they are.
            Id::Directory(folder, path) => {
                write!(f, "di-{folder}-")?;
                path.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

impl FromStr for Id {
    type Err = ();

    fn from_str(text: &str) -> Result<Id, ()> {
        let (kind, rest) = text.split_once('-').ok_or(())?;
        if kind == "di" {
            let (folder, path) = rest.split_once('-').ok_or(())?;
            return Ok(Id::Directory(FolderId(number(folder)?), unhex(path).ok_or(())?));
        }
        let id = number(rest)?;
        match kind {
            "tr" => Ok(Id::Track(TrackId(id))),
            "al" => Ok(Id::Album(AlbumId(id))),
            "ar" => Ok(Id::Artist(ArtistId(id))),
            "pl" => Ok(Id::Playlist(PlaylistId(id))),
            "pc" => Ok(Id::Podcast(PodcastId(id))),
            "pe" => Ok(Id::Episode(EpisodeId(id))),
            _ => Err(()),
        }
    }
}

fn number(text: &str) -> Result<i64, ()> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| ())
    } else {
        Err(())
    }
}

pub(super) fn unhex(text: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}

impl Call {
    /// The thing named by `id`. One that cannot be read is nobody's: it is not found.
    pub(crate) fn id(&self) -> Result<Id, Failure> {
        let text = self.parameters.need("id")?;
        text.parse().map_err(|()| not_found(text))
    }

    /// Every thing named by a parameter that may come several times.
    pub(super) fn ids(&self, name: &'static str) -> Result<Vec<Id>, Failure> {
        let texts = self.parameters.all(name);
        texts.map(|text| text.parse().map_err(|()| not_found(text))).collect()
    }

    /// Every track named by a parameter that may come several times.
    pub(super) fn track_ids(&self, name: &'static str) -> Result<Vec<TrackId>, Failure> {
        let track = |id| match id {
            Id::Track(id) => Ok(id),
            other => Err(not_found(&other.to_string())),
        };
        self.ids(name)?.into_iter().map(track).collect()
    }

    /// The track named by `id`.
    pub(crate) fn track_id(&self) -> Result<TrackId, Failure> {
        match self.id()? {
            Id::Track(id) => Ok(id),
            other => Err(not_found(&other.to_string())),
        }
    }

    /// The podcast named by `id`.
    pub(super) fn podcast_id(&self) -> Result<PodcastId, Failure> {
        match self.id()? {
            Id::Podcast(id) => Ok(id),
            other => Err(not_found(&other.to_string())),
        }
    }

    /// The episode named by `id`.
    pub(super) fn episode_id(&self) -> Result<EpisodeId, Failure> {
        match self.id()? {
            Id::Episode(id) => Ok(id),
            other => Err(not_found(&other.to_string())),
        }
    }

    /// The album named by `id`.
    pub(crate) fn album_id(&self) -> Result<AlbumId, Failure> {
        match self.id()? {
            Id::Album(id) => Ok(id),
            other => Err(not_found(&other.to_string())),
        }
    }

    /// The artist named by `id`.
    pub(crate) fn artist_id(&self) -> Result<ArtistId, Failure> {
        match self.id()? {
            Id::Artist(id) => Ok(id),
            other => Err(not_found(&other.to_string())),
        }
    }
}

impl Id {
    /// As something that can be starred, rated and shared.
    pub(super) fn item(&self) -> Result<Item, Failure> {
        match self {
            Id::Track(id) => Ok(Item::Track(*id)),
            Id::Album(id) => Ok(Item::Album(*id)),
            Id::Artist(id) => Ok(Item::Artist(*id)),
            Id::Playlist(id) => Ok(Item::Playlist(*id)),
            Id::Podcast(_) | Id::Episode(_) | Id::Directory(..) => {
                Err(not_found(&self.to_string()))
            }
        }
    }
}

impl From<Item> for Id {
    fn from(item: Item) -> Id {
        match item {
            Item::Track(id) => Id::Track(id),
            Item::Album(id) => Id::Album(id),
            Item::Artist(id) => Id::Artist(id),
            Item::Playlist(id) => Id::Playlist(id),
        }
    }
}

pub(crate) fn not_found(what: &str) -> Failure {
    Failure::NotFound(what.chars().take(80).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        for id in [
            "tr-7",
            "al-1",
            "ar-9223372036854775807",
            "pl-3",
            "pc-4",
            "pe-5",
            "di-1-",
            "di-2-c3a92f61",
        ] {
            assert_eq!(id.parse::<Id>().unwrap().to_string(), id);
        }
        for no in [
            "",
            "7",
            "tr-",
            "tr--1",
            "tr-+1",
            "tr-9223372036854775808",
            "xx-1",
            "di-1-c",
            "di-1-ff",
        ] {
            assert_eq!(no.parse::<Id>(), Err(()), "{no}");
        }
    }

    proptest! {
        #[test]
        fn any_path_comes_back(path in any::<String>(), noise in any::<String>()) {
            let id = Id::Directory(FolderId(3), path);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            let _ = noise.parse::<Id>();
        }
    }
}
