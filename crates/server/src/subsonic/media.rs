//! Sound, pictures and words: whatever is answered in bytes, and lyrics.

use axum::response::Response;
use library::policy::{Action, Object};
use library::{Lyrics, Query, Role};
use store::Track;

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use crate::covers::{self, NoCover};
use crate::sound::{self, Unsent, Wish};

/// The file as it is.
pub(super) async fn download(call: Call) -> Result<Response, Failure> {
    call.may(Action::Download, &Object::Library)?;
    if let Id::Episode(id) = call.id()? {
        let episode = call.house.episode(id).await?;
        return Ok(
            sound::download_episode(&call.house, &episode, (&call.method, &call.headers)).await?
        );
    }
    let track = track(&call).await?;
    Ok(sound::download(&call.house, &track, (&call.method, &call.headers)).await?)
}

pub(super) async fn track(call: &Call) -> Result<Track, Failure> {
    let id = call.track_id()?;
    let found = call.house.store.track(id).await?;
    found.ok_or_else(|| not_found(&Id::Track(id).to_string()))
}

/// The sound of a track, as the client can play it.
pub(super) async fn stream(call: Call) -> Result<Response, Failure> {
    let sent = &call.parameters;
    let wish = Wish {
        format: sent.get("format"),
        most_kbps: sent.count("maxBitRate", 0, 10_000)?,
        offset_s: sent.count("timeOffset", 0, 86_400)?,
    };
    if let Id::Episode(id) = call.id()? {
        let episode = call.house.episode(id).await?;
        return Ok(sound::send_episode(
            &call.house,
            &episode,
            &wish,
            (&call.method, &call.headers),
        )
        .await?);
    }
    let track = track(&call).await?;
    Ok(sound::send(&call.house, &track, &wish, (&call.method, &call.headers)).await?)
}

/// The picture of a track, album, artist or podcast, made smaller if `size` asks for it.
pub(super) async fn cover(call: Call) -> Result<Response, Failure> {
    let (id, side) = (call.id()?, call.parameters.read_as("size")?);
    let podcast = match id {
        Id::Podcast(id) => Some(id),
        Id::Episode(id) => Some(call.house.episode(id).await?.podcast),
        _ => None,
    };
    if let Some(podcast) = podcast {
        return Ok(covers::send_of_podcast(&call.house, podcast, side).await?);
    }
    let item = id.item()?;
    if let library::Item::Playlist(id) = item {
        super::playlists::readable(&call, id).await?;
    }
    Ok(covers::send(&call.house, item, side).await?)
}

impl From<Unsent> for Failure {
    fn from(unsent: Unsent) -> Failure {
        match unsent {
            Unsent::Gone => Failure::NotFound("the track's file".into()),
            Unsent::Busy(seconds) => Failure::Busy(seconds),
            Unsent::Unplayable(_) => Failure::General(unsent.to_string()),
            Unsent::Store(error) => error.into(),
        }
    }
}

impl From<NoCover> for Failure {
    fn from(none: NoCover) -> Failure {
        if let NoCover::Store(error) = &none {
            tracing::error!("the store failed: {error}");
        }
        Failure::NotFound(none.to_string())
    }
}

/// The words of a track: timed, plain or none.
pub(super) async fn lyrics_by_song(call: Call) -> Result<Node, Failure> {
    let track = track(&call).await?;
    let words =
        track.tags.lyrics.as_deref().map(Lyrics::parse).filter(|words| !words.lines.is_empty());
    let structured = words.iter().map(|words| {
        let lines = words
            .lines
            .iter()
            .map(|line| Node::new().some_number("start", line.start_ms).content(&line.text));
        Node::new()
            .text("lang", "und")
            .flag("synced", words.is_timed())
            .some_text("displayArtist", track.tags.names(Role::Artist).next())
            .text("displayTitle", &track.title)
            .many("line", lines)
    });
    Ok(Node::new().one("lyricsList", Node::new().many("structuredLyrics", structured)))
}

/// The words of whatever track an artist and a title find first, for clients of old.
pub(super) async fn lyrics(call: Call) -> Result<Node, Failure> {
    let (artist, title) = (call.parameters.get("artist"), call.parameters.get("title"));
    let text = [artist, title].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let query = Query::parse(&text);
    if query.terms.is_empty() {
        return Ok(Node::new().one("lyrics", Node::new().content("")));
    }
    let found = call.house.store.search_tracks(&query, None, 50).await?;
    let words = found.iter().find_map(|track| Some((track, track.tags.lyrics.as_deref()?)));
    let Some((track, words)) = words else {
        return Ok(Node::new().one("lyrics", Node::new().content("")));
    };
    let lines: Vec<String> = Lyrics::parse(words).lines.into_iter().map(|line| line.text).collect();
    let node = Node::new()
        .some_text("artist", track.tags.names(Role::Artist).next())
        .text("title", &track.title)
        .content(lines.join("\n"));
    Ok(Node::new().one("lyrics", node))
}
