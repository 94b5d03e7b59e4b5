//! Shares: links that open some of the music to people without an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use library::policy::{Action, Object};
use library::{Item, ShareId};
use serde::{Deserialize, Deserializer, Serialize};
use store::{NewShare, Share, ShareChange};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::listening::exists;
use crate::clock::now_ms;
use crate::house::House;
use crate::pages::{SHARE_LASTS_MS, url_of_share};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new().routes(routes!(shares, make)).routes(routes!(share, change, revoke))
}

/// Something that is shared.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct SharedItem {
    /// `track`, `album`, `artist` or `playlist`.
    kind: String,
    /// Its identity.
    id: i64,
}

/// A share.
#[derive(Debug, Serialize, ToSchema)]
struct ShareView {
    /// Its identity.
    id: i64,
    /// The link, which is all that a guest needs when there is no password.
    url: String,
    /// What is shared, in order.
    items: Vec<SharedItem>,
    /// A remark for whoever follows the link.
    description: String,
    /// Whether a password is asked for.
    password: bool,
    /// Whether files may be downloaded.
    downloads: bool,
    /// When it was made, in milliseconds since 1970.
    created_ms: i64,
    /// When it ends, in milliseconds since 1970; never when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_ms: Option<i64>,
    /// How often it was visited.
    visits: i64,
    /// When it was visited last, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    visited_ms: Option<i64>,
}

async fn view(house: &House, share: Share) -> Result<ShareView, Problem> {
    let item = |item: &Item| SharedItem { kind: item.kind().to_owned(), id: item.number() };
    Ok(ShareView {
        id: share.id.0,
        url: url_of_share(house, &share).await?,
        items: share.items.iter().map(item).collect(),
        description: share.description,
        password: share.has_password,
        downloads: share.downloads,
        created_ms: share.created_ms,
        expires_ms: share.expires_ms,
        visits: share.visits,
        visited_ms: share.visited_ms,
    })
}

/// A share to be.
#[derive(Deserialize, ToSchema)]
struct NewShareView {
    /// What is shared, in order.
    #[serde(default)]
    items: Vec<SharedItem>,
    /// A remark for whoever follows the link.
    #[serde(default)]
    description: String,
    /// A password that is asked for beside the link, of at least 8 characters.
    password: Option<String>,
    /// Whether files may be downloaded.
    #[serde(default)]
    downloads: bool,
    /// When it ends, in milliseconds since 1970: never when `null`, in a year when left out.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<i64>)]
    expires_ms: Option<Option<i64>>,
}

/// What is changed about a share; what is left out stays.
#[derive(Deserialize, ToSchema)]
struct Change {
    /// A remark for whoever follows the link.
    description: Option<String>,
    /// Another password, or none any more when `null`. Whoever came in by the old one must tell it.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>)]
    password: Option<Option<String>>,
    /// Whether files may be downloaded.
    downloads: Option<bool>,
    /// When it ends, in milliseconds since 1970: never when `null`.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<i64>)]
    expires_ms: Option<Option<i64>>,
}

/// Reads `null` as something that was told, unlike what is left out.
fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

/// One's own shares, the last made first.
#[utoipa::path(get, path = "/shares", tag = "shares",
    responses((status = 200, body = Vec<ShareView>), (status = 403, body = Problem)))]
async fn shares(
    State(house): State<Arc<House>>,
    caller: Caller,
) -> Result<Json<Vec<ShareView>>, Problem> {
    let owner = caller.account()?.id;
    caller.may(Action::ReadShare, &Object::Share { id: ShareId::default(), owner })?;
    let mut views = Vec::new();
    for share in house.store.shares(owner).await? {
        views.push(view(&house, share).await?);
    }
    Ok(Json(views))
}

/// Makes a share.
#[utoipa::path(post, path = "/shares", tag = "shares", request_body = NewShareView,
    responses((status = 201, body = ShareView), (status = 400, body = Problem), (status = 403, body = Problem)))]
async fn make(
    State(house): State<Arc<House>>,
    caller: Caller,
    Json(sent): Json<NewShareView>,
) -> Result<(StatusCode, Json<ShareView>), Problem> {
    let owner = caller.account()?.id;
    caller.may(Action::Share, &Object::Library)?;
    let now = now_ms();
    let new = NewShare {
        items: &named(&house, &caller, &sent.items).await?,
        description: &sent.description,
        password: sent.password.as_deref(),
        downloads: sent.downloads,
        expires_ms: to_come(sent.expires_ms, now)?.unwrap_or(Some(now + SHARE_LASTS_MS)),
    };
    let (share, _) = house.store.make_share(owner, new, now).await?;
    Ok((StatusCode::CREATED, Json(view(&house, share).await?)))
}

/// What is to be shared, if all of it is there for the caller to see.
async fn named(house: &House, caller: &Caller, sent: &[SharedItem]) -> Result<Vec<Item>, Problem> {
    if sent.is_empty() {
        return Err(Problem::bad("items names what is shared"));
    }
    let limit = library::limits::MAX_SHARE_ITEMS;
    if sent.len() > limit {
        return Err(Problem::bad(format!("a share holds {limit} at most")));
    }
    let mut items = Vec::new();
    for SharedItem { kind, id } in sent {
        let item = Item::of(kind, *id).ok_or_else(Problem::not_found)?;
        exists(house, caller, item).await?;
        items.push(item);
    }
    Ok(items)
}

/// An end that was told, which must not be over.
fn to_come(told: Option<Option<i64>>, now_ms: i64) -> Result<Option<Option<i64>>, Problem> {
    match told.flatten() {
        Some(end_ms) if end_ms <= now_ms => Err(Problem::bad("expires_ms is over already")),
        _ => Ok(told),
    }
}

/// A share with which this may be done.
async fn allowed(
    house: &House,
    caller: &Caller,
    id: i64,
    action: Action,
) -> Result<Share, Problem> {
    caller.account()?;
    let found = house.store.share(ShareId(id)).await?.ok_or_else(Problem::not_found)?;
    caller.may(action, &Object::Share { id: found.id, owner: found.owner })?;
    Ok(found)
}

/// One share.
#[utoipa::path(get, path = "/shares/{id}", tag = "shares", params(("id" = i64, Path)),
    responses((status = 200, body = ShareView), (status = 404, body = Problem)))]
async fn share(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ShareView>, Problem> {
    let found = allowed(&house, &caller, id, Action::ReadShare).await?;
    Ok(Json(view(&house, found).await?))
}

/// Changes a share.
#[utoipa::path(patch, path = "/shares/{id}", tag = "shares", params(("id" = i64, Path)),
    request_body = Change,
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn change(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(sent): Json<Change>,
) -> Result<StatusCode, Problem> {
    let found = allowed(&house, &caller, id, Action::EditShare).await?;
    let change = ShareChange {
        description: sent.description.as_deref(),
        password: sent.password.as_ref().map(Option::as_deref),
        downloads: sent.downloads,
        expires_ms: to_come(sent.expires_ms, now_ms())?,
    };
    house.store.change_share(found.id, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a share: its link opens nothing from now on.
#[utoipa::path(delete, path = "/shares/{id}", tag = "shares", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn revoke(
    State(house): State<Arc<House>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    let found = allowed(&house, &caller, id, Action::EditShare).await?;
    house.store.revoke_share(found.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
