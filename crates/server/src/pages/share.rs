//! What a share's link opens, for people without an account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use library::policy::{Action, Actor, Object, may};
use library::{Role, TrackId};
use store::{Share, Song, StoreError};

use super::{Language, escaped, page};
use crate::clock::now_ms;
use crate::house::House;
use crate::sound::{Unsent, Wish, send};

/// The share of a link that is open, and its tracks. One that asks for a password is not opened here yet.
async fn opened(
    house: &House,
    token: &str,
    action: Action,
) -> Result<Option<Vec<Song>>, StoreError> {
    let Some(share) = house.store.open_share(token, now_ms()).await? else { return Ok(None) };
    let actor = Actor::Guest { share: share.id, downloads: share.downloads };
    let object = Object::Share { id: share.id, owner: share.owner };
    if share.has_password || may(&actor, action, &object).is_err() {
        return Ok(None);
    }
    if action == Action::Browse {
        house.store.visit_share(share.id, now_ms()).await?;
    }
    let tracks = tracks(house, &share).await?;
    Ok(Some(house.store.songs(&tracks, None).await?))
}

/// The tracks of a share, in its order.
pub(crate) async fn tracks(house: &House, share: &Share) -> Result<Vec<TrackId>, StoreError> {
    use library::Item;
    let store = &house.store;
    let mut tracks = Vec::new();
    for item in &share.items {
        match item {
            Item::Track(id) => tracks.push(*id),
            Item::Album(id) => {
                tracks.extend(store.tracks_of(*id).await?.iter().map(|track| track.id))
            }
            Item::Artist(id) => tracks.extend(store.tracks_by(*id, 500).await?),
            Item::Playlist(id) => tracks.extend(store.tracks_in(*id, now_ms()).await?),
        }
    }
    Ok(tracks)
}

pub(super) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    match opened(&house, &token, Action::Browse).await {
        Ok(Some(songs)) => {
            let entries: String = songs.iter().map(|song| entry(&token, song)).collect();
            let title = language.say("Shared with you", "分享给您");
            page(StatusCode::OK, language, title, &format!("<ol>{entries}</ol>"))
        }
        Ok(None) => gone(language),
        Err(error) => failed(&error),
    }
}

fn entry(token: &str, song: &Song) -> String {
    let by = song.track.tags.names(Role::Artist).collect::<Vec<_>>().join(", ");
    let by = if by.is_empty() { String::new() } else { format!(" · {}", escaped(&by)) };
    let (token, track) = (escaped(token), song.track.id);
    let title = escaped(&song.track.title);
    format!(
        "<li>{title}{by}<br><audio controls preload=\"none\" src=\"/s/{token}/{track}\"></audio></li>"
    )
}

pub(super) async fn sound(
    State(house): State<Arc<House>>,
    Path((token, track)): Path<(String, i64)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let songs = match opened(&house, &token, Action::Stream).await {
        Ok(Some(songs)) => songs,
        Ok(None) => return gone(language),
        Err(error) => return failed(&error),
    };
    let Some(song) = songs.into_iter().find(|song| song.track.id == TrackId(track)) else {
        return gone(language);
    };
    match send(&house, &song.track, &Wish::default(), (&method, &headers)).await {
        Ok(response) => response,
        Err(Unsent::Store(error)) => failed(&error),
        Err(_) => gone(language),
    }
}

fn gone(language: Language) -> Response {
    let title = language.say("This link opens nothing", "此链接已失效");
    let words =
        language.say("It has ended, was revoked, or never was.", "它已到期、被撤销,或从未存在。");
    page(StatusCode::NOT_FOUND, language, title, &format!("<p>{words}</p>"))
}

fn failed(error: &StoreError) -> Response {
    tracing::error!("the store failed: {error}");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
