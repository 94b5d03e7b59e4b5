//! All doors of the house, and what holds for every request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::house::House;
use crate::metrics::Door;
use crate::{api, operations, pages, subsonic};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The house as one service.
pub fn app(house: Arc<House>) -> Router {
    let doors = Router::new()
        .merge(operations::doors())
        .merge(subsonic::doors())
        .merge(api::doors())
        .merge(pages::doors());
    let doors = if house.settings.tls.is_some() { doors.layer(always_tls()) } else { doors };
    let for_all = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(from_fn_with_state(Arc::clone(&house), measured))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .layer(CompressionLayer::new());
    doors.layer(for_all).with_state(house)
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn always_tls() -> SetResponseHeaderLayer<HeaderValue> {
    fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000")
}

/// A request in the log: its path but never its query, where Subsonic's clients put their passwords.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

async fn measured(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let door = match request.uri().path() {
        path if path.starts_with("/rest/") => Door::OpenSubsonic,
        path if path.starts_with("/api/") => Door::Api,
        _ => Door::Other,
    };
    let begun = Instant::now();
    let response = next.run(request).await;
    house.metrics.answered(door, response.status().as_u16(), begun.elapsed());
    response
}

/// Who is at the other end, as far as a trusted proxy may tell.
pub(crate) fn client_address(
    house: &House,
    peer: Option<&ConnectInfo<SocketAddr>>,
    headers: &axum::http::HeaderMap,
) -> std::net::IpAddr {
    let peer = peer.map_or(std::net::Ipv4Addr::LOCALHOST.into(), |peer| peer.0.ip());
    crate::address::client(peer, headers, &house.settings.trusted_proxies)
}
