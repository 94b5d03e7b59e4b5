//! Taking everything along, and leaving nothing behind.

use std::io::Seek;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use library::UserId;
use library::policy::{Action, Object};
use serde::Serialize;
use store::{Deed, StoreError};
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(export)).routes(routes!(erase))
}

/// All that the house knows of oneself: a ZIP of listens (as ListenBrainz writes them), playlists (JSPF), stars,
/// settings and devices.
#[utoipa::path(get, path = "/me/export", tag = "accounts",
    responses((status = 200, content_type = "application/zip")))]
async fn export(State(house): State<Arc<House>>, caller: Caller) -> Result<Response, Problem> {
    let user = caller.account()?.id;
    caller.may(Action::Export, &Object::Account(user))?;
    // On the desk: with uploads it may be larger than memory. Nobody else can find the file.
    let unwritable = |error: std::io::Error| Problem::from(StoreError::from(error));
    let desk = &house.settings.desk;
    let mut archive = std::fs::create_dir_all(desk)
        .and_then(|()| tempfile::tempfile_in(desk))
        .map_err(unwritable)?;
    house.store.export_account(user, &mut archive, now_ms()).await?;
    archive.rewind().map_err(unwritable)?;
    caller.log(&house, Deed::Export, &caller.account()?.name).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"musaic-export.zip\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let archive = ReaderStream::new(tokio::fs::File::from_std(archive));
    Ok((headers, Body::from_stream(archive)).into_response())
}

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
struct Receipt {
    /// When, in milliseconds since 1970.
    erased_ms: i64,
    /// How much of what.
    erased: Vec<Counted>,
}

/// A number of things.
#[derive(Debug, Serialize, ToSchema)]
struct Counted {
    /// What they are.
    what: String,
    /// How many there were.
    count: i64,
}

/// Erases an account and all that is its own; the answer is the receipt.
#[utoipa::path(delete, path = "/accounts/{id}", tag = "accounts", params(("id" = i64, Path)),
    responses((status = 200, body = Receipt), (status = 404, body = Problem)))]
async fn erase(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Receipt>, Problem> {
    let id = UserId(id);
    caller.may(Action::Erase, &Object::Account(id))?;
    // While there is an account to be named; the log keeps its number.
    caller.log(&house, Deed::Erase, &id.to_string()).await?;
    let erased = house.store.erase_account(id, now_ms()).await?;
    let counted = |(what, count): &(&'static str, i64)| {
        let what = (*what).to_owned();
        Counted { what, count: *count }
    };
    let counts = erased.counts.iter().map(counted).collect();
    Ok(Json(Receipt { erased_ms: erased.erased_ms, erased: counts }))
}
