//! Which tracks make an album, and which names are one artist.

use std::fmt;

use crate::{Role, Tags, fold};

/// The artist of an album that has many.
pub const VARIOUS_ARTISTS: &str = "Various Artists";

/// What all tracks of one album have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlbumKey(String);

impl AlbumKey {
    /// The album of a track in `folder` (its path below the music folder, `/` between names).
    ///
    /// In this order: the MusicBrainz release; title and album artists; title alone for a
    /// compilation; title and folder, where folders of discs (`CD 2`) count as their parent. A track
    /// without an album belongs to the unnamed album of its folder.
    #[must_use]
    pub fn of(tags: &Tags, folder: &str) -> AlbumKey {
        if let Some(release) = &tags.musicbrainz.release {
            return AlbumKey(format!("release {}", fold(release)));
        }
        let Some(album) = &tags.album else {
            return AlbumKey(format!("folder {folder}"));
        };
        let title = fold(album);
        let artists: Vec<String> = tags.names(Role::AlbumArtist).map(fold).collect();
        AlbumKey(if !artists.is_empty() {
            format!("album {title}\n{}", artists.join("\n"))
        } else if tags.compilation {
            format!("compilation {title}")
        } else {
            format!("album {title}\nfolder {}", without_disc(folder))
        })
    }

    /// The text under which it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlbumKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What all spellings of an artist's name have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArtistKey(String);

impl ArtistKey {
    /// The artist of this name: `Beyoncé` is `beyonce`, and `AC/DC` is `acdc`.
    #[must_use]
    pub fn of(name: &str) -> ArtistKey {
        let folded = fold(name);
        let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        // !!! is a band.
        ArtistKey(if letters.is_empty() { folded } else { letters })
    }

    /// The text under which it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The folder, or its parent when it only holds one disc of several.
fn without_disc(folder: &str) -> &str {
    let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let name = fold(name);
    let number =
        ["cd", "disc", "disk", "vol", "volume"].iter().filter_map(|word| name.strip_prefix(word));
    let is_disc = number.map(|rest| rest.trim_matches([' ', '-', '_', '.'])).any(|rest| {
        !rest.is_empty() && rest.len() <= 3 && rest.bytes().all(|b| b.is_ascii_digit())
    });
    if is_disc { parent } else { folder }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credit;

    fn album(title: &str, artist: Option<&str>) -> Tags {
        let credit = |name: &str| Credit { role: Role::AlbumArtist, name: name.into() };
        let credits = artist.map(credit).into_iter().collect();
        Tags { album: Some(title.into()), credits, ..Tags::default() }
    }

    #[test]
    fn discs_and_spellings_are_one_album() {
        let key = |tags: &Tags, folder: &str| AlbumKey::of(tags, folder);
        assert_eq!(key(&album("Live", None), "a/CD1"), key(&album("LIVE", None), "a/Disc 02"));
        assert_ne!(key(&album("Live", None), "a"), key(&album("Live", None), "b"));
        assert_eq!(
            key(&album("Live", Some("Björk")), "a"),
            key(&album("Live", Some("Bjork")), "b")
        );
        assert_ne!(key(&album("Live", Some("Björk")), "a"), key(&album("Live", None), "a"));
        assert_eq!(key(&Tags::default(), "a"), key(&Tags::default(), "a"));
    }

    #[test]
    fn a_release_and_a_compilation_hold_together_across_folders() {
        let mut one = album("Hits", None);
        one.compilation = true;
        assert_eq!(AlbumKey::of(&one, "a"), AlbumKey::of(&one, "b"));
        one.musicbrainz.release = Some("ABC".into());
        assert_eq!(AlbumKey::of(&one, "a").as_str(), "release abc");
    }

    #[test]
    fn artists_keep_apart_what_has_no_letters() {
        assert_eq!(ArtistKey::of("AC/DC"), ArtistKey::of("ac dc"));
        assert_ne!(ArtistKey::of("!!!"), ArtistKey::of("???"));
    }
}
