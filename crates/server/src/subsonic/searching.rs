//! Search; an empty query lists everything, page by page, which is how clients mirror a library.

use library::{Mark, Query};
use store::{Album, Found, Page, Pages};

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
    let sent = &call.parameters;
    let page = |count, offset| {
        let limit = sent.count(count, 20, MAX_PAGE)?;
        Ok::<Page, Failure>(Page { offset: sent.read_as(offset)?.unwrap_or(0), limit })
    };
    let pages = Pages {
        artists: page("artistCount", "artistOffset")?,
        albums: page("albumCount", "albumOffset")?,
        tracks: page("songCount", "songOffset")?,
        folder: call.folder()?,
    };
    let Found { artists, albums, tracks } = call.house.store.find(&query, &pages).await?;
    let songs = call.house.store.songs_of(tracks, Some(call.user()?)).await?;
    let found = Node::new()
        .many("artist", call.artist_nodes(&artists).await?)
        .many("album", call.album_nodes(&albums, view).await?)
        .many("song", songs.iter().map(views::song));
    Ok(Node::new().one(name, found))
}

/// Clients write nothing, or two quotation marks, for everything.
fn query(call: &Call) -> Query {
    match call.parameters.get("query").unwrap_or_default() {
        "\"\"" | "*" => Query::default(),
        text => Query::parse(text),
    }
}
