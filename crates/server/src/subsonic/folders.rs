//! The library as it lies on the disk, for clients that browse by folders.

use std::collections::BTreeMap;

use library::FolderId;

use super::browsing::IGNORED_ARTICLES;
use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use super::views;

/// The folders right below the music folders, by letter.
pub(super) async fn indexes(call: Call) -> Result<Node, Failure> {
    let modified_ms = call.house.scanning.last().map_or(0, |scan| scan.ended_ms);
    let node =
        Node::new().text("ignoredArticles", IGNORED_ARTICLES).number("lastModified", modified_ms);
    if call.parameters.read_as("ifModifiedSince")?.is_some_and(|since: i64| since >= modified_ms) {
        return Ok(Node::new().one("indexes", node));
    }
    let store = &call.house.store;
    let chosen = call.folder()?;
    let mut letters: BTreeMap<char, Vec<Node>> = BTreeMap::new();
    let mut loose = Vec::new();
    for folder in store.music_folders().await? {
        if chosen.is_some_and(|chosen| chosen != folder.id) {
            continue;
        }
        let directory = store.directory(folder.id, "").await?;
        loose.extend(call.song_nodes(&directory.tracks).await?);
        for name in directory.folders {
            let letter = library::index_letter(&library::sort_text(&name));
            let id = Id::Directory(folder.id, name.clone()).to_string();
            let entry = Node::new().text("id", id).text("name", name);
            letters.entry(letter).or_default().push(entry);
        }
    }
    let index = letters.into_iter().map(|(letter, folders)| {
        Node::new().text("name", letter.to_string()).many("artist", folders)
    });
    Ok(Node::new().one("indexes", node.many("index", index).many("child", loose)))
}

/// What lies in a folder; an artist's folder holds their albums, and an album's its tracks.
pub(super) async fn directory(call: Call) -> Result<Node, Failure> {
    let id = call.id()?;
    let node = match &id {
        Id::Directory(folder, path) => on_disk(&call, *folder, path).await?,
        Id::Artist(artist) => {
            let page = call.house.store.artist_page(*artist).await?;
            let page = page.ok_or_else(|| not_found(&id.to_string()))?;
            let albums = [page.albums, page.appears_on].concat();
            let albums = call.album_nodes(&albums, views::album_as_folder).await?;
            Node::new().text("name", &page.artist.name).many("child", albums)
        }
        Id::Album(album) => {
            let store = &call.house.store;
            let found = store.album(*album).await?.ok_or_else(|| not_found(&id.to_string()))?;
            let songs = store.songs_of(store.tracks_of(*album).await?, Some(call.user()?)).await?;
            let parent = found.artists.first().map(|artist| Id::Artist(artist.id).to_string());
            let songs = songs.iter().map(views::song);
            Node::new().some_text("parent", parent).text("name", &found.title).many("child", songs)
        }
        Id::Track(_) | Id::Playlist(_) | Id::Podcast(_) | Id::Episode(_) => {
            return Err(not_found(&id.to_string()));
        }
    };
    Ok(Node::new().one("directory", node.text("id", id.to_string())))
}

async fn on_disk(call: &Call, folder: FolderId, path: &str) -> Result<Node, Failure> {
    let found = call.house.store.directory(folder, path).await?;
    let own = Id::Directory(folder, path.to_owned());
    if found.folders.is_empty() && found.tracks.is_empty() {
        return Err(not_found(&own.to_string()));
    }
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    let folders = found.folders.iter().map(|name| {
        Node::new()
            .text("id", Id::Directory(folder, below(name)).to_string())
            .text("parent", own.to_string())
            .flag("isDir", true)
            .text("title", name)
    });
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = (!path.is_empty()).then(|| Id::Directory(folder, above.to_owned()).to_string());
    let songs = call.song_nodes(&found.tracks).await?;
    Ok(Node::new()
        .some_text("parent", parent)
        .text("name", name)
        .many("child", folders.chain(songs)))
}
