//! What the house is: ping, licence, extensions, and what one signed in with.

use super::call::Call;
use super::failure::Failure;
use super::node::Node;

/// Extensions of OpenSubsonic that are spoken here, with their versions.
const EXTENSIONS: &[(&str, i64)] = &[
    ("apiKeyAuthentication", 1),
    ("formPost", 1),
    ("getPodcastEpisode", 1),
    ("songLyrics", 1),
    ("sonicSimilarity", 1),
    ("transcodeOffset", 1),
];

pub(super) async fn ping(_: Call) -> Result<Node, Failure> {
    Ok(Node::new())
}

/// Free software needs no licence key: it is always valid.
pub(super) async fn license(_: Call) -> Result<Node, Failure> {
    Ok(Node::new().one("license", Node::new().flag("valid", true)))
}

pub(super) async fn extensions(_: Call) -> Result<Node, Failure> {
    let extensions = EXTENSIONS
        .iter()
        .map(|(name, version)| Node::new().text("name", *name).numbers("versions", [*version]));
    Ok(Node::new().many("openSubsonicExtensions", extensions))
}

/// Whose account an API key opens.
pub(super) async fn token_info(call: Call) -> Result<Node, Failure> {
    Ok(Node::new().one("tokenInfo", Node::new().text("username", &call.account()?.name)))
}
