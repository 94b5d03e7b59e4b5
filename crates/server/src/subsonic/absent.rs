//! What Subsonic knows of and this house keeps none of: clients that ask get empty lists, not errors.

use super::call::Call;
use super::failure::Failure;
use super::node::Node;

pub(super) async fn radio_stations(_: Call) -> Result<Node, Failure> {
    Ok(Node::new().one("internetRadioStations", Node::new().many("internetRadioStation", [])))
}

pub(super) async fn videos(_: Call) -> Result<Node, Failure> {
    Ok(Node::new().one("videos", Node::new().many("video", [])))
}
