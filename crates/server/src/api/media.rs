//! Sound and pictures for the web.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use library::policy::{Action, Object};
use library::{Item, TrackId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::covers::{self, NoCover};
use crate::house::House;
use crate::problem::Problem;
use crate::sound::{self, Unsent, Wish};

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(sound_of)).routes(routes!(cover_of))
}

/// How sound is wished for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wished {
    /// `opus`, `mp3`, `flac` or `wav`; the file's own when left out.
    format: Option<String>,
    /// The most kbit/s.
    kbps: Option<u32>,
    /// Begins so many seconds from the start.
    from_s: Option<u32>,
}

impl Wished {
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish {
            format: self.format.as_deref(),
            most_kbps: self.kbps.unwrap_or(0),
            offset_s: self.from_s.unwrap_or(0).min(86_400),
        }
    }
}

/// The sound of a track, with ranges when it is the file's own.
#[utoipa::path(get, path = "/tracks/{id}/sound", tag = "library", params(("id" = i64, Path), Wished),
    responses((status = 200), (status = 206), (status = 404, body = Problem), (status = 429, body = Problem)))]
async fn sound_of(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(sent): Query<Wished>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.may(Action::Stream, &Object::Library)?;
    let track = house.store.track(TrackId(id)).await?.ok_or_else(Problem::not_found)?;
    Ok(sound::send(&house, &track, &sent.wish(), (&method, &headers)).await?)
}

/// How large a picture is to be.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Size {
    /// Its longer side in pixels; as it is when left out.
    pub(super) size: Option<u32>,
}

/// The cover of a track, album or artist.
#[utoipa::path(get, path = "/covers/{kind}/{id}", tag = "library",
    params(("kind" = String, Path, description = "track, album or artist"), ("id" = i64, Path), Size),
    responses((status = 200), (status = 404, body = Problem)))]
async fn cover_of(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path((kind, id)): Path<(String, i64)>,
    Query(sent): Query<Size>,
) -> Result<Response, Problem> {
    caller.may(Action::Browse, &Object::Library)?;
    let item = match Item::of(&kind, id) {
        Some(Item::Playlist(_)) | None => return Err(Problem::not_found()),
        Some(item) => item,
    };
    Ok(covers::send(&house, item, sent.size).await?)
}

impl From<Unsent> for Problem {
    fn from(unsent: Unsent) -> Problem {
        match unsent {
            Unsent::Gone => Problem::not_found(),
            Unsent::Busy(seconds) => Problem::busy(unsent.to_string(), seconds.into()),
            Unsent::Unplayable(_) => Problem::bad(unsent.to_string()),
            Unsent::Store(error) => error.into(),
        }
    }
}

impl From<NoCover> for Problem {
    fn from(none: NoCover) -> Problem {
        if let NoCover::Store(error) = &none {
            tracing::error!("the store failed: {error}");
        }
        Problem::not_found()
    }
}
