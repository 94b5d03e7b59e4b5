//! What an album says of itself, gathered from its tracks.

use crate::{Role, Tags, VARIOUS_ARTISTS, sort_text};

/// An album as its tracks tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlbumSummary {
    /// Title; the folder's name when no track names an album.
    pub title: String,
    /// The text by which it is put in order.
    pub sort_text: String,
    /// Who stands on its cover.
    pub artists: Vec<String>,
    /// Year of its first release.
    pub year: Option<i32>,
    /// Whether it gathers many artists.
    pub compilation: bool,
}

impl AlbumSummary {
    /// Gathers an album from its tracks in order of discs; `folder` is where the first one lies.
    ///
    /// Where no album artist is named and the tracks' artists differ, there are [`VARIOUS_ARTISTS`].
    #[must_use]
    pub fn of(tracks: &[Tags], folder: &str) -> AlbumSummary {
        let folder = folder.rsplit('/').next().filter(|name| !name.is_empty());
        let first = |told: fn(&Tags) -> Option<String>| tracks.iter().find_map(told);
        let title = first(|tags| tags.album.clone())
            .unwrap_or_else(|| folder.unwrap_or("Unnamed album").to_owned());
        let sort = first(|tags| tags.album_sort.clone());
        let compilation = tracks.iter().any(|tags| tags.compilation);
        AlbumSummary {
            sort_text: sort_text(sort.as_ref().unwrap_or(&title)),
            title,
            artists: artists(tracks),
            year: tracks.iter().filter_map(Tags::year).min(),
            compilation,
        }
    }
}

fn artists(tracks: &[Tags]) -> Vec<String> {
    let names = |tags: &Tags, role| tags.names(role).map(str::to_owned).collect::<Vec<_>>();
    let named = tracks.iter().map(|tags| names(tags, Role::AlbumArtist));
    if let Some(named) = named.into_iter().find(|names| !names.is_empty()) {
        return named;
    }
    let mut all = tracks.iter().map(|tags| names(tags, Role::Artist));
    let first = all.next().unwrap_or_default();
    if all.all(|names| names == first) { first } else { vec![VARIOUS_ARTISTS.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credit;

    fn by(role: Role, name: &str) -> Tags {
        Tags { credits: vec![Credit { role, name: name.into() }], ..Tags::default() }
    }

    #[test]
    fn tracks_by_many_are_by_various_artists() {
        let (ann, bob) = (by(Role::Artist, "Ann"), by(Role::Artist, "Bob"));
        let summary = AlbumSummary::of(&[ann.clone(), bob.clone()], "x/Party");
        assert_eq!(
            (summary.title.as_str(), &summary.artists[..]),
            ("Party", &["Various Artists".into()][..])
        );
        assert_eq!(AlbumSummary::of(&[ann.clone(), ann.clone()], "").artists, ["Ann"]);
        let named = [ann, bob, by(Role::AlbumArtist, "DJ")];
        assert_eq!(AlbumSummary::of(&named, "").artists, ["DJ"]);
    }
}
