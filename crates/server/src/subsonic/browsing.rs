//! The library by artists, albums and genres.

use std::collections::BTreeMap;

use library::{FolderId, Item};

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use super::views;

/// Articles that do not count when names are put in order; see [`library::sort_text`].
pub(super) const IGNORED_ARTICLES: &str = "The An A";

pub(super) async fn music_folders(call: Call) -> Result<Node, Failure> {
    let folders = call.house.store.music_folders().await?;
    let folder = |folder: &store::MusicFolder| {
        Node::new().number("id", folder.id.0).text("name", folder.name())
    };
    Ok(Node::new().one("musicFolders", Node::new().many("musicFolder", folders.iter().map(folder))))
}

pub(super) async fn artists(call: Call) -> Result<Node, Failure> {
    let mut artists = call.house.store.album_artists().await?;
    if let Some(inside) = call.inside().await? {
        artists.retain(|artist| inside.has_artist(artist));
    }
    let nodes = call.artist_nodes(&artists).await?;
    let mut letters: BTreeMap<char, Vec<Node>> = BTreeMap::new();
    for (artist, node) in artists.iter().zip(nodes) {
        letters.entry(library::index_letter(&artist.sort_text)).or_default().push(node);
    }
    let indexes = letters.into_iter().map(|(letter, artists)| {
        Node::new().text("name", letter.to_string()).many("artist", artists)
    });
    let node = Node::new().text("ignoredArticles", IGNORED_ARTICLES);
    Ok(Node::new().one("artists", node.many("index", indexes)))
}

pub(super) async fn artist(call: Call) -> Result<Node, Failure> {
    let id = call.artist_id()?;
    let page = call.house.store.artist_page(id).await?;
    let page = page.ok_or_else(|| not_found(&Id::Artist(id).to_string()))?;
    let mark = call.house.store.mark(call.user()?, Item::Artist(id)).await?;
    let albums = [page.albums, page.appears_on].concat();
    let albums = call.album_nodes(&albums, views::album).await?;
    Ok(Node::new().one("artist", views::artist(&page.artist, &mark).many("album", albums)))
}

pub(super) async fn album(call: Call) -> Result<Node, Failure> {
    let id = call.album_id()?;
    let (store, user) = (&call.house.store, call.user()?);
    let album = store.album(id).await?.ok_or_else(|| not_found(&Id::Album(id).to_string()))?;
    let songs = store.songs_of(store.tracks_of(id).await?, Some(user)).await?;
    let node = views::album(&album, &store.mark(user, Item::Album(id)).await?)
        .many("discTitles", disc_titles(&songs))
        .many("song", songs.iter().map(views::song));
    Ok(Node::new().one("album", node))
}

fn disc_titles(songs: &[store::Song]) -> Vec<Node> {
    let titles: BTreeMap<u32, &str> = songs
        .iter()
        .filter_map(|song| {
            let tags = &song.track.tags;
            Some((tags.disc.number?, tags.disc_title.as_deref()?))
        })
        .collect();
    titles
        .iter()
        .map(|(disc, title)| Node::new().number("disc", *disc).text("title", *title))
        .collect()
}

pub(super) async fn song(call: Call) -> Result<Node, Failure> {
    let id = call.track_id()?;
    let nodes = call.song_nodes(&[id]).await?;
    let node = nodes.into_iter().next().ok_or_else(|| not_found(&Id::Track(id).to_string()))?;
    Ok(Node::new().one("song", node))
}

pub(super) async fn genres(call: Call) -> Result<Node, Failure> {
    let genres = call.house.store.genres().await?;
    let genres = genres.iter().map(|genre| {
        Node::new()
            .number("songCount", genre.track_count)
            .number("albumCount", genre.album_count)
            .content(genre.name.as_ref())
    });
    Ok(Node::new().one("genres", Node::new().many("genre", genres)))
}

impl Call {
    /// The music folder that a client narrows its view to, if any.
    pub(super) fn folder(&self) -> Result<Option<FolderId>, Failure> {
        Ok(self.parameters.read_as("musicFolderId")?.map(FolderId))
    }

    /// What lies in the music folder that a client narrows its view to, if any.
    pub(super) async fn inside(&self) -> Result<Option<store::Inside>, Failure> {
        Ok(match self.folder()? {
            Some(folder) => Some(self.house.store.inside(folder).await?),
            None => None,
        })
    }

    /// Songs under a name, as most lists answer.
    pub(super) async fn songs(
        &self,
        list: &'static str,
        tracks: &[library::TrackId],
    ) -> Result<Node, Failure> {
        Ok(Node::new().one(list, Node::new().many("song", self.song_nodes(tracks).await?)))
    }

    /// Songs in the order of `tracks`.
    pub(super) async fn song_nodes(
        &self,
        tracks: &[library::TrackId],
    ) -> Result<Vec<Node>, Failure> {
        let songs = self.house.store.songs(tracks, Some(self.user()?)).await?;
        Ok(songs.iter().map(views::song).collect())
    }
}
