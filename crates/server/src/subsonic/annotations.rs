//! Stars, ratings, and what was heard.

use std::collections::HashMap;
use std::sync::Arc;

use library::policy::{Action, Object};
use library::{Item, Listen, Rating, TrackId};
use store::{Album, Artist, NowPlaying, Song};

use super::call::Call;
use super::failure::Failure;
use super::ids::Id;
use super::node::Node;
use super::views;
use crate::clock::now_ms;

/// The most that one call may star or scrobble.
const MAX_AT_ONCE: usize = 1_000;

pub(super) async fn star(call: Call) -> Result<Node, Failure> {
    set_stars(&call, Some(now_ms())).await
}

pub(super) async fn unstar(call: Call) -> Result<Node, Failure> {
    set_stars(&call, None).await
}

async fn set_stars(call: &Call, starred_ms: Option<i64>) -> Result<Node, Failure> {
    let user = call.user()?;
    call.may(Action::Star, &Object::Own(user))?;
    let ids = [call.ids("id")?, call.ids("albumId")?, call.ids("artistId")?].concat();
    if ids.is_empty() {
        return Err(Failure::Missing("id"));
    }
    few(ids.len())?;
    let items: Vec<Item> = ids.iter().map(Id::item).collect::<Result<_, _>>()?;
    for item in &items {
        exists(call, *item).await?;
    }
    for item in items {
        call.house.store.set_star(user, item, starred_ms).await?;
    }
    Ok(Node::new())
}

fn few(count: usize) -> Result<(), Failure> {
    if count <= MAX_AT_ONCE {
        return Ok(());
    }
    Err(Failure::General(format!("at most {MAX_AT_ONCE} at once")))
}

/// Whether a thing is there and may be seen by who asks.
pub(super) async fn exists(call: &Call, item: Item) -> Result<(), Failure> {
    let store = &call.house.store;
    let there = match item {
        Item::Track(id) => store.track(id).await?.is_some(),
        Item::Album(id) => store.album(id).await?.is_some(),
        Item::Artist(id) => store.artist(id).await?.is_some(),
        Item::Playlist(id) => {
            super::playlists::readable(call, id).await?;
            true
        }
    };
    if there { Ok(()) } else { Err(super::ids::not_found(&Id::from(item).to_string())) }
}

pub(super) async fn set_rating(call: Call) -> Result<Node, Failure> {
    let user = call.user()?;
    call.may(Action::Rate, &Object::Own(user))?;
    let item = call.id()?.item()?;
    let stars = call.parameters.read_as::<i64>("rating")?.ok_or(Failure::Missing("rating"))?;
    let rating = match stars {
        0 => None,
        _ => Some(Rating::new(stars).ok_or(Failure::Unreadable("rating", stars.to_string()))?),
    };
    exists(&call, item).await?;
    call.house.store.set_rating(user, item, rating).await?;
    Ok(Node::new())
}

pub(super) async fn starred2(call: Call) -> Result<Node, Failure> {
    starred(&call, "starred2", views::album).await
}

/// The older form: albums are folders.
pub(super) async fn starred1(call: Call) -> Result<Node, Failure> {
    starred(&call, "starred", views::album_as_folder).await
}

async fn starred(
    call: &Call,
    name: &'static str,
    view: fn(&Album, &library::Mark) -> Node,
) -> Result<Node, Failure> {
    let store = &call.house.store;
    let (mut tracks, mut albums, mut artists) =
        (Vec::new(), Vec::<Arc<Album>>::new(), Vec::<Arc<Artist>>::new());
    for (item, _) in store.starred(call.user()?).await? {
        match item {
            Item::Track(id) => tracks.push(id),
            Item::Album(id) => albums.extend(store.album(id).await?),
            Item::Artist(id) => artists.extend(store.artist(id).await?),
            Item::Playlist(_) => {}
        }
    }
    if let Some(inside) = call.inside().await? {
        tracks.retain(|track| inside.has_track(*track));
        albums.retain(|album| inside.has_album(album));
        artists.retain(|artist| inside.has_artist(artist));
    }
    let found = Node::new()
        .many("artist", call.artist_nodes(&artists).await?)
        .many("album", call.album_nodes(&albums, view).await?)
        .many("song", call.song_nodes(&tracks).await?);
    Ok(Node::new().one(name, found))
}

/// Tells what was heard, or with `submission=false` what plays now.
pub(super) async fn scrobble(call: Call) -> Result<Node, Failure> {
    let user = call.user()?;
    call.may(Action::Scrobble, &Object::Own(user))?;
    let tracks = call.track_ids("id")?;
    if tracks.is_empty() {
        return Err(Failure::Missing("id"));
    }
    few(tracks.len())?;
    let times = call.parameters.all("time").map(|time| {
        time.parse::<i64>()
            .map_err(|_| Failure::Unreadable("time", time.chars().take(80).collect()))
    });
    let times: Vec<i64> = times.collect::<Result<_, _>>()?;
    let now = now_ms();
    let songs = call.house.store.songs(&tracks, None).await?;
    if call.parameters.flag("submission")? == Some(false) {
        if let Some(song) = songs.last() {
            call.house.store.now_plays(playing(&call, song, now)?).await?;
        }
        return Ok(Node::new());
    }
    let by_id: HashMap<TrackId, &Song> = songs.iter().map(|song| (song.track.id, song)).collect();
    let listen = |(place, track): (usize, &TrackId)| {
        // Nobody has heard yet what is still to come.
        let listened_ms = times.get(place).map_or(now, |time| (*time).clamp(0, now));
        by_id.get(track).map(|song| song.heard(listened_ms, call.client()))
    };
    let listens: Vec<Listen> = tracks.iter().enumerate().filter_map(listen).collect();
    call.house.store.add_listens(user, &listens, now).await?;
    call.house.store.stops_playing(user, &call.client());
    Ok(Node::new())
}

/// A player tells what it does (extension `playbackReport`). What was heard by half, or for four minutes, is
/// a play, as Last.fm counts; what was left sooner is a skip.
pub(super) async fn report_playback(call: Call) -> Result<Node, Failure> {
    let user = call.user()?;
    call.may(Action::Scrobble, &Object::Own(user))?;
    let track = super::transcoding::media(&call).await?;
    let sent = &call.parameters;
    let position = sent.read_as::<i64>("positionMs")?.ok_or(Failure::Missing("positionMs"))?.max(0);
    let (store, now) = (&call.house.store, now_ms());
    let songs = store.songs(&[track.id], None).await?;
    let Some(song) = songs.first() else { return Err(super::ids::not_found("the track")) };
    match sent.need("state")? {
        "starting" | "playing" => store.now_plays(playing(&call, song, now)?).await?,
        "paused" => store.stops_playing(user, &call.client()),
        "stopped" => {
            store.stops_playing(user, &call.client());
            if sent.get("ignoreScrobble") != Some("true") {
                let length = i64::try_from(track.properties.duration_ms).unwrap_or(i64::MAX);
                let played_ms = u64::try_from(position).ok();
                let skipped = position < 4 * 60_000 && position < length / 2;
                let listened_ms = now.saturating_sub(position).max(0);
                let listen = song.heard(listened_ms, call.client());
                let listen = Listen { played_ms, skipped, ..listen };
                store.add_listens(user, &[listen], now).await?;
            }
        }
        other => return Err(Failure::Unreadable("state", other.chars().take(80).collect())),
    }
    Ok(Node::new())
}

fn playing(call: &Call, song: &Song, now_ms: i64) -> Result<NowPlaying, Failure> {
    let length = i64::try_from(song.track.properties.duration_ms).unwrap_or(0);
    // A little longer, for whoever pauses.
    let until_ms = now_ms.saturating_add(length).saturating_add(60_000);
    let (user, client, track) = (call.user()?, call.client(), song.track.id);
    Ok(NowPlaying { user, client, track, started_ms: now_ms, until_ms })
}

/// What is heard in the house, by those who do not listen in private.
pub(super) async fn now_playing(call: Call) -> Result<Node, Failure> {
    let store = &call.house.store;
    let now = now_ms();
    let mut entries = Vec::new();
    for (player, playing) in (0..).zip(store.now_playing(now)) {
        let (account, songs) =
            (store.account(playing.user).await?, store.songs(&[playing.track], None).await?);
        entries.extend(songs.iter().map(|song| {
            views::song(song)
                .text("username", &account.name)
                .number("minutesAgo", (now - playing.started_ms) / 60_000)
                .number("playerId", player)
                .text("playerName", &playing.client)
        }));
    }
    Ok(Node::new().one("nowPlaying", Node::new().many("entry", entries)))
}
