//! What a listener thinks of tracks, albums and artists, and what they heard.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use library::policy::{Action, Object};
use library::{Item, Listen, Rating, TrackId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(set_mark))
        .routes(routes!(listens, add_listen))
        .routes(routes!(set_history))
}

/// A star and a rating; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
struct MarkChange {
    /// Whether it has a star.
    starred: Option<bool>,
    /// From 1 to 5; 0 takes the rating away.
    rating: Option<i64>,
}

/// Stars or rates a track, album or artist.
#[utoipa::path(put, path = "/marks/{kind}/{id}", tag = "listening", request_body = MarkChange,
    params(("kind" = String, Path, description = "track, album, artist or playlist"), ("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn set_mark(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path((kind, id)): Path<(String, i64)>,
    Json(sent): Json<MarkChange>,
) -> Result<StatusCode, Problem> {
    let user = caller.account()?.id;
    caller.may(Action::Star, &Object::Own(user))?;
    caller.may(Action::Rate, &Object::Own(user))?;
    let item = Item::of(&kind, id).ok_or_else(Problem::not_found)?;
    exists(&house, &caller, item).await?;
    let rating = match sent.rating {
        None => None,
        Some(0) => Some(None),
        Some(stars) => {
            let rating = Rating::new(stars);
            Some(Some(rating.ok_or_else(|| Problem::bad("rating is 0 to 5"))?))
        }
    };
    if let Some(starred) = sent.starred {
        house.store.set_star(user, item, starred.then(now_ms)).await?;
    }
    if let Some(rating) = rating {
        house.store.set_rating(user, item, rating).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Whether something is there for the caller to name.
pub(super) async fn exists(house: &House, caller: &Caller, item: Item) -> Result<(), Problem> {
    let store = &house.store;
    let there = match item {
        Item::Track(id) => store.track(id).await?.is_some(),
        Item::Album(id) => store.album(id).await?.is_some(),
        Item::Artist(id) => store.artist(id).await?.is_some(),
        Item::Playlist(id) => match store.playlist(id).await? {
            None => false,
            Some(found) => {
                let object = Object::Playlist { owner: found.owner, public: found.public };
                caller.may(Action::ReadPlaylist, &object)?;
                true
            }
        },
    };
    if there { Ok(()) } else { Err(Problem::not_found()) }
}

/// Something that was heard.
#[derive(Debug, Serialize, ToSchema)]
struct ListenView {
    /// When, in milliseconds since 1970.
    listened_ms: i64,
    /// The track, if it is in the library.
    track: Option<i64>,
    /// Its title, as it was told.
    title: String,
    /// Its artist, as it was told.
    artist: String,
    /// Its album, as it was told.
    album: String,
    /// Whether it was passed over.
    skipped: bool,
}

/// Which part of a history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Heard before this time, in milliseconds since 1970; now when left out.
    before_ms: Option<i64>,
    /// At most so many; 50 unless told otherwise, at most 500.
    limit: Option<u32>,
}

fn own(caller: &Caller, action: Action) -> Result<UserId, Problem> {
    let user = caller.account()?.id;
    caller.may(action, &Object::Own(user))?;
    Ok(user)
}

/// What one heard, the last first.
#[utoipa::path(get, path = "/listens", tag = "listening", params(Before),
    responses((status = 200, body = Vec<ListenView>)))]
async fn listens(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(sent): Query<Before>,
) -> Result<Json<Vec<ListenView>>, Problem> {
    let user = own(&caller, Action::ReadOwn)?;
    let limit = sent.limit.unwrap_or(50).clamp(1, 500);
    let heard = house.store.listens(user, sent.before_ms.unwrap_or(i64::MAX), limit).await?;
    let view = |listen: Listen| ListenView {
        listened_ms: listen.listened_ms,
        track: listen.track.map(|id| id.0),
        title: listen.title,
        artist: listen.artist,
        album: listen.album,
        skipped: listen.skipped,
    };
    Ok(Json(heard.into_iter().map(view).collect()))
}

/// Something to be told as heard.
#[derive(Debug, Deserialize, ToSchema)]
struct NewListen {
    /// The track.
    track: i64,
    /// When it began, in milliseconds since 1970; now when left out.
    listened_ms: Option<i64>,
    /// How much of it was heard, in milliseconds.
    played_ms: Option<u64>,
    /// Whether it was passed over.
    #[serde(default)]
    skipped: bool,
}

/// Tells what was heard.
#[utoipa::path(post, path = "/listens", tag = "listening", request_body = NewListen,
    responses((status = 204), (status = 404, body = Problem)))]
async fn add_listen(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<NewListen>,
) -> Result<StatusCode, Problem> {
    let (user, now) = (own(&caller, Action::Scrobble)?, now_ms());
    let songs = house.store.songs(&[TrackId(sent.track)], None).await?;
    let song = songs.first().ok_or_else(Problem::not_found)?;
    let listened_ms = sent.listened_ms.map_or(now, |time| time.clamp(0, now));
    let heard = song.heard(listened_ms, "web".to_owned());
    let listen = Listen { played_ms: sent.played_ms, skipped: sent.skipped, ..heard };
    house.store.add_listens(user, &[listen], now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How much is kept of what one hears; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
struct HistoryChange {
    /// Whether a history is kept at all.
    kept: Option<bool>,
    /// Nothing is kept until this time, in milliseconds since 1970: a private session.
    private_until_ms: Option<i64>,
}

/// Turns the history off or on, or listens in private for a while.
#[utoipa::path(put, path = "/me/history", tag = "listening", request_body = HistoryChange,
    responses((status = 204)))]
async fn set_history(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<HistoryChange>,
) -> Result<StatusCode, Problem> {
    let user = own(&caller, Action::Scrobble)?;
    if let Some(kept) = sent.kept {
        house.store.set_history(user, kept).await?;
    }
    if let Some(until) = sent.private_until_ms {
        house.store.listen_in_private(user, until).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
