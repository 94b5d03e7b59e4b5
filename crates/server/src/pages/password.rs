//! The page of a share that asks for a password.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{PASS_MS, Refused, Secret, Share, StoreError};

use super::{Language, complaint, escaped, failed, field, page, share};
use crate::api::{cookie, same_origin};
use crate::app::client_address;
use crate::clock::now_ms;
use crate::house::House;

/// The cookie of a pass. Its prefix has browsers take it over TLS or loopback alone (RFC 6265bis, 4.1.3.1);
/// its path has them show it to its own share alone.
const COOKIE: &str = "__Secure-musaic-share";

/// Whether a guest carries a pass for this share, or needs none.
pub(super) async fn passes(
    house: &House,
    share: &Share,
    headers: &HeaderMap,
) -> Result<bool, StoreError> {
    match cookie(headers, COOKIE) {
        _ if !share.has_password => Ok(true),
        Some(pass) => house.store.pass_opens(share, pass, now_ms()).await,
        None => Ok(false),
    }
}

/// Takes the password that a guest tells, and sends them on with a pass.
pub(super) async fn told(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    if let Err(problem) = same_origin(&Method::POST, &headers) {
        return problem.into_response();
    }
    let language = Language::of(&headers);
    let share = match house.store.open_share(&token, now_ms()).await {
        Ok(Some(share)) => share,
        Ok(None) => return share::gone(language),
        Err(error) => return failed(&error),
    };
    let password = field(&form, "password");
    let from = client_address(&house, peer.as_ref().map(|peer| &peer.0), &headers);
    match house.store.enter_share(&share, &password, from, now_ms()).await {
        Ok(pass) => let_in(&token, &pass),
        Err(error) => refused(language, &token, &error),
    }
}

fn let_in(token: &str, pass: &Secret) -> Response {
    let path = format!("/s/{token}");
    let (value, seconds) = (pass.expose(), PASS_MS / 1_000);
    let cookie =
        format!("{COOKIE}={value}; Path={path}; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    let headers = [
        (header::LOCATION, path),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn refused(language: Language, token: &str, error: &StoreError) -> Response {
    match error {
        StoreError::Refused(Refused::Wait { ms }) => {
            let seconds = ms.div_euclid(1_000) + 1;
            let english = format!("Too many wrong passwords. Wait {seconds} s.");
            let chinese = format!("密码错误次数过多。请等待 {seconds} 秒。");
            let words = language.say(&english, &chinese);
            let mut response = ask(language, token, StatusCode::TOO_MANY_REQUESTS, words);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            response
        }
        StoreError::Refused(_) => {
            let words = language.say("This is not the password.", "密码不正确。");
            ask(language, token, StatusCode::FORBIDDEN, words)
        }
        StoreError::Busy => {
            let words = language.say("Too many at once. Try again.", "访问人数过多,请重试。");
            ask(language, token, StatusCode::TOO_MANY_REQUESTS, words)
        }
        error => failed(error),
    }
}

/// The page that asks; `wrong` says what was wrong before.
pub(super) fn ask(language: Language, token: &str, status: StatusCode, wrong: &str) -> Response {
    let title = language.say("This music asks for a password", "聆听需要密码");
    let complaint = if wrong.is_empty() { String::new() } else { complaint(wrong) };
    let (label, button) = (language.say("Password", "密码"), language.say("Open", "打开"));
    let body = format!(
        "{complaint}<form method=\"post\" action=\"/s/{}\"><label>{label}\
         <input name=\"password\" type=\"password\" autocomplete=\"current-password\" required autofocus></label>\
         <button>{button}</button></form>",
        escaped(token),
    );
    page(status, language, title, &body)
}
