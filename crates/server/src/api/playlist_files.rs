//! Playlists as files, from other players and for them.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use library::limits::MAX_PLAYLIST_BYTES;
use library::playlist_files::{Entry, PlaylistFile, PlaylistFileError, PlaylistFormat, Sorted};
use library::policy::{Action, Object};
use serde::{Deserialize, Serialize};
use store::PlaylistChange;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::playlists::{PlaylistView, allowed, view};
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;
use crate::sound::attachment;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(import))
        .layer(DefaultBodyLimit::max(MAX_PLAYLIST_BYTES))
        .routes(routes!(file))
}

/// How a playlist is to be written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wished {
    /// `m3u8` (when left out), `xspf` or `jspf`.
    format: Option<String>,
}

/// A playlist as a file for other players. Paths are those below the music folders.
#[utoipa::path(get, path = "/playlists/{id}/file", tag = "playlists", params(("id" = i64, Path), Wished),
    responses((status = 200), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn file(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(sent): Query<Wished>,
) -> Result<Response, Problem> {
    let found = allowed(&house, &caller, id, Action::ReadPlaylist).await?;
    let format = PlaylistFormat::from_extension(sent.format.as_deref().unwrap_or("m3u8"));
    let format = format.ok_or_else(|| Problem::bad("format is m3u8, xspf or jspf"))?;
    let file = house.store.playlist_file(&found, now_ms()).await?;
    let name = attachment(&format!("{}.{}", found.name, format.extension()));
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, file.write(format)).into_response())
}

/// What a playlist is to be, beside what its file says.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Told {
    /// Its name; the file's own title when left out.
    name: Option<String>,
    /// Whether the others of the house see it.
    public: Option<bool>,
}

/// A playlist that was taken over.
#[derive(Debug, Serialize, ToSchema)]
struct Imported {
    /// The new playlist.
    playlist: PlaylistView,
    /// What the file names and the library does not have.
    unmatched: Vec<Unmatched>,
}

/// An entry of a file whose track is not here; what the file did not tell is empty.
#[derive(Debug, Serialize, ToSchema)]
struct Unmatched {
    /// Its place in the file, counted from 0.
    place: usize,
    /// Where the file says that it lies.
    path: String,
    /// Its title.
    title: String,
    /// Who performs it.
    artist: String,
    /// Its album.
    album: String,
    /// MusicBrainz recording.
    recording: Option<String>,
    /// How long it plays, in milliseconds.
    duration_ms: Option<u64>,
}

impl From<(usize, Entry)> for Unmatched {
    fn from((place, entry): (usize, Entry)) -> Unmatched {
        let Entry { path, title, artist, album, recording, duration_ms } = entry;
        Unmatched { place, path, title, artist, album, recording, duration_ms }
    }
}

/// Makes a playlist of a file (M3U, M3U8, XSPF, JSPF; found by its content). Tracks are found by path, then by
/// MusicBrainz recording, then by title and artist.
#[utoipa::path(post, path = "/playlists/import", tag = "playlists", params(Told),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = Imported), (status = 400, body = Problem)))]
async fn import(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(told): Query<Told>,
    sent: Bytes,
) -> Result<(StatusCode, Json<Imported>), Problem> {
    let owner = caller.account()?.id;
    caller.may(Action::EditPlaylist, &Object::Playlist { owner, public: false })?;
    let PlaylistFile { title, remark, entries } = PlaylistFile::read(&sent)?;
    let name = told.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&title);
    if name.is_empty() {
        return Err(Problem::bad("the file has no title: add ?name="));
    }
    let Sorted { tracks, unmatched } = sorted(&house, entries).await?;
    let (store, now) = (&house.store, now_ms());
    let id = store.make_playlist(owner, name, &tracks, now).await?;
    let change = PlaylistChange { name: None, comment: Some(&remark), public: told.public };
    store.change_playlist(id, change, now).await?;
    let made = store.playlist(id).await?.ok_or_else(Problem::not_found)?;
    let unmatched = unmatched.into_iter().map(Unmatched::from).collect();
    Ok((StatusCode::CREATED, Json(Imported { playlist: view(made), unmatched })))
}

/// Finds the tracks of entries, beside whatever else is asked of the house.
async fn sorted(house: &House, entries: Vec<Entry>) -> Result<Sorted, Problem> {
    let busy = || Problem::busy("the house cannot look for the tracks now", 5);
    let _turn = house.imports.acquire().await.map_err(|_| busy())?;
    let shelf = house.store.shelf().await?;
    tokio::task::spawn_blocking(move || shelf.sort(entries)).await.map_err(|_| busy())
}

impl From<PlaylistFileError> for Problem {
    fn from(error: PlaylistFileError) -> Problem {
        Problem::bad(error.to_string())
    }
}
