//! The web API, `/api/v1`: JSON in and out, problems as RFC 9457 writes them, described by
//! `/api/v1/openapi.json`, which is made from the code.

mod accounts;
mod caller;
mod devices;
mod leaving;
mod library;
mod listening;
mod media;
mod page;
mod passkeys;
mod playlist_files;
mod playlists;
mod podcasts;
mod records;
mod scan;
mod second_step;
mod session;
mod setup;
mod shares;
mod sonic;
mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::middleware::from_fn;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::etag::unless_known;
use crate::house::House;
use caller::COOKIE;
pub(crate) use caller::{Caller, cookie, same_origin};

/// The description before the routes are added to it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Musaic",
        description = "The web API of a music house. Sign in by a session (a cookie) or by an API key.",
    ),
    modifiers(&Keys),
    security(("session" = []), ("key" = []))
)]
struct Description;

struct Keys;

impl utoipa::Modify for Keys {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE)));
        let bearer =
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        components.add_security_scheme("session", cookie);
        components.add_security_scheme("key", bearer);
    }
}

/// Every route with its description.
pub(crate) fn described() -> OpenApiRouter<Arc<House>> {
    let routes = OpenApiRouter::new()
        .merge(setup::routes())
        .merge(session::routes())
        .merge(devices::routes())
        .merge(accounts::routes())
        .merge(library::routes())
        .merge(sonic::routes())
        .merge(media::routes())
        .merge(uploads::routes())
        .merge(playlists::routes())
        .merge(playlist_files::routes())
        .merge(podcasts::routes())
        .merge(listening::routes())
        .merge(shares::routes())
        .merge(scan::routes())
        .merge(second_step::routes())
        .merge(passkeys::routes())
        .merge(leaving::routes())
        .merge(records::routes());
    OpenApiRouter::with_openapi(Description::openapi()).nest("/api/v1", routes)
}

pub(crate) fn doors() -> Router<Arc<House>> {
    let (router, description) = described().split_for_parts();
    let text: Arc<str> = description.to_json().unwrap_or_default().into();
    let told = async move || ([(header::CONTENT_TYPE, "application/json")], text.to_string());
    router.route("/api/v1/openapi.json", get(told)).layer(from_fn(unless_known))
}
