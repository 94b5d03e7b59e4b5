//! Playlists.

use library::policy::{Action, Object};
use library::{PlaylistEdit, PlaylistId};
use store::{Playlist, PlaylistChange, Song};

use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use super::views::{self, seconds, time};
use crate::clock::now_ms;

pub(super) async fn playlists(call: Call) -> Result<Node, Failure> {
    let store = &call.house.store;
    let mut nodes = Vec::new();
    for playlist in store.playlists(call.user()?).await? {
        // What rules find is counted when it is looked for.
        let songs = match playlist.rules {
            Some(_) => store.songs(&store.tracks_in(playlist.id, now_ms()).await?, None).await?,
            None => Vec::new(),
        };
        nodes.push(view(&call, &playlist, &songs));
    }
    Ok(Node::new().one("playlists", Node::new().many("playlist", nodes)))
}

pub(super) async fn playlist(call: Call) -> Result<Node, Failure> {
    let playlist = readable(&call, named(&call, "id")?).await?;
    whole(&call, &playlist).await
}

/// Makes a playlist or, where one is named, replaces its tracks.
pub(super) async fn create(call: Call) -> Result<Node, Failure> {
    let (store, now) = (&call.house.store, now_ms());
    let tracks = call.track_ids("songId")?;
    for track in &tracks {
        if store.track(*track).await?.is_none() {
            return Err(not_found(&Id::Track(*track).to_string()));
        }
    }
    let id = if call.parameters.get("playlistId").is_some() {
        let id = editable(&call, named(&call, "playlistId")?).await?.id;
        store.edit_playlist(id, PlaylistEdit::Replace(tracks), now).await?;
        if let Some(name) = call.parameters.get("name") {
            let change = PlaylistChange { name: Some(name), ..PlaylistChange::default() };
            store.change_playlist(id, change, now).await?;
        }
        id
    } else {
        let owner = call.user()?;
        call.may(Action::EditPlaylist, &Object::Playlist { owner, public: false })?;
        store.make_playlist(owner, call.parameters.need("name")?, &tracks, now).await?
    };
    let playlist = store.playlist(id).await?.ok_or_else(|| not_found("the playlist"))?;
    whole(&call, &playlist).await
}

pub(super) async fn update(call: Call) -> Result<Node, Failure> {
    let (store, sent, now) = (&call.house.store, &call.parameters, now_ms());
    let id = editable(&call, named(&call, "playlistId")?).await?.id;
    let add = call.track_ids("songIdToAdd")?;
    let remove = sent.all("songIndexToRemove").map(|place| {
        place
            .parse()
            .map_err(|_| Failure::Unreadable("songIndexToRemove", place.chars().take(80).collect()))
    });
    let remove: Vec<usize> = remove.collect::<Result<_, _>>()?;
    let change = PlaylistChange {
        name: sent.get("name"),
        comment: sent.get("comment"),
        public: sent.flag("public")?,
    };
    store.change_playlist(id, change, now).await?;
    if !add.is_empty() || !remove.is_empty() {
        store.edit_playlist(id, PlaylistEdit::Change { remove, add }, now).await?;
    }
    Ok(Node::new())
}

pub(super) async fn delete(call: Call) -> Result<Node, Failure> {
    let id = editable(&call, named(&call, "id")?).await?.id;
    call.house.store.delete_playlist(id).await?;
    Ok(Node::new())
}

fn named(call: &Call, parameter: &'static str) -> Result<PlaylistId, Failure> {
    let text = call.parameters.need(parameter)?;
    match text.parse() {
        Ok(Id::Playlist(id)) => Ok(id),
        _ => Err(not_found(text)),
    }
}

/// A playlist that whoever asks may see.
pub(super) async fn readable(call: &Call, id: PlaylistId) -> Result<Playlist, Failure> {
    allowed(call, id, Action::ReadPlaylist).await
}

async fn editable(call: &Call, id: PlaylistId) -> Result<Playlist, Failure> {
    allowed(call, id, Action::EditPlaylist).await
}

/// One that is not theirs is not told from one that is not there.
async fn allowed(call: &Call, id: PlaylistId, action: Action) -> Result<Playlist, Failure> {
    let none = || not_found(&Id::Playlist(id).to_string());
    let found = call.house.store.playlist(id).await?.ok_or_else(none)?;
    let object = Object::Playlist { owner: found.owner, public: found.public };
    call.may(action, &object).map_err(|failure| match failure {
        Failure::NotFound(_) => none(),
        other => other,
    })?;
    Ok(found)
}

async fn whole(call: &Call, playlist: &Playlist) -> Result<Node, Failure> {
    let tracks = call.house.store.tracks_in(playlist.id, now_ms()).await?;
    let songs = call.house.store.songs(&tracks, Some(call.user()?)).await?;
    let node = view(call, playlist, &songs).many("entry", songs.iter().map(views::song));
    Ok(Node::new().one("playlist", node))
}

/// A playlist without its tracks; `songs` are those that its rules find, if it has rules.
fn view(call: &Call, playlist: &Playlist, songs: &[Song]) -> Node {
    let own = call.user() == Ok(playlist.owner);
    let (count, duration_ms) = match playlist.rules {
        None => (playlist.track_count, playlist.duration_ms),
        Some(_) => {
            let lengths = songs.iter().map(|song| song.track.properties.duration_ms);
            let count = i64::try_from(songs.len()).unwrap_or(i64::MAX);
            (count, i64::try_from(lengths.sum::<u64>()).unwrap_or(i64::MAX))
        }
    };
    Node::new()
        .text("id", Id::Playlist(playlist.id).to_string())
        .text("name", &playlist.name)
        .text("comment", &playlist.comment)
        .text("owner", &playlist.owner_name)
        .flag("public", playlist.public)
        .flag("readonly", !own || playlist.rules.is_some())
        .number("songCount", count)
        .number("duration", seconds(duration_ms))
        .text("created", time(playlist.created_ms))
        .text("changed", time(playlist.changed_ms))
}
