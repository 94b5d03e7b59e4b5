//! Doors for those who run the house: is it up, can it serve, what does it count.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use library::policy::{Action, Object};

use crate::api::Caller;
use crate::house::House;
use crate::problem::Problem;

pub(crate) fn doors() -> Router<Arc<House>> {
    Router::new()
        .route(
            "/healthz",
            get(async || {
                "ok
"
            }),
        )
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Whether the database answers.
async fn ready(State(house): State<Arc<House>>) -> Response {
    match house.store.counts().await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!("the database does not answer: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Counters in the text form of `OpenMetrics` 1.0, for an owner's API key.
async fn metrics(State(house): State<Arc<House>>, caller: Caller) -> Result<Response, Problem> {
    caller.may(Action::ReadMetrics, &Object::House)?;
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, form)], house.metrics.text()).into_response())
}
