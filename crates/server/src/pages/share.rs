//! What a share's link opens, for people without an account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use library::policy::{Action, Actor, Object, may};
use library::{AccountRole, Item, PlaylistId, Role, Scope, TrackId};
use store::{Share, Song, StoreError, Track};

use super::{Language, escaped, failed, page, password};
use crate::clock::now_ms;
use crate::house::House;
use crate::sound::{self, Unsent, Wish};

/// How long a share lasts when nobody says: a year.
pub(crate) const SHARE_LASTS_MS: i64 = 365 * 24 * 3600 * 1000;

/// Tracks of one artist in a share, at most.
const BY_ARTIST: u32 = 500;

/// Why a guest does not get what is behind a link.
enum Shut {
    /// It opens nothing, or not this.
    Gone,
    AsksPassword,
    Failed(StoreError),
}

impl From<StoreError> for Shut {
    fn from(error: StoreError) -> Shut {
        Shut::Failed(error)
    }
}

impl From<Unsent> for Shut {
    fn from(unsent: Unsent) -> Shut {
        match unsent {
            Unsent::Store(error) => Shut::Failed(error),
            _ => Shut::Gone,
        }
    }
}

impl Shut {
    fn page(&self, language: Language, token: &str) -> Response {
        match self {
            Shut::Gone => gone(language),
            Shut::AsksPassword => password::ask(language, token, StatusCode::FORBIDDEN, ""),
            Shut::Failed(error) => failed(error),
        }
    }
}

/// The share that a link opens for this action.
async fn opened(
    house: &House,
    token: &str,
    action: Action,
    headers: &HeaderMap,
) -> Result<Share, Shut> {
    let share = house.store.open_share(token, now_ms()).await?.ok_or(Shut::Gone)?;
    let actor = Actor::Guest { share: share.id, downloads: share.downloads };
    let object = Object::Share { id: share.id, owner: share.owner };
    may(&actor, action, &object).map_err(|_| Shut::Gone)?;
    if password::passes(house, &share, headers).await? {
        Ok(share)
    } else {
        Err(Shut::AsksPassword)
    }
}

/// The link of a share, for its owner.
pub(crate) async fn url(house: &House, share: &Share) -> Result<String, StoreError> {
    Ok(format!("{}/s/{}", house.url(), house.store.share_token(share).await?))
}

/// The tracks of a share, in its order.
pub(crate) async fn tracks(house: &House, share: &Share) -> Result<Vec<TrackId>, StoreError> {
    let store = &house.store;
    let mut tracks = Vec::new();
    for item in &share.items {
        match item {
            Item::Track(id) => tracks.push(*id),
            Item::Album(id) => {
                tracks.extend(store.tracks_of(*id).await?.iter().map(|track| track.id))
            }
            Item::Artist(id) => tracks.extend(store.tracks_by(*id, BY_ARTIST).await?),
            Item::Playlist(id) if still_readable(house, share, *id).await? => {
                tracks.extend(store.tracks_in(*id, now_ms()).await?)
            }
            Item::Playlist(_) => {}
        }
    }
    Ok(tracks)
}

/// Whether a playlist is there, and was not closed to whoever shared it.
async fn still_readable(house: &House, share: &Share, id: PlaylistId) -> Result<bool, StoreError> {
    let sharer =
        Actor::Account { user: share.owner, role: AccountRole::Listener, scope: Scope::Listen };
    let found = house.store.playlist(id).await?;
    Ok(found.is_some_and(|found| {
        let object = Object::Playlist { owner: found.owner, public: found.public };
        may(&sharer, Action::ReadPlaylist, &object).is_ok()
    }))
}

/// The page of a share.
pub(super) async fn show(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let found = async {
        let share = opened(&house, &token, Action::Browse, &headers).await?;
        house.store.visit_share(share.id, now_ms()).await?;
        let songs = house.store.songs(&tracks(&house, &share).await?, None).await?;
        Ok(listed(language, &token, &share, &songs))
    };
    found.await.unwrap_or_else(|shut: Shut| shut.page(language, &token))
}

fn listed(language: Language, token: &str, share: &Share, songs: &[Song]) -> Response {
    let title = language.say("Shared with you", "分享给您");
    let remark = match share.description.as_str() {
        "" => String::new(),
        words => format!("<p>{}</p>", escaped(words)),
    };
    let keep = share.downloads.then(|| language.say("Download", "下载"));
    let entries: String = songs.iter().map(|song| entry(token, song, keep)).collect();
    page(StatusCode::OK, language, title, &format!("{remark}<ol>{entries}</ol>"))
}

/// A song to hear; `keep` is what its download is called, if there is one.
fn entry(token: &str, song: &Song, keep: Option<&str>) -> String {
    let by = song.track.tags.names(Role::Artist).collect::<Vec<_>>().join(", ");
    let by = if by.is_empty() { String::new() } else { format!(" · {}", escaped(&by)) };
    let title = escaped(&song.track.title);
    let sound = format!("/s/{}/{}", escaped(token), song.track.id);
    let keep = match keep {
        Some(word) => format!(" · <a href=\"{sound}/file\" download>{word}</a>"),
        None => String::new(),
    };
    format!(
        "<li>{title}{by}{keep}<br><audio controls preload=\"none\" src=\"{sound}\"></audio></li>"
    )
}

/// The sound of a track.
pub(super) async fn sound(
    State(house): State<Arc<House>>,
    Path((token, track)): Path<(String, i64)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let track = track_in(&house, (&token, track), Action::Stream, &headers).await?;
        Ok(sound::send(&house, &track, &Wish::default(), (&method, &headers)).await?)
    };
    found.await.unwrap_or_else(|shut: Shut| shut.page(Language::of(&headers), &token))
}

/// The file of a track, where a share lets it be downloaded.
pub(super) async fn file(
    State(house): State<Arc<House>>,
    Path((token, track)): Path<(String, i64)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let track = track_in(&house, (&token, track), Action::Download, &headers).await?;
        Ok(sound::download(&house, &track, (&method, &headers)).await?)
    };
    found.await.unwrap_or_else(|shut: Shut| shut.page(Language::of(&headers), &token))
}

/// A track of the share that a link opens for this action.
async fn track_in(
    house: &House,
    (token, track): (&str, i64),
    action: Action,
    headers: &HeaderMap,
) -> Result<Track, Shut> {
    let share = opened(house, token, action, headers).await?;
    if !tracks(house, &share).await?.contains(&TrackId(track)) {
        return Err(Shut::Gone);
    }
    house.store.track(TrackId(track)).await?.ok_or(Shut::Gone)
}

pub(super) fn gone(language: Language) -> Response {
    let title = language.say("This link opens nothing", "此链接已失效");
    let words =
        language.say("It has ended, was revoked, or never was.", "它已到期、被撤销,或从未存在。");
    page(StatusCode::NOT_FOUND, language, title, &format!("<p>{words}</p>"))
}
