//! Passkeys: signing in without name, password or code (Web Authentication, level 3).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use library::KeyId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Ceremony, Deed, Passkeys};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::{Caller, same_origin};
use super::session::{AccountView, set_cookie};
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(passkeys, begin, finish))
        .routes(routes!(remove))
        .routes(routes!(begin_sign_in, sign_in))
}

/// They belong to the address by which the house is reached.
fn here(house: &House) -> Result<Passkeys, Problem> {
    Ok(Passkeys::at(&house.url())?)
}

/// The first half of a ceremony.
#[derive(Debug, Serialize, ToSchema)]
struct CeremonyView {
    /// To be sent with the second half, within five minutes.
    token: String,
    /// For `navigator.credentials`.
    options: Value,
}

impl From<Ceremony> for CeremonyView {
    fn from(ceremony: Ceremony) -> CeremonyView {
        let Ceremony { token, options } = ceremony;
        CeremonyView { token: token.expose().to_owned(), options }
    }
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
struct PasskeyView {
    /// Its identity.
    id: i64,
    /// What its owner calls it.
    label: String,
    /// When it was made, in milliseconds since 1970.
    created_ms: i64,
    /// When it was last used.
    used_ms: Option<i64>,
}

/// Lists one's passkeys.
#[utoipa::path(get, path = "/passkeys", tag = "accounts", responses((status = 200, body = Vec<PasskeyView>)))]
async fn passkeys(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<PasskeyView>>, Problem> {
    let known = house.store.passkeys(caller.editor()?).await?;
    let view = |key: store::PasskeyInfo| PasskeyView {
        id: key.id.0,
        label: key.label,
        created_ms: key.created_ms,
        used_ms: key.used_ms,
    };
    Ok(Json(known.into_iter().map(view).collect()))
}

/// Begins to add a passkey.
#[utoipa::path(post, path = "/passkeys", tag = "accounts", responses((status = 200, body = CeremonyView)))]
async fn begin(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<CeremonyView>, Problem> {
    let user = caller.editor()?;
    Ok(Json(house.store.begin_passkey(&here(&house)?, user, now_ms()).await?.into()))
}

/// The second half of a ceremony.
#[derive(Debug, Deserialize, ToSchema)]
struct Finish {
    /// The token of the first half.
    token: String,
    /// What to call the passkey.
    #[serde(default)]
    label: String,
    /// What `navigator.credentials` answered.
    answer: Value,
}

/// Adds the passkey.
#[utoipa::path(put, path = "/passkeys", tag = "accounts", request_body = Finish,
    responses((status = 204), (status = 400, body = Problem)))]
async fn finish(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<Finish>,
) -> Result<StatusCode, Problem> {
    let (user, named) = (caller.editor()?, (sent.token.as_str(), sent.label.as_str()));
    house.store.finish_passkey(&here(&house)?, user, named, &sent.answer, now_ms()).await?;
    caller.log(&house, Deed::AddKey, "passkey").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a passkey.
#[utoipa::path(delete, path = "/passkeys/{id}", tag = "accounts", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn remove(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    house.store.remove_passkey(caller.editor()?, KeyId(id)).await?;
    caller.log(&house, Deed::RevokeKey, "passkey").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to sign in with a passkey.
#[utoipa::path(post, path = "/session/passkey", tag = "accounts", security(()),
    responses((status = 200, body = CeremonyView)))]
async fn begin_sign_in(
    State(house): State<Arc<House>>,
    _caller: Caller,
) -> Result<Json<CeremonyView>, Problem> {
    Ok(Json(house.store.begin_passkey_sign_in(&here(&house)?, now_ms())?.into()))
}

/// Signs in with a passkey: the answer sets the session's cookie.
#[utoipa::path(put, path = "/session/passkey", tag = "accounts", security(()), request_body = Finish,
    responses((status = 200, body = AccountView), (status = 401, body = Problem)))]
async fn sign_in(
    State(house): State<Arc<House>>,
    caller: Caller,
    headers: HeaderMap,
    Json(sent): Json<Finish>,
) -> Result<Response, Problem> {
    same_origin(&Method::PUT, &headers)?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("");
    let (from, here) = ((caller.address, agent), here(&house)?);
    let entered = house.store.passkey_sign_in(&here, &sent.token, &sent.answer, from, now_ms());
    let (token, signed_in) = entered.await?;
    let view = Json(AccountView::from(&signed_in.account));
    Ok(([(header::SET_COOKIE, set_cookie(token.expose()))], view).into_response())
}
