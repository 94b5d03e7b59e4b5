//! The accounts of the house, for who runs it; and changing one's own.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use library::policy::{Action, Object};
use library::{AccountRole, UserId};
use serde::{Deserialize, Serialize};
use store::Deed;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::session::AccountView;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(accounts))
        .routes(routes!(invite))
        .routes(routes!(change_account))
        .routes(routes!(change_password))
}

/// Lists all accounts.
#[utoipa::path(get, path = "/accounts", tag = "house",
    responses((status = 200, body = Vec<AccountView>), (status = 403, body = Problem)))]
async fn accounts(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<AccountView>>, Problem> {
    caller.may(Action::ManageAccounts, &Object::House)?;
    let accounts = house.store.accounts().await?;
    Ok(Json(accounts.iter().map(AccountView::from).collect()))
}

/// Whom a link is for.
#[derive(Debug, Deserialize, ToSchema)]
struct Invite {
    /// `owner`, `member` or `listener`.
    role: String,
}

/// A link that makes an account.
#[derive(Debug, Serialize, ToSchema)]
struct Invited {
    /// The token of the link `/setup?token=`, good once, within three days.
    token: String,
}

fn role(name: &str) -> Result<AccountRole, Problem> {
    AccountRole::from_name(name).ok_or_else(|| Problem::bad("role is owner, member or listener"))
}

/// Makes a link by which somebody makes their account.
#[utoipa::path(post, path = "/invitations", tag = "house", request_body = Invite,
    responses((status = 201, body = Invited), (status = 403, body = Problem)))]
async fn invite(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<Invite>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    caller.may(Action::ManageAccounts, &Object::House)?;
    let token = house.store.invite(role(&sent.role)?, now_ms()).await?;
    caller.log(&house, Deed::Invite, &sent.role).await?;
    Ok((StatusCode::CREATED, Json(Invited { token: token.expose().to_owned() })))
}

/// What is changed of an account; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
struct Change {
    /// Another name.
    name: Option<String>,
    /// Another role; only who runs the house may give it.
    role: Option<String>,
    /// Whether nobody can sign in to it; only who runs the house may say.
    disabled: Option<bool>,
}

/// Changes an account.
#[utoipa::path(patch, path = "/accounts/{id}", tag = "accounts", request_body = Change,
    params(("id" = i64, Path)),
    responses((status = 200, body = AccountView), (status = 404, body = Problem)))]
async fn change_account(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(sent): Json<Change>,
) -> Result<Json<AccountView>, Problem> {
    let id = UserId(id);
    // All is asked before anything is done.
    if sent.role.is_some() || sent.disabled.is_some() {
        caller.may(Action::ManageAccounts, &Object::Account(id))?;
    }
    if sent.name.is_some() {
        caller.may(Action::EditAccount, &Object::Account(id))?;
    }
    caller.may(Action::ReadAccount, &Object::Account(id))?;
    if let Some(name) = &sent.name {
        house.store.rename_account(id, name).await?;
        caller.log(&house, Deed::Rename, name).await?;
    }
    if let Some(name) = &sent.role {
        house.store.set_role(id, role(name)?).await?;
        caller.log(&house, Deed::SetRole, &format!("{id} {name}")).await?;
    }
    if let Some(disabled) = sent.disabled {
        house.store.set_disabled(id, disabled).await?;
        let deed = if disabled { Deed::Disable } else { Deed::Enable };
        caller.log(&house, deed, &id.to_string()).await?;
    }
    Ok(Json(AccountView::from(&house.store.account(id).await?)))
}

/// A password for another.
#[derive(Deserialize, ToSchema)]
struct Passwords {
    /// The one that is good now.
    current: String,
    /// The one that is to be.
    new: String,
}

/// Changes one's own password; every other session ends.
#[utoipa::path(put, path = "/me/password", tag = "accounts", request_body = Passwords,
    responses((status = 204), (status = 400, body = Problem)))]
async fn change_password(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<Passwords>,
) -> Result<StatusCode, Problem> {
    let user = caller.account()?.id;
    caller.may(Action::EditAccount, &Object::Account(user))?;
    if !house.store.has_password(user, &sent.current).await? {
        return Err(Problem::bad("the current password is another"));
    }
    house.store.set_password(user, &sent.new).await?;
    caller.log(&house, Deed::SetPassword, "").await?;
    Ok(StatusCode::NO_CONTENT)
}
