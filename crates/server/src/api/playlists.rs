//! Playlists, by hand or by rules.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use library::policy::{Action, Object};
use library::rules::Rules;
use library::{PlaylistEdit, PlaylistId, TrackId};
use serde::{Deserialize, Serialize};
use store::{Playlist, PlaylistChange};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::library::{TrackView, track_view};
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(playlists, make))
        .routes(routes!(playlist, change, delete))
        .routes(routes!(replace_tracks))
        .routes(routes!(set_rules))
}

/// A playlist.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlaylistView {
    /// Its identity.
    id: i64,
    /// Its name.
    name: String,
    /// A remark.
    comment: String,
    /// The owner's name.
    owner: String,
    /// Whether the others of the house see it.
    public: bool,
    /// How many tracks it has.
    track_count: i64,
    /// How long they play, in milliseconds.
    duration_ms: i64,
    /// When it was changed last, in milliseconds since 1970.
    changed_ms: i64,
    /// The rules that find its tracks, if it has rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<serde_json::Value>,
}

pub(super) fn view(playlist: Playlist) -> PlaylistView {
    PlaylistView {
        id: playlist.id.0,
        name: playlist.name,
        comment: playlist.comment,
        owner: playlist.owner_name,
        public: playlist.public,
        track_count: playlist.track_count,
        duration_ms: playlist.duration_ms,
        changed_ms: playlist.changed_ms,
        rules: playlist.rules.and_then(|rules| serde_json::to_value(rules).ok()),
    }
}

/// A playlist to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewPlaylist {
    /// Its name.
    name: String,
    /// Its tracks.
    #[serde(default)]
    tracks: Vec<i64>,
    /// Rules that find its tracks instead; see the documentation of smart playlists.
    rules: Option<serde_json::Value>,
}

/// What is changed about a playlist; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
struct Change {
    /// Its name.
    name: Option<String>,
    /// Its remark.
    comment: Option<String>,
    /// Whether the others of the house see it.
    public: Option<bool>,
}

/// A playlist with its tracks.
#[derive(Debug, Serialize, ToSchema)]
struct WholePlaylist {
    /// The playlist.
    #[serde(flatten)]
    playlist: PlaylistView,
    /// Its tracks in order.
    tracks: Vec<TrackView>,
}

/// The playlists that one may see.
#[utoipa::path(get, path = "/playlists", tag = "playlists",
    responses((status = 200, body = Vec<PlaylistView>)))]
async fn playlists(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<PlaylistView>>, Problem> {
    let owner = caller.account()?.id;
    caller.may(Action::ReadPlaylist, &Object::Playlist { owner, public: false })?;
    Ok(Json(house.store.playlists(owner).await?.into_iter().map(view).collect()))
}

/// Makes a playlist.
#[utoipa::path(post, path = "/playlists", tag = "playlists", request_body = NewPlaylist,
    responses((status = 201, body = PlaylistView)))]
async fn make(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<NewPlaylist>,
) -> Result<(StatusCode, Json<PlaylistView>), Problem> {
    let owner = caller.account()?.id;
    caller.may(Action::EditPlaylist, &Object::Playlist { owner, public: false })?;
    let tracks = existing(&house, &sent.tracks).await?;
    let (store, now) = (&house.store, now_ms());
    let id = match &sent.rules {
        Some(rules) => store.make_smart_playlist(owner, &sent.name, &parsed(rules)?, now).await?,
        None => store.make_playlist(owner, &sent.name, &tracks, now).await?,
    };
    let made = house.store.playlist(id).await?.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, Json(view(made))))
}

fn parsed(rules: &serde_json::Value) -> Result<Rules, Problem> {
    Rules::parse(&rules.to_string()).map_err(|error| Problem::bad(error.to_string()))
}

/// Puts rules in the place of a playlist's tracks or rules.
#[utoipa::path(put, path = "/playlists/{id}/rules", tag = "playlists", params(("id" = i64, Path)),
    request_body = serde_json::Value, responses((status = 204), (status = 400, body = Problem)))]
async fn set_rules(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(rules): Json<serde_json::Value>,
) -> Result<StatusCode, Problem> {
    let found = allowed(&house, &caller, id, Action::EditPlaylist).await?;
    house.store.set_rules(found.id, &parsed(&rules)?, now_ms()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tracks that are all there.
async fn existing(house: &House, tracks: &[i64]) -> Result<Vec<TrackId>, Problem> {
    let tracks: Vec<TrackId> = tracks.iter().copied().map(TrackId).collect();
    for track in &tracks {
        if house.store.track(*track).await?.is_none() {
            return Err(Problem::bad(format!("there is no track {track}")));
        }
    }
    Ok(tracks)
}

/// A playlist with which this may be done.
pub(super) async fn allowed(
    house: &House,
    caller: &Caller,
    id: i64,
    action: Action,
) -> Result<Playlist, Problem> {
    caller.account()?;
    let found = house.store.playlist(PlaylistId(id)).await?.ok_or_else(Problem::not_found)?;
    caller.may(action, &Object::Playlist { owner: found.owner, public: found.public })?;
    Ok(found)
}

/// One playlist with its tracks.
#[utoipa::path(get, path = "/playlists/{id}", tag = "playlists", params(("id" = i64, Path)),
    responses((status = 200, body = WholePlaylist), (status = 404, body = Problem)))]
async fn playlist(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<WholePlaylist>, Problem> {
    let found = allowed(&house, &caller, id, Action::ReadPlaylist).await?;
    let tracks = house.store.tracks_in(found.id, now_ms()).await?;
    let songs = house.store.songs(&tracks, Some(caller.account()?.id)).await?;
    let tracks = songs.iter().map(track_view).collect();
    Ok(Json(WholePlaylist { playlist: view(found), tracks }))
}

/// Changes what a playlist says of itself.
#[utoipa::path(patch, path = "/playlists/{id}", tag = "playlists", params(("id" = i64, Path)),
    request_body = Change, responses((status = 204), (status = 404, body = Problem)))]
async fn change(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(sent): Json<Change>,
) -> Result<StatusCode, Problem> {
    let found = allowed(&house, &caller, id, Action::EditPlaylist).await?;
    let (name, comment) = (sent.name.as_deref(), sent.comment.as_deref());
    let change = PlaylistChange { name, comment, public: sent.public };
    house.store.change_playlist(found.id, change, now_ms()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts other tracks in the place of a playlist's.
#[utoipa::path(put, path = "/playlists/{id}/tracks", tag = "playlists", params(("id" = i64, Path)),
    request_body = Vec<i64>, responses((status = 204), (status = 404, body = Problem)))]
async fn replace_tracks(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(tracks): Json<Vec<i64>>,
) -> Result<StatusCode, Problem> {
    let found = allowed(&house, &caller, id, Action::EditPlaylist).await?;
    let edit = PlaylistEdit::Replace(existing(&house, &tracks).await?);
    house.store.edit_playlist(found.id, edit, now_ms()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a playlist.
#[utoipa::path(delete, path = "/playlists/{id}", tag = "playlists", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    let found = allowed(&house, &caller, id, Action::EditPlaylist).await?;
    house.store.delete_playlist(found.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
