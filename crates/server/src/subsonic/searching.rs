//! Search; an empty query lists everything, page by page, which is how clients mirror a library.

use library::{Mark, Query};
use store::Album;

use super::call::Call;
use super::failure::Failure;
use super::lists::MAX_PAGE;
use super::node::Node;
use super::views;

pub(super) async fn search3(call: Call) -> Result<Node, Failure> {
    find(&call, "searchResult3", views::album).await
}

/// The older form: albums are folders.
pub(super) async fn search2(call: Call) -> Result<Node, Failure> {
    find(&call, "searchResult2", views::album_as_folder).await
}

async fn find(
    call: &Call,
    name: &'static str,
    view: fn(&Album, &Mark) -> Node,
) -> Result<Node, Failure> {
    let query = query(call);
    let (store, sent) = (&call.house.store, &call.parameters);
    let offset = |name| Ok::<u64, Failure>(sent.read_as(name)?.unwrap_or(0));
    let artists = sent.count("artistCount", 20, MAX_PAGE)?;
    let artists = store.find_artists(&query, offset("artistOffset")?, artists).await?;
    let albums = sent.count("albumCount", 20, MAX_PAGE)?;
    let albums = store.find_albums(&query, offset("albumOffset")?, albums).await?;
    let songs = sent.count("songCount", 20, MAX_PAGE)?;
    let songs = store.find_tracks(&query, offset("songOffset")?, songs).await?;
    let found = Node::new()
        .many("artist", call.artist_nodes(&artists).await?)
        .many("album", call.album_nodes(&albums, view).await?)
        .many("song", call.song_nodes(&songs).await?);
    Ok(Node::new().one(name, found))
}

/// Clients write nothing, or two quotation marks, for everything.
fn query(call: &Call) -> Query {
    match call.parameters.get("query").unwrap_or_default() {
        "\"\"" | "*" => Query::default(),
        text => Query::parse(text),
    }
}
