//! Scans of the music folders.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use library::policy::{Action, Object};
use serde::Serialize;
use store::Deed;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(status, start))
}

/// How far the library is.
#[derive(Debug, Serialize, ToSchema)]
struct ScanView {
    /// Whether folders are being scanned.
    running: bool,
    /// When the last scan ended, in milliseconds since 1970.
    ended_ms: Option<i64>,
    /// Files that could not be read then.
    bad: Option<usize>,
    /// Folders that could not be scanned, and why.
    complaints: Vec<String>,
    /// Tracks there are.
    tracks: i64,
    /// Albums there are.
    albums: i64,
    /// Artists there are.
    artists: i64,
}

/// How far the library is.
#[utoipa::path(get, path = "/scan", tag = "house", responses((status = 200, body = ScanView)))]
async fn status(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<ScanView>, Problem> {
    caller.may(Action::ReadScan, &Object::House)?;
    let (last, counts) = (house.scanning.last(), house.store.counts().await?);
    Ok(Json(ScanView {
        running: house.scanning.running(),
        ended_ms: last.as_ref().map(|scan| scan.ended_ms),
        bad: last.as_ref().map(|scan| scan.bad),
        complaints: last.map(|scan| scan.complaints).unwrap_or_default(),
        tracks: counts.tracks,
        albums: counts.albums,
        artists: counts.artists,
    }))
}

/// Scans the music folders once more.
#[utoipa::path(post, path = "/scan", tag = "house", responses((status = 202), (status = 403, body = Problem)))]
async fn start(State(house): State<Arc<House>>, caller: Caller) -> Result<StatusCode, Problem> {
    caller.may(Action::Scan, &Object::House)?;
    house.start_scan();
    caller.log(&house, Deed::Scan, "").await?;
    Ok(StatusCode::ACCEPTED)
}
