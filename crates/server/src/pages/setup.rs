//! Moving in: the page behind a one-time link.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::StoreError;

use super::{Language, escaped, field, page};
use crate::api::same_origin;
use crate::clock::now_ms;
use crate::house::House;

/// What stands in the link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Link {
    token: String,
}

pub(super) async fn form(
    State(house): State<Arc<House>>,
    Query(link): Query<Link>,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    match house.store.invitation(&link.token, now_ms()).await {
        Ok(_) => {
            page(StatusCode::OK, language, title(language), &fields(language, &link.token, ""))
        }
        Err(error) => over(language, &error),
    }
}

pub(super) async fn made(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    if let Err(problem) = same_origin(&Method::POST, &headers) {
        return problem.into_response();
    }
    let language = Language::of(&headers);
    let (token, name, password) =
        (field(&form, "token"), field(&form, "name"), field(&form, "password"));
    match house.store.accept_invitation(&token, (&name, &password), now_ms()).await {
        Ok(_) => {
            let name = escaped(&name);
            let words = language.say(
                "The account is made. In a Subsonic player use this address and this name, with an app password, \
                 which this command prints:",
                "账户已建好。在 Subsonic 播放器中填写本地址和此名称,密码用下面命令打印的应用密码:",
            );
            let body = format!("<p>{words}</p><pre>musaic key add {name} --device phone</pre>");
            page(StatusCode::CREATED, language, language.say("Welcome", "欢迎"), &body)
        }
        Err(error @ StoreError::NoInvitation) => over(language, &error),
        Err(error) => {
            let body = fields(language, &token, &error.to_string());
            page(StatusCode::BAD_REQUEST, language, title(language), &body)
        }
    }
}

fn title(language: Language) -> &'static str {
    language.say("Move in", "入住")
}

fn over(language: Language, error: &StoreError) -> Response {
    let body = format!("<p class=\"no\">{}</p>", escaped(&error.to_string()));
    page(StatusCode::NOT_FOUND, language, title(language), &body)
}

fn fields(language: Language, token: &str, complaint: &str) -> String {
    let complaint = if complaint.is_empty() { String::new() } else { super::complaint(complaint) };
    format!(
        "{complaint}<form method=\"post\" action=\"/setup\"><input type=\"hidden\" name=\"token\" value=\"{}\">\
         <label>{}<input name=\"name\" autocomplete=\"username\" maxlength=\"64\" required autofocus></label>\
         <label>{}<input name=\"password\" type=\"password\" autocomplete=\"new-password\" minlength=\"10\" required></label>\
         <button>{}</button></form>",
        escaped(token),
        language.say("Name", "名称"),
        language.say("Password (at least 10 characters)", "密码(至少 10 个字符)"),
        language.say("Make the account", "创建账户"),
    )
}
