//! Links that open some of the music to people without an account.

use library::policy::{Action, Object};
use library::{Item, ShareId};
use store::{NewShare, Share, ShareChange};

use super::annotations::exists;
use super::call::Call;
use super::failure::Failure;
use super::ids::{Id, not_found};
use super::node::Node;
use super::views::time;
use crate::clock::now_ms;
use crate::pages::{SHARE_LASTS_MS, tracks_of_share, url_of_share};

pub(super) async fn shares(call: Call) -> Result<Node, Failure> {
    let mut nodes = Vec::new();
    for share in call.house.store.shares(call.user()?).await? {
        nodes.push(view(&call, &share).await?);
    }
    Ok(Node::new().one("shares", Node::new().many("share", nodes)))
}

pub(super) async fn create(call: Call) -> Result<Node, Failure> {
    let items: Vec<Item> = call.ids("id")?.iter().map(Id::item).collect::<Result<_, _>>()?;
    if items.is_empty() {
        return Err(Failure::Missing("id"));
    }
    for item in &items {
        exists(&call, *item).await?;
    }
    call.may(Action::Share, &Object::Library)?;
    let now = now_ms();
    let new = NewShare {
        items: &items,
        description: call.parameters.get("description").unwrap_or_default(),
        password: None,
        downloads: false,
        expires_ms: Some(expires(&call)?.unwrap_or(now.saturating_add(SHARE_LASTS_MS))),
    };
    let (share, _) = call.house.store.make_share(call.user()?, new, now).await?;
    let node = view(&call, &share).await?;
    Ok(Node::new().one("shares", Node::new().many("share", [node])))
}

/// When it ends; clients send 0 for never.
fn expires(call: &Call) -> Result<Option<i64>, Failure> {
    Ok(call.parameters.read_as::<i64>("expires")?.filter(|time| *time > 0))
}

pub(super) async fn update(call: Call) -> Result<Node, Failure> {
    let share = editable(&call).await?;
    let sent = &call.parameters;
    let expires_ms = sent.get("expires").map(|_| expires(&call)).transpose()?;
    let change =
        ShareChange { description: sent.get("description"), expires_ms, ..ShareChange::default() };
    call.house.store.change_share(share.id, change).await?;
    Ok(Node::new())
}

pub(super) async fn delete(call: Call) -> Result<Node, Failure> {
    let share = editable(&call).await?;
    call.house.store.revoke_share(share.id).await?;
    Ok(Node::new())
}

async fn editable(call: &Call) -> Result<Share, Failure> {
    let text = call.parameters.need("id")?;
    let id = text.strip_prefix("sh-").and_then(|number| number.parse().ok()).map(ShareId);
    let none = || not_found(text);
    let share = call.house.store.share(id.ok_or_else(none)?).await?.ok_or_else(none)?;
    let object = Object::Share { id: share.id, owner: share.owner };
    call.may(Action::EditShare, &object).map_err(|failure| match failure {
        Failure::NotFound(_) => none(),
        other => other,
    })?;
    Ok(share)
}

async fn view(call: &Call, share: &Share) -> Result<Node, Failure> {
    let tracks = tracks_of_share(&call.house, share).await?;
    Ok(Node::new()
        .text("id", format!("sh-{}", share.id))
        .text("url", url_of_share(&call.house, share).await?)
        .text("description", &share.description)
        .text("username", &call.account()?.name)
        .text("created", time(share.created_ms))
        .some_text("expires", share.expires_ms.map(time))
        .some_text("lastVisited", share.visited_ms.map(time))
        .number("visitCount", share.visits)
        .many("entry", call.song_nodes(&tracks).await?))
}
