//! One call: who asks for what, read from a request of any form.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use library::policy::{Action, Actor, Object, may};
use library::{Account, UserId};
use store::SignedIn;

use super::endpoints::{Outcome, dispatch};
use super::envelope::{self, Form};
use super::failure::Failure;
use super::parameters::Parameters;
use super::sign_in::sign_in;
use crate::app::client_address;
use crate::house::House;

/// The most that a form may hold: a playlist of ten thousand tracks fits.
const MAX_FORM: usize = 1 << 20;

/// What an endpoint is handed.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) house: Arc<House>,
    pub(crate) actor: Actor,
    /// The account of who signed in.
    pub(crate) account: Option<Account>,
    pub(crate) parameters: Parameters,
    /// The request's own headers, for ranges and conditions.
    pub(crate) headers: HeaderMap,
    pub(crate) method: Method,
    /// What was posted and is no form.
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// Whether this may be done, by the one policy of the house.
    pub(crate) fn may(&self, action: Action, object: &Object) -> Result<(), Failure> {
        may(&self.actor, action, object).map_err(Failure::from)
    }

    /// Whether this may be done at all, to the things that are most one's own.
    pub(super) fn may_ever(&self, action: Action) -> Result<(), Failure> {
        use Action as A;
        let object = match (action, self.actor) {
            (A::Greet, _) => return Ok(()),
            (A::Browse | A::Stream | A::Download | A::Upload | A::Subscribe | A::Share, _) => {
                Object::Library
            }
            (A::ReadOwn | A::Scrobble | A::Star | A::Rate, Actor::Account { user, .. }) => {
                Object::Own(user)
            }
            (A::ReadPlaylist | A::EditPlaylist, Actor::Account { user, .. }) => {
                Object::Playlist { owner: user, public: false }
            }
            (
                A::ReadAccount | A::EditAccount | A::Export | A::Erase,
                Actor::Account { user, .. },
            ) => Object::Account(user),
            _ => Object::House,
        };
        self.may(action, &object)
    }

    /// The account of who signed in.
    pub(crate) fn account(&self) -> Result<&Account, Failure> {
        self.account.as_ref().ok_or(Failure::Missing("u"))
    }

    /// Who signed in.
    pub(crate) fn user(&self) -> Result<UserId, Failure> {
        Ok(self.account()?.id)
    }

    /// The client's name for itself, as far as it may be believed.
    pub(crate) fn client(&self) -> String {
        self.parameters.get("c").unwrap_or("unknown").chars().take(64).collect()
    }
}

/// Answers a request.
pub(super) async fn answer(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let posted = if parts.method == Method::POST { posted(body).await } else { Ok(Vec::new()) };
    let is_form = is_form(&parts.headers);
    let form = posted.as_deref().unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let parameters = Parameters::read(query, if is_form { form } else { &[] });
    let written = Form::of(&parameters);
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let address = client_address(&house, peer, &parts.headers);
    let outcome = async {
        let body = posted?;
        let name = name.strip_suffix(".view").unwrap_or(&name);
        let signed_in = sign_in(&house, name, &parameters, address).await?;
        let actor = signed_in.as_ref().map_or(Actor::Anonymous, SignedIn::actor);
        let account = signed_in.map(|signed_in| signed_in.account);
        let (headers, method) = (parts.headers, parts.method);
        let call = Call { house, actor, account, parameters, headers, method, body };
        dispatch(name, call).await
    };
    match outcome.await {
        Ok(Outcome::Tree(node)) => envelope::answer(&written, Ok(node)),
        Ok(Outcome::Bytes(response)) => response,
        Err(failure) => envelope::answer(&written, Err(failure)),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    kind.starts_with("application/x-www-form-urlencoded")
}

async fn posted(body: Body) -> Result<Vec<u8>, Failure> {
    let bytes = to_bytes(body, MAX_FORM).await;
    let bytes =
        bytes.map_err(|_| Failure::General(format!("a form holds at most {MAX_FORM} bytes")))?;
    Ok(bytes.to_vec())
}
