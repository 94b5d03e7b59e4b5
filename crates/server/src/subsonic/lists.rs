//! Lists of albums and songs: by time, name, year, genre, by what a listener likes, or by chance.

use std::sync::Arc;

use store::{Album, AlbumOrder, TrackFilter};

use super::call::Call;
use super::failure::Failure;
use super::node::Node;
use super::views;

/// The most albums or songs on a page.
pub(super) const MAX_PAGE: u32 = 500;

pub(super) async fn album_list2(call: Call) -> Result<Node, Failure> {
    let albums = call.album_nodes(&albums(&call).await?, views::album).await?;
    Ok(Node::new().one("albumList2", Node::new().many("album", albums)))
}

/// The older form: albums are folders.
pub(super) async fn album_list(call: Call) -> Result<Node, Failure> {
    let albums = call.album_nodes(&albums(&call).await?, views::album_as_folder).await?;
    Ok(Node::new().one("albumList", Node::new().many("album", albums)))
}

async fn albums(call: &Call) -> Result<Vec<Arc<Album>>, Failure> {
    let sent = &call.parameters;
    let kind = sent.need("type")?;
    let (size, offset) = (sent.count("size", 10, MAX_PAGE)?, sent.read_as("offset")?.unwrap_or(0));
    let order = match kind {
        "random" => AlbumOrder::Random { seed: call.seed() },
        "newest" => AlbumOrder::Newest,
        "frequent" => AlbumOrder::Frequent(call.user()?),
        "recent" => AlbumOrder::Recent(call.user()?),
        "starred" => AlbumOrder::Starred(call.user()?),
        "highest" => AlbumOrder::Highest(call.user()?),
        "alphabeticalByName" => AlbumOrder::Name,
        "alphabeticalByArtist" => AlbumOrder::Artist,
        "byYear" => {
            let year = |name| sent.read_as(name)?.ok_or(Failure::Missing(name));
            AlbumOrder::Years { from: year("fromYear")?, to: year("toYear")? }
        }
        "byGenre" => AlbumOrder::Genre(sent.need("genre")?),
        other => return Err(Failure::Unreadable("type", other.chars().take(80).collect())),
    };
    Ok(call.house.store.album_list(order, call.folder()?, offset, size).await?)
}

pub(super) async fn random_songs(call: Call) -> Result<Node, Failure> {
    let sent = &call.parameters;
    let filter = TrackFilter {
        genre: sent.get("genre").filter(|genre| !genre.is_empty()),
        from_year: sent.read_as("fromYear")?,
        to_year: sent.read_as("toYear")?,
        folder: call.folder()?,
    };
    let size = sent.count("size", 10, MAX_PAGE)?;
    let tracks = call.house.store.random_tracks(&filter, size, call.seed()).await?;
    call.songs("randomSongs", &tracks).await
}

pub(super) async fn songs_by_genre(call: Call) -> Result<Node, Failure> {
    let sent = &call.parameters;
    let (count, offset) =
        (sent.count("count", 10, MAX_PAGE)?, sent.read_as("offset")?.unwrap_or(0));
    let genre = sent.need("genre")?;
    let tracks = call.house.store.tracks_of_genre(genre, call.folder()?, offset, count).await?;
    call.songs("songsByGenre", &tracks).await
}

impl Call {
    /// A seed that changes from request to request.
    pub(super) fn seed(&self) -> u64 {
        let id = self.headers.get("x-request-id").map_or(&b""[..], |id| id.as_bytes());
        id.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}
