//! Files of sound, with ranges and conditions (RFC 9110, 13 and 14).

use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use library::FileFormat;
use tower::ServiceExt;
use tower_http::services::ServeFile;

/// Sends a file as what it is; `None` when it is not there any more.
pub(super) async fn send_file(
    path: &Path,
    format: FileFormat,
    method: &Method,
    headers: &HeaderMap,
) -> Option<Response> {
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = headers.clone();
    // A form asks for the same bytes as a query does.
    *request.method_mut() = if method == Method::HEAD { Method::HEAD } else { Method::GET };
    // Sound is packed already.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let Ok(response) = ServeFile::new(path).oneshot(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        return None;
    }
    let mut response = response.map(Body::new).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Some(response)
}
