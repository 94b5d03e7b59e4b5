//! Music that listeners bring.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use library::TrackId;
use library::policy::{Action, Object};
use serde::{Deserialize, Serialize};
use store::{Deed, NewUpload, Upload};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::library::{TrackView, track_view};
use super::page::{Page, Paging};
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;
use crate::receiving::receive;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(uploads, bring)).routes(routes!(take_back))
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Named {
    /// The file's name with its extension: `Air.flac`, `Waltz.musicxml`.
    #[serde(default)]
    name: String,
}

/// Brings a file of music: sound (FLAC, MP3, Ogg, Opus, M4A, WAV) or a score (MusicXML, MIDI, ABC). It is a
/// track as soon as the answer is there. The same file again is the same track.
#[utoipa::path(post, path = "/uploads", tag = "library", params(Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = TrackView), (status = 200, body = TrackView),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
async fn bring(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(named): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    caller.may(Action::Upload, &Object::Library)?;
    let account = caller.account()?;
    let name = library::upload_name(&named.name).ok_or_else(|| {
        let detail = "name the file with the extension of what it is: flac, mp3, ogg, opus, m4a, wav, \
                      musicxml, mxl, mid or abc";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "no-music", detail)
    })?;
    let received = receive(&house, name, &headers, body).await?;
    let new = NewUpload {
        name: &received.name,
        file: &received.file,
        id: received.id,
        bytes: received.bytes,
        read: &received.read,
    };
    let quota = house.settings.upload_quota;
    let (track, is_new) = house.store.keep_upload(account.id, &new, quota, now_ms()).await?;
    if is_new {
        house.ask_for_measures().await;
        caller.log(&house, Deed::Upload, &received.name).await?;
    }
    let songs = house.store.songs(&[track], None).await?;
    let view = songs.first().map(track_view).ok_or_else(Problem::not_found)?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let place = [(header::LOCATION, format!("/api/v1/tracks/{track}"))];
    Ok((status, place, Json(view)).into_response())
}

/// A file that was brought.
#[derive(Debug, Serialize, ToSchema)]
struct UploadView {
    /// The track that it is.
    track_id: i64,
    /// Its name when it came.
    name: String,
    /// Its length in bytes.
    bytes: u64,
    /// When it came, in milliseconds since 1970.
    uploaded_ms: i64,
}

fn view(upload: Upload) -> UploadView {
    let Upload { track, name, bytes, uploaded_ms, .. } = upload;
    UploadView { track_id: track.0, name, bytes, uploaded_ms }
}

/// What one brought oneself, the last first.
#[utoipa::path(get, path = "/uploads", tag = "library", params(Paging),
    responses((status = 200, body = Page<UploadView>)))]
async fn uploads(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<UploadView>>, Problem> {
    let user = caller.account()?.id;
    caller.may(Action::ReadOwn, &Object::Own(user))?;
    let (limit, before) = (paging.limit(), paging.number()?.map(TrackId));
    let found = house.store.uploads(user, before, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |upload| upload.track.to_string(), view)))
}

/// Takes a file back: its track is gone from the shelves, and the file deleted.
#[utoipa::path(delete, path = "/uploads/{id}", tag = "library",
    params(("id" = i64, Path, description = "the track that it is")),
    responses((status = 204), (status = 404, body = Problem)))]
async fn take_back(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(track): Path<i64>,
) -> Result<StatusCode, Problem> {
    caller.account()?;
    let owner = house.store.uploader(TrackId(track)).await?.ok_or_else(Problem::not_found)?;
    caller.may(Action::EditUpload, &Object::Upload { owner })?;
    house.store.remove_upload(TrackId(track), now_ms()).await?;
    caller.log(&house, Deed::RemoveUpload, &track.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
