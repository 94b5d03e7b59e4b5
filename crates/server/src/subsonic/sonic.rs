//! The extension `sonicSimilarity`: what sounds like a song, and ways from one song to another.

use std::collections::HashMap;

use library::TrackId;

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::lists::MAX_PAGE;
use super::node::Node;
use super::views;

/// The longest way that is looked for, in songs; each costs a look at the whole library.
const MAX_PATH: u32 = 100;

pub(super) async fn similar_tracks(call: Call) -> Result<Node, Failure> {
    let track = present(&call, call.track_id()?).await?;
    let count = call.parameters.count("count", 10, MAX_PAGE)?;
    matches(&call, call.house.store.sonically_similar(track, count).await?).await
}

pub(super) async fn path(call: Call) -> Result<Node, Failure> {
    let from = end(&call, "startSongId").await?;
    let to = end(&call, "endSongId").await?;
    let count = call.parameters.count("count", 25, MAX_PATH)?;
    matches(&call, call.house.store.sonic_path(from, to, count).await?).await
}

async fn end(call: &Call, name: &'static str) -> Result<TrackId, Failure> {
    let track = call.track_ids(name)?.first().copied().ok_or(Failure::Missing(name))?;
    present(call, track).await
}

async fn present(call: &Call, track: TrackId) -> Result<TrackId, Failure> {
    let found = call.house.store.track(track).await?;
    found.map(|track| track.id).ok_or_else(|| not_found(&Id::Track(track).to_string()))
}

/// A list right in the response, each a song and how alike it is.
async fn matches(call: &Call, found: Vec<(TrackId, f32)>) -> Result<Node, Failure> {
    let ids: Vec<TrackId> = found.iter().map(|(id, _)| *id).collect();
    let songs = call.house.store.songs(&ids, Some(call.user()?)).await?;
    let alike: HashMap<TrackId, f32> = found.into_iter().collect();
    let matches = songs.iter().map(|song| {
        let similarity = alike.get(&song.track.id).copied().unwrap_or_default();
        Node::new().real("similarity", similarity).one("entry", views::song(song))
    });
    Ok(Node::new().many("sonicMatch", matches))
}
