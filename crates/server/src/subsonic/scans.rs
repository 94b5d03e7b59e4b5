//! Scans of the music folders: how far, and once more.

use library::policy::{Action, Object};

use super::call::Call;
use super::failure::Failure;
use super::node::Node;
use super::views;

pub(super) async fn status(call: Call) -> Result<Node, Failure> {
    let count = call.house.store.counts().await?.tracks;
    let last = call.house.scanning.last().map(|scan| views::time(scan.ended_ms));
    let node = Node::new()
        .flag("scanning", call.house.scanning.running())
        .number("count", count)
        .some_text("lastScan", last);
    Ok(Node::new().one("scanStatus", node))
}

pub(super) async fn start(call: Call) -> Result<Node, Failure> {
    call.may(Action::Scan, &Object::House)?;
    call.house.start_scan();
    status(call).await
}
