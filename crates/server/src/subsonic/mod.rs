//! OpenSubsonic, version 1.16.1: `/rest/NAME` and `/rest/NAME.view`, by GET or a form.

mod absent;
mod annotations;
mod browsing;
mod call;
mod endpoints;
mod envelope;
mod failure;
mod folders;
mod ids;
mod likeness;
mod lists;
mod marks;
mod media;
mod node;
mod parameters;
mod playlists;
mod podcasts;
mod queue;
mod scans;
mod searching;
mod shares;
mod sign_in;
mod sonic;
mod system;
mod transcoding;
mod users;
mod views;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::house::House;
#[cfg(test)]
pub(crate) use endpoints::ENDPOINTS;

pub(crate) fn doors() -> Router<Arc<House>> {
    Router::new().route("/rest/{name}", get(call::answer).post(call::answer))
}
