//! What goes with something: similar songs, an artist's best known, and what is told of albums and artists.

use std::sync::Arc;

use library::{Query, TrackId};
use store::{Album, Artist};

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::lists::MAX_PAGE;
use super::node::Node;

pub(super) async fn similar_songs2(call: Call) -> Result<Node, Failure> {
    let tracks = similar(&call).await?;
    call.songs("similarSongs2", &tracks).await
}

pub(super) async fn similar_songs(call: Call) -> Result<Node, Failure> {
    let tracks = similar(&call).await?;
    call.songs("similarSongs", &tracks).await
}

async fn similar(call: &Call) -> Result<Vec<TrackId>, Failure> {
    let count = call.parameters.count("count", 50, MAX_PAGE)?;
    let store = &call.house.store;
    Ok(match call.id()? {
        Id::Track(id) => store.similar_to_track(id, count).await?,
        Id::Album(id) => store.similar_to_album(id, count).await?,
        Id::Artist(id) => store.similar_to_artist(id, count).await?,
        other => return Err(not_found(&other.to_string())),
    })
}

/// Clients name the artist here, not their identity. Those that the caller plays most come first, for what others of
/// the house play is theirs to know.
pub(super) async fn top_songs(call: Call) -> Result<Node, Failure> {
    let name = call.parameters.need("artist")?;
    let count = call.parameters.count("count", 50, MAX_PAGE)?;
    let tracks = match artist_named(&call, name).await? {
        Some(artist) => call.house.store.top_tracks(artist.id, call.user()?, count).await?,
        None => Vec::new(),
    };
    call.songs("topSongs", &tracks).await
}

async fn artist_named(call: &Call, name: &str) -> Result<Option<Arc<Artist>>, Failure> {
    let found = call.house.store.search_artists(&Query::parse(name), None, 50).await?;
    let folded = library::fold(name);
    Ok(found.into_iter().find(|artist| library::fold(&artist.name) == folded))
}

pub(super) async fn artist_info2(call: Call) -> Result<Node, Failure> {
    artist_info(&call, "artistInfo2").await
}

pub(super) async fn artist_info1(call: Call) -> Result<Node, Failure> {
    artist_info(&call, "artistInfo").await
}

async fn artist_info(call: &Call, name: &'static str) -> Result<Node, Failure> {
    let artist = match call.id()? {
        Id::Artist(id) => id,
        Id::Album(id) => album(call, id)
            .await?
            .artists
            .first()
            .map(|artist| artist.id)
            .ok_or_else(|| not_found("an artist"))?,
        Id::Track(id) => {
            let songs = call.house.store.songs(&[id], None).await?;
            let first = songs.iter().flat_map(|song| song.credited(library::Role::Artist)).next();
            first.map(|artist| artist.id).ok_or_else(|| not_found("an artist"))?
        }
        other => return Err(not_found(&other.to_string())),
    };
    let count = call.parameters.count("count", 20, 100)? as usize;
    let similar = call.house.store.similar_to_artist(artist, MAX_PAGE).await?;
    let mut others: Vec<Arc<Artist>> = Vec::new();
    for song in call.house.store.songs(&similar, None).await? {
        let Some(of) = song.album.as_ref().and_then(|album| album.artists.first()) else {
            continue;
        };
        let known = of.id == artist || others.iter().any(|other| other.id == of.id);
        if others.len() < count && !known {
            others.push(Arc::clone(of));
        }
    }
    let others = call.artist_nodes(&others).await?;
    Ok(Node::new().one(name, Node::new().many("similarArtist", others)))
}

/// Nothing is fetched about anybody: what an album tells of itself is what there is.
pub(super) async fn album_info(call: Call) -> Result<Node, Failure> {
    let id = match call.id()? {
        Id::Album(id) => id,
        Id::Track(id) => {
            let track = call.house.store.track(id).await?;
            track.and_then(|track| track.album).ok_or_else(|| not_found("an album"))?
        }
        other => return Err(not_found(&other.to_string())),
    };
    album(&call, id).await?;
    let tracks = call.house.store.tracks_of(id).await?;
    let release = tracks.iter().find_map(|track| track.tags.musicbrainz.release.as_ref());
    let info = match release {
        Some(release) => Node::new().leaf("musicBrainzId", release),
        None => Node::new(),
    };
    Ok(Node::new().one("albumInfo", info))
}

async fn album(call: &Call, id: library::AlbumId) -> Result<Arc<Album>, Failure> {
    let album = call.house.store.album(id).await?;
    album.ok_or_else(|| not_found(&Id::Album(id).to_string()))
}
