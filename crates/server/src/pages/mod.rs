//! The few pages that the house shows without the front end: moving in, and what a share opens. Plain HTML
//! without scripts, in English and Chinese.

mod password;
mod setup;
mod share;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use store::StoreError;

use crate::house::House;
pub(crate) use share::{SHARE_LASTS_MS, tracks as tracks_of_share, url as url_of_share};

pub(crate) fn doors() -> Router<Arc<House>> {
    Router::new()
        .route("/setup", get(setup::form).post(setup::made))
        .route("/s/{token}", get(share::show).post(password::told))
        .route("/s/{token}/{track}", get(share::sound))
        .route("/s/{token}/{track}/file", get(share::file))
}

/// The language that a browser would rather read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    English,
    Chinese,
}

impl Language {
    fn of(headers: &HeaderMap) -> Language {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let first = wanted.and_then(|languages| languages.split([',', ';']).next()).unwrap_or("");
        if first.trim().starts_with("zh") { Language::Chinese } else { Language::English }
    }

    fn say<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;\
color:#222;background:#fff}label{display:block;margin:1rem 0}input{font:inherit;width:100%;padding:.5rem;\
box-sizing:border-box}button{font:inherit;padding:.5rem 1.5rem}audio{width:100%}ol{padding-left:1.2rem}\
.no{color:#b00020}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}.no{color:#ff8a80}}";

/// A whole page; `body` is HTML.
fn page(status: StatusCode, language: Language, title: &str, body: &str) -> Response {
    let code = language.say("en", "zh-CN");
    let title = escaped(title);
    let html = format!(
        "<!doctype html><html lang=\"{code}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title} · Musaic</title>\
         <style>{STYLE}</style><main><h1>{title}</h1>{body}</main></html>"
    );
    // Nothing but this style, this house's sound and its own forms.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The token in the address is a secret.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, html).into_response()
}

/// What was wrong with what was typed, above its form; `words` is text.
fn complaint(words: &str) -> String {
    format!("<p class=\"no\" role=\"alert\">{}</p>", escaped(words))
}

/// What is told when the house itself failed; its log says why.
fn failed(error: &StoreError) -> Response {
    tracing::error!("the store failed: {error}");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Text inside HTML.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// A field of a form that was sent.
fn field(form: &[u8], name: &str) -> String {
    let mut fields = form_urlencoded::parse(form);
    fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}
