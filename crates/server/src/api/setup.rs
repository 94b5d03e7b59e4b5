//! Moving in: a one-time link makes an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::session::AccountView;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(set_up))
}

/// What makes an account by a link.
#[derive(Deserialize, ToSchema)]
struct SetUp {
    /// The token in the link.
    token: String,
    /// The account's name.
    name: String,
    /// Its password, at least ten characters.
    password: String,
}

/// Makes the account that a link is for. The link is used up with it.
#[utoipa::path(post, path = "/setup", tag = "accounts", security(()), request_body = SetUp,
    responses((status = 201, body = AccountView), (status = 400, body = Problem)))]
async fn set_up(
    State(house): State<Arc<House>>,
    _caller: Caller,
    Json(sent): Json<SetUp>,
) -> Result<(StatusCode, Json<AccountView>), Problem> {
    let named = (sent.name.as_str(), sent.password.as_str());
    let id = house.store.accept_invitation(&sent.token, named, now_ms()).await?;
    let account = house.store.account(id).await?;
    Ok((StatusCode::CREATED, Json(AccountView::from(&account))))
}
