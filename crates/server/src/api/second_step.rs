//! A second step at the door: codes of an authenticator, and recovery codes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Deed, Secret};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(state, begin, confirm, remove)).routes(routes!(renew_codes))
}

/// Whether codes are asked for.
#[derive(Debug, Serialize, ToSchema)]
struct SecondStep {
    /// Whether an authenticator is set up.
    authenticator: bool,
    /// Recovery codes that are left.
    recovery_codes: usize,
}

/// Whether codes are asked for at the door.
#[utoipa::path(get, path = "/me/second-step", tag = "accounts", responses((status = 200, body = SecondStep)))]
async fn state(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<SecondStep>, Problem> {
    let left = house.store.second_step(caller.editor()?).await?;
    let recovery_codes = left.unwrap_or(0);
    Ok(Json(SecondStep { authenticator: left.is_some(), recovery_codes }))
}

/// What an authenticator needs to know.
#[derive(Debug, Serialize, ToSchema)]
struct NewAuthenticator {
    /// The secret to be typed.
    secret: String,
    /// The same as an `otpauth:` address, for a QR code.
    uri: String,
}

/// Begins to set up an authenticator; it counts once a code of it was confirmed.
#[utoipa::path(post, path = "/me/second-step", tag = "accounts",
    responses((status = 201, body = NewAuthenticator), (status = 409, body = Problem)))]
async fn begin(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<(StatusCode, Json<NewAuthenticator>), Problem> {
    let begun = house.store.begin_authenticator(caller.editor()?).await?;
    let told = |secret: &Secret| secret.expose().to_owned();
    let begun = NewAuthenticator { secret: told(&begun.secret), uri: told(&begun.uri) };
    Ok((StatusCode::CREATED, Json(begun)))
}

/// A code of the authenticator.
#[derive(Deserialize, ToSchema)]
struct Code {
    /// Six digits.
    code: String,
}

/// Codes that each work once, told this once.
#[derive(Debug, Serialize, ToSchema)]
struct RecoveryCodes {
    /// The codes.
    codes: Vec<String>,
}

fn codes(secrets: &[Secret]) -> Json<RecoveryCodes> {
    let codes = secrets.iter().map(|code| code.expose().to_owned()).collect();
    Json(RecoveryCodes { codes })
}

/// Confirms the authenticator by a code of it; from now on codes are asked for.
#[utoipa::path(put, path = "/me/second-step", tag = "accounts", request_body = Code,
    responses((status = 200, body = RecoveryCodes), (status = 401, body = Problem)))]
async fn confirm(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<Code>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let user = caller.editor()?;
    let made = house.store.confirm_authenticator(user, &sent.code, now_ms()).await?;
    caller.log(&house, Deed::SetSecondStep, "").await?;
    Ok(codes(&made))
}

/// Makes other recovery codes; those before are good no more.
#[utoipa::path(post, path = "/me/recovery-codes", tag = "accounts",
    responses((status = 200, body = RecoveryCodes)))]
async fn renew_codes(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<RecoveryCodes>, Problem> {
    Ok(codes(&house.store.renew_recovery_codes(caller.editor()?).await?))
}

/// Removes the authenticator.
#[utoipa::path(delete, path = "/me/second-step", tag = "accounts", responses((status = 204)))]
async fn remove(State(house): State<Arc<House>>, caller: Caller) -> Result<StatusCode, Problem> {
    house.store.remove_authenticator(caller.editor()?).await?;
    caller.log(&house, Deed::RemoveSecondStep, "").await?;
    Ok(StatusCode::NO_CONTENT)
}
