//! What the house did: who did what, and work that was given up.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use library::policy::{Action, Object};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(audit)).routes(routes!(dead_jobs)).routes(routes!(requeue))
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
struct Entry {
    /// Its number.
    id: i64,
    /// When, in milliseconds since 1970.
    at_ms: i64,
    /// By whom, while they have an account.
    actor: Option<String>,
    /// What.
    deed: String,
    /// To what.
    object: String,
    /// From where, while they have an account.
    address: Option<String>,
}

/// Which part of a log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Entries with a smaller number than this.
    before: Option<i64>,
    /// At most so many; 50 unless told otherwise, at most 500.
    limit: Option<u32>,
}

/// Who did what, the last first.
#[utoipa::path(get, path = "/audit", tag = "house", params(Before),
    responses((status = 200, body = Vec<Entry>), (status = 403, body = Problem)))]
async fn audit(
    State(house): State<Arc<House>>,
    caller: Caller,
    Query(sent): Query<Before>,
) -> Result<Json<Vec<Entry>>, Problem> {
    caller.may(Action::ReadAudit, &Object::House)?;
    let limit = sent.limit.unwrap_or(50).clamp(1, 500);
    let log = house.store.audit_log(None, sent.before, limit).await?;
    let entry = |entry: store::AuditEntry| Entry {
        id: entry.id,
        at_ms: entry.at_ms,
        actor: entry.actor_name,
        deed: entry.deed,
        object: entry.object,
        address: entry.address,
    };
    Ok(Json(log.into_iter().map(entry).collect()))
}

/// A job that was given up.
#[derive(Debug, Serialize, ToSchema)]
struct DeadJobView {
    /// Its number.
    id: i64,
    /// What kind of work it is.
    kind: String,
    /// What it is about.
    key: String,
    /// Why it failed last.
    complaint: String,
}

/// Work that was given up, oldest first.
#[utoipa::path(get, path = "/jobs/dead", tag = "house",
    responses((status = 200, body = Vec<DeadJobView>), (status = 403, body = Problem)))]
async fn dead_jobs(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<DeadJobView>>, Problem> {
    caller.may(Action::Configure, &Object::House)?;
    let dead = house.store.dead_jobs(0, 500).await?;
    let view = |job: store::DeadJob| {
        let store::DeadJob { id, kind, key, complaint } = job;
        DeadJobView { id, kind, key, complaint }
    };
    Ok(Json(dead.into_iter().map(view).collect()))
}

/// Has a job tried again that was given up.
#[utoipa::path(post, path = "/jobs/dead/{id}", tag = "house", params(("id" = i64, Path)),
    responses((status = 202), (status = 404, body = Problem)))]
async fn requeue(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Configure, &Object::House)?;
    if house.store.requeue(id, now_ms()).await? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(Problem::not_found())
    }
}
