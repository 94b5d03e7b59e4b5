//! Signing in and out, and who one is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use library::policy::{Action, Object};
use serde::{Deserialize, Serialize};
use store::{Credential, SignedIn};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::{COOKIE, Caller, same_origin};
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(sign_in, sign_out)).routes(routes!(me))
}

/// What lets somebody in.
#[derive(Deserialize, ToSchema)]
struct SignIn {
    /// The account's name.
    name: String,
    /// The account's password; app passwords are for players only.
    password: String,
    /// A code of the authenticator, or a recovery code, where one is asked for.
    code: Option<String>,
}

/// An account, as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountView {
    /// Its identity.
    pub(super) id: i64,
    /// Its name.
    pub(super) name: String,
    /// `owner`, `member` or `listener`.
    pub(super) role: &'static str,
    /// When it was made, in milliseconds since 1970.
    pub(super) created_ms: i64,
    /// Whether nobody can sign in to it.
    pub(super) disabled: bool,
}

impl From<&library::Account> for AccountView {
    fn from(account: &library::Account) -> AccountView {
        let library::Account { id, name, role, created_ms, disabled } = account;
        let (name, role) = (name.clone(), role.name());
        AccountView { id: id.0, name, role, created_ms: *created_ms, disabled: *disabled }
    }
}

/// Signs in with a browser: the answer sets the session's cookie.
#[utoipa::path(post, path = "/session", tag = "accounts", security(()), request_body = SignIn,
    responses((status = 200, body = AccountView), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn sign_in(
    State(house): State<Arc<House>>,
    caller: Caller,
    headers: HeaderMap,
    Json(sent): Json<SignIn>,
) -> Result<Response, Problem> {
    same_origin(&axum::http::Method::POST, &headers)?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("");
    let shown = (sent.name.as_str(), sent.password.as_str(), sent.code.as_deref());
    let from = (caller.address, agent);
    let (token, signed_in) = house.store.sign_in(shown, from, now_ms()).await?;
    let view = Json(AccountView::from(&signed_in.account));
    Ok(([(header::SET_COOKIE, set_cookie(token.expose()))], view).into_response())
}

pub(super) fn set_cookie(token: &str) -> String {
    // As long as a session may last; the house ends it sooner when it is not used.
    format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=7776000")
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "accounts", responses((status = 204)))]
async fn sign_out(State(house): State<Arc<House>>, caller: Caller) -> Result<Response, Problem> {
    if let Some(SignedIn { account, by: Credential::Session(id), .. }) = &caller.signed_in {
        house.store.end_session(account.id, *id).await?;
    }
    let gone = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// Who one is.
#[utoipa::path(get, path = "/me", tag = "accounts",
    responses((status = 200, body = AccountView), (status = 401, body = Problem)))]
async fn me(caller: Caller) -> Result<Json<AccountView>, Problem> {
    let account = caller.account()?;
    caller.may(Action::ReadAccount, &Object::Account(account.id))?;
    Ok(Json(account.into()))
}
