//! What devices and programs sign in with: app passwords and API keys; and the sessions of browsers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use library::{KeyId, Scope, SessionId};
use serde::{Deserialize, Serialize};
use store::{Credential, Deed, KeyKind, SignedIn};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(devices, add_device))
        .routes(routes!(revoke_device))
        .routes(routes!(sessions, end_other_sessions))
        .routes(routes!(end_session))
}

/// A device that may sign in.
#[derive(Debug, Serialize, ToSchema)]
struct DeviceView {
    /// Its identity.
    id: i64,
    /// `app-password` or `api-key`.
    kind: &'static str,
    /// What its owner calls it.
    label: String,
    /// `listen`, `edit` or `manage`.
    scope: &'static str,
    /// When it was made, in milliseconds since 1970.
    created_ms: i64,
    /// From when on it is good no more.
    expires_ms: Option<i64>,
    /// When it was last used, to the minute.
    used_ms: Option<i64>,
}

/// A device to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewDevice {
    /// What its owner calls it.
    label: String,
    /// `app-password` for players, `api-key` for programs.
    kind: String,
    /// How much of the account it may use: `listen`, `edit` (the default) or `manage`.
    scope: Option<String>,
    /// From when on it is good no more, in milliseconds since 1970.
    expires_ms: Option<i64>,
}

/// A secret, told this once.
#[derive(Debug, Serialize, ToSchema)]
struct NewSecret {
    /// The identity by which it can be revoked.
    id: i64,
    /// What to type into the device. It is not told again.
    secret: String,
}

/// Lists app passwords and API keys.
#[utoipa::path(get, path = "/devices", tag = "accounts", responses((status = 200, body = Vec<DeviceView>)))]
async fn devices(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<DeviceView>>, Problem> {
    let keys = house.store.device_keys(caller.editor()?).await?;
    let view = |key: store::DeviceKey| DeviceView {
        id: key.id.0,
        kind: match key.kind {
            KeyKind::AppPassword => "app-password",
            KeyKind::ApiKey => "api-key",
        },
        label: key.label,
        scope: key.scope.name(),
        created_ms: key.created_ms,
        expires_ms: key.expires_ms,
        used_ms: key.used_ms,
    };
    Ok(Json(keys.into_iter().map(view).collect()))
}

/// Makes an app password or API key.
#[utoipa::path(post, path = "/devices", tag = "accounts", request_body = NewDevice,
    responses((status = 201, body = NewSecret), (status = 400, body = Problem)))]
async fn add_device(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<NewDevice>,
) -> Result<(StatusCode, Json<NewSecret>), Problem> {
    let user = caller.editor()?;
    let kind = match sent.kind.as_str() {
        "app-password" => KeyKind::AppPassword,
        "api-key" => KeyKind::ApiKey,
        _ => return Err(Problem::bad("kind is app-password or api-key")),
    };
    let scope = match &sent.scope {
        None => Scope::Edit,
        Some(name) => {
            Scope::from_name(name).ok_or_else(|| Problem::bad("scope is listen, edit or manage"))?
        }
    };
    let named = (sent.label.as_str(), scope);
    let made = house.store.add_device_key(user, kind, named, sent.expires_ms, now_ms());
    let (id, secret) = made.await?;
    caller.log(&house, Deed::AddKey, &sent.label).await?;
    let made = NewSecret { id: id.0, secret: secret.expose().to_owned() };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revokes an app password or API key.
#[utoipa::path(delete, path = "/devices/{id}", tag = "accounts", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn revoke_device(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    house.store.revoke_device_key(caller.editor()?, KeyId(id)).await?;
    caller.log(&house, Deed::RevokeKey, &id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A browser that is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct SessionView {
    /// Its identity.
    id: i64,
    /// What the browser calls itself.
    agent: String,
    /// From which address it signed in.
    address: String,
    /// When it signed in, in milliseconds since 1970.
    created_ms: i64,
    /// When it was last used, to the minute.
    used_ms: i64,
    /// Whether it is this one.
    this: bool,
}

fn own_session(caller: &Caller) -> Option<SessionId> {
    match caller.signed_in {
        Some(SignedIn { by: Credential::Session(id), .. }) => Some(id),
        _ => None,
    }
}

/// Lists the browsers that are signed in.
#[utoipa::path(get, path = "/sessions", tag = "accounts", responses((status = 200, body = Vec<SessionView>)))]
async fn sessions(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<SessionView>>, Problem> {
    let sessions = house.store.sessions(caller.editor()?, now_ms()).await?;
    let this = own_session(&caller);
    let view = |session: store::Session| SessionView {
        id: session.id.0,
        agent: session.agent,
        address: session.address,
        created_ms: session.created_ms,
        used_ms: session.used_ms,
        this: this == Some(session.id),
    };
    Ok(Json(sessions.into_iter().map(view).collect()))
}

/// Signs another browser out.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "accounts", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn end_session(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    house.store.end_session(caller.editor()?, SessionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs every other browser out.
#[utoipa::path(delete, path = "/sessions", tag = "accounts", responses((status = 204)))]
async fn end_other_sessions(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    house.store.end_sessions(caller.editor()?, own_session(&caller)).await?;
    Ok(StatusCode::NO_CONTENT)
}
