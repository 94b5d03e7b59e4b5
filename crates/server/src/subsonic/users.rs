//! What a client may know of accounts: its own, and for who runs the house the others.

use library::policy::{Action, Object};
use library::{Account, AccountRole};
use store::StoreError;

use super::call::Call;
use super::failure::Failure;
use super::node::Node;

pub(super) async fn user(call: Call) -> Result<Node, Failure> {
    let name = call.parameters.need("username")?;
    // Whether somebody else has an account is nobody's business.
    let hidden = || Failure::NotAllowed("this account is not yours".into());
    let account = match call.house.store.account_named(name).await {
        Err(StoreError::NoSuchAccount) => return Err(hidden()),
        found => found?,
    };
    call.may(Action::ReadAccount, &Object::Account(account.id)).map_err(|_| hidden())?;
    Ok(Node::new().one("user", view(&account)))
}

pub(super) async fn users(call: Call) -> Result<Node, Failure> {
    call.may(Action::ManageAccounts, &Object::House)?;
    let accounts = call.house.store.accounts().await?;
    Ok(Node::new().one("users", Node::new().many("user", accounts.iter().map(view))))
}

fn view(account: &Account) -> Node {
    let (owner, member) = (account.role == AccountRole::Owner, account.role >= AccountRole::Member);
    Node::new()
        .text("username", &account.name)
        .flag("scrobblingEnabled", true)
        .flag("adminRole", owner)
        .flag("settingsRole", true)
        .flag("downloadRole", true)
        .flag("uploadRole", false)
        .flag("playlistRole", true)
        .flag("coverArtRole", false)
        .flag("commentRole", false)
        .flag("podcastRole", member)
        .flag("streamRole", true)
        .flag("jukeboxRole", false)
        .flag("shareRole", member)
        .flag("videoConversionRole", false)
}
