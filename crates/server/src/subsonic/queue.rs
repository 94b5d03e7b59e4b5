//! Where a listener is: the play queue and bookmarks.

use library::policy::{Action, Object};
use library::{PlayQueue, TrackId};

use super::call::Call;
use super::failure::Failure;
use super::ids::Id;
use super::node::Node;
use super::views::{self, time};
use crate::clock::now_ms;

pub(super) async fn play_queue(call: Call) -> Result<Node, Failure> {
    let Some(queue) = call.house.store.play_queue(call.user()?).await? else {
        return Ok(Node::new());
    };
    let current = queue.tracks.get(queue.current).map(|id| Id::Track(*id).to_string());
    let node = view(&call, &queue).await?.some_text("current", current);
    Ok(Node::new().one("playQueue", node))
}

/// By place, for queues that hold a track twice (extension `indexBasedQueue`).
pub(super) async fn play_queue_by_index(call: Call) -> Result<Node, Failure> {
    let Some(queue) = call.house.store.play_queue(call.user()?).await? else {
        return Ok(Node::new());
    };
    let current = (!queue.tracks.is_empty()).then_some(queue.current);
    let node = view(&call, &queue).await?.some_number("currentIndex", current);
    Ok(Node::new().one("playQueueByIndex", node))
}

async fn view(call: &Call, queue: &PlayQueue) -> Result<Node, Failure> {
    Ok(Node::new()
        .text("username", &call.account()?.name)
        .number("position", queue.position_ms)
        .text("changed", time(queue.changed_ms))
        .text("changedBy", &queue.changed_by)
        .many("entry", call.song_nodes(&queue.tracks).await?))
}

pub(super) async fn save(call: Call) -> Result<Node, Failure> {
    let tracks = call.track_ids("id")?;
    let current = match call.parameters.get("current") {
        None => 0,
        Some(text) => match text.parse() {
            Ok(Id::Track(id)) => tracks.iter().position(|track| *track == id).unwrap_or(0),
            _ => return Err(Failure::Unreadable("current", text.chars().take(80).collect())),
        },
    };
    keep(&call, tracks, current).await
}

pub(super) async fn save_by_index(call: Call) -> Result<Node, Failure> {
    let tracks = call.track_ids("id")?;
    let current = call.parameters.read_as::<usize>("currentIndex")?;
    if !tracks.is_empty() && current.is_none_or(|current| current >= tracks.len()) {
        let sent = call.parameters.get("currentIndex").unwrap_or_default();
        return Err(Failure::Unreadable("currentIndex", sent.chars().take(80).collect()));
    }
    keep(&call, tracks, current.unwrap_or(0)).await
}

async fn keep(call: &Call, tracks: Vec<TrackId>, current: usize) -> Result<Node, Failure> {
    let user = call.user()?;
    call.may(Action::Scrobble, &Object::Own(user))?;
    let position_ms = call.parameters.read_as("position")?.unwrap_or(0);
    let (changed_ms, changed_by) = (now_ms(), call.client());
    let queue = PlayQueue { tracks, current, position_ms, changed_ms, changed_by };
    call.house.store.save_play_queue(user, &queue).await?;
    Ok(Node::new())
}

pub(super) async fn bookmarks(call: Call) -> Result<Node, Failure> {
    let bookmarks = call.house.store.bookmarks(call.user()?).await?;
    let mut nodes = Vec::with_capacity(bookmarks.len());
    for bookmark in bookmarks {
        let songs = call.house.store.songs(&[bookmark.track], call.user().ok()).await?;
        let Some(song) = songs.first() else { continue };
        nodes.push(
            Node::new()
                .number("position", bookmark.position_ms)
                .text("username", &call.account()?.name)
                .text("comment", &bookmark.comment)
                .text("created", time(bookmark.created_ms))
                .text("changed", time(bookmark.changed_ms))
                .one("entry", views::song(song)),
        );
    }
    Ok(Node::new().one("bookmarks", Node::new().many("bookmark", nodes)))
}

pub(super) async fn create_bookmark(call: Call) -> Result<Node, Failure> {
    let track = super::media::track(&call).await?.id;
    let user = call.user()?;
    call.may(Action::Scrobble, &Object::Own(user))?;
    let position =
        call.parameters.read_as::<i64>("position")?.ok_or(Failure::Missing("position"))?;
    let comment = call.parameters.get("comment").unwrap_or_default();
    call.house.store.set_bookmark(user, track, position.max(0), comment, now_ms()).await?;
    Ok(Node::new())
}

pub(super) async fn delete_bookmark(call: Call) -> Result<Node, Failure> {
    let user = call.user()?;
    call.may(Action::Scrobble, &Object::Own(user))?;
    call.house.store.delete_bookmark(user, call.track_id()?).await?;
    Ok(Node::new())
}
