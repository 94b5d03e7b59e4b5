//! What can go wrong with a call, by the numbers of the OpenSubsonic specification ("Error handling").

use library::policy::Denied;
use store::{Refused, StoreError};

use super::node::Node;

/// Where a person finds out what to do about being refused.
const HELP: &str = "https://opensubsonic.netlify.app/docs/responses/error/";

/// A call that is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// 0: the house's own fault, or one that has no number.
    #[error("{0}")]
    General(String),
    /// 10
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// 10: there is no number for what cannot be understood.
    #[error("the parameter {0} cannot be understood: {1:?}")]
    Unreadable(&'static str, String),
    /// 40
    #[error("wrong user name or password")]
    WrongPassword,
    /// 41
    #[error(
        "your account's password opens the web pages only: make an app password for this device and use that"
    )]
    TokenNotSupported,
    /// 43
    #[error("several ways to sign in at once: use p, or t and s, or apiKey alone")]
    SeveralSignIns,
    /// 44
    #[error("the API key is not valid")]
    WrongApiKey,
    /// 50
    #[error("you may not do this: {0}")]
    NotAllowed(String),
    /// 70
    #[error("{0} was not found")]
    NotFound(String),
    /// No number of Subsonic's: HTTP says it (429).
    #[error("too many at once; try again in {0} s")]
    Busy(u32),
}

impl Failure {
    fn code(&self) -> i64 {
        match self {
            Failure::General(_) | Failure::Busy(_) => 0,
            Failure::Missing(_) | Failure::Unreadable(..) => 10,
            Failure::WrongPassword => 40,
            Failure::TokenNotSupported => 41,
            Failure::SeveralSignIns => 43,
            Failure::WrongApiKey => 44,
            Failure::NotAllowed(_) => 50,
            Failure::NotFound(_) => 70,
        }
    }

    pub(crate) fn node(&self) -> Node {
        let node = Node::new().number("code", self.code()).text("message", self.to_string());
        if (40..=44).contains(&self.code()) { node.text("helpUrl", HELP) } else { node }
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Failure {
        match denied {
            // Whether it is there is told to nobody whose it is not.
            Denied::NotYours => Failure::NotFound("what you asked for".into()),
            Denied::SignIn => Failure::Missing("u"),
            Denied::Role(_) | Denied::Scope(_) => Failure::NotAllowed(denied.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    /// The reason of what is the house's fault goes to the log: it may name files of the house.
    fn from(error: StoreError) -> Failure {
        match error {
            StoreError::Refused(Refused::AppPasswordNeeded) => Failure::TokenNotSupported,
            StoreError::Refused(Refused::Wait { ms }) => Failure::Busy(seconds(ms)),
            StoreError::Refused(Refused::Wrong) => Failure::WrongPassword,
            StoreError::Refused(refused) => Failure::NotAllowed(refused.to_string()),
            StoreError::Busy => Failure::Busy(1),
            StoreError::NoSuchThing(what) => Failure::NotFound(what.to_owned()),
            StoreError::TooMany { .. } | StoreError::HasRules => {
                Failure::General(error.to_string())
            }
            error => {
                tracing::error!("the store failed: {error}");
                Failure::General("the house cannot answer now; its log says why".into())
            }
        }
    }
}

/// Whole seconds to wait, at least one.
fn seconds(ms: i64) -> u32 {
    u32::try_from(ms / 1000 + 1).unwrap_or(1)
}
