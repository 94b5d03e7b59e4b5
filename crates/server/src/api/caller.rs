//! Who calls: a browser with a session's cookie, or a program with an API key.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use library::policy::{Action, Actor, Denied, Object, may};
use library::{Account, UserId};
use store::{Deed, Event, SignedIn, StoreError};

use crate::app::client_address;
use crate::clock::now_ms;
use crate::house::House;
use crate::problem::Problem;

/// The cookie of a session. Its prefix has browsers take it from this host alone, over TLS or loopback
/// (RFC 6265bis, 4.1.3.2).
pub(crate) const COOKIE: &str = "__Host-musaic";

/// Who calls, signed in or not.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    /// The account and what let them in, if they signed in.
    pub(crate) signed_in: Option<SignedIn>,
    /// Where the request comes from.
    pub(crate) address: IpAddr,
}

impl Caller {
    /// Whether this may be done, by the one policy of the house.
    pub(crate) fn may(&self, action: Action, object: &Object) -> Result<(), Problem> {
        may(&self.actor, action, object).map_err(Problem::from)
    }

    /// Who may change the account they signed in to.
    pub(super) fn editor(&self) -> Result<UserId, Problem> {
        let user = self.account()?.id;
        self.may(Action::EditAccount, &Object::Account(user))?;
        Ok(user)
    }

    /// Writes into the audit log what was done.
    pub(super) async fn log(&self, house: &House, deed: Deed, object: &str) -> Result<(), Problem> {
        let actor = self.signed_in.as_ref().map(|signed_in| signed_in.account.id);
        let event = Event { actor, deed, object, from: Some(self.address) };
        Ok(house.store.audit(&event, now_ms()).await?)
    }

    /// Who signed in.
    pub(crate) fn account(&self) -> Result<&Account, Problem> {
        Ok(&self.signed_in.as_ref().ok_or(Denied::SignIn)?.account)
    }
}

impl FromRequestParts<Arc<House>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Caller, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = client_address(house, peer, &parts.headers);
        let signed_in = match (bearer(&parts.headers), cookie(&parts.headers, COOKIE)) {
            (Some(key), _) => Some(house.store.api_key_sign_in(key, now_ms()).await),
            (None, Some(token)) => {
                same_origin(&parts.method, &parts.headers)?;
                Some(house.store.session(token, now_ms()).await)
            }
            (None, None) => None,
        };
        let signed_in = match signed_in {
            None => None,
            Some(Ok(signed_in)) => Some(signed_in),
            // A cookie that has run out is like none: the page asks to sign in again.
            Some(Err(StoreError::Refused(_))) if bearer(&parts.headers).is_none() => None,
            Some(Err(error)) => return Err(error.into()),
        };
        let actor = signed_in.as_ref().map_or(Actor::Anonymous, SignedIn::actor);
        Ok(Caller { actor, signed_in, address })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// The value of a cookie that was sent.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A cookie comes along with whatever page a browser shows: what changes something must come from ours.
pub(crate) fn same_origin(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site");
    let ours = match (site, text("origin"), text("host")) {
        (Some(site), ..) => site == "same-origin",
        (None, Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
        // Not a browser: nothing sent the cookie but its owner.
        (None, None, _) => true,
        (None, Some(_), None) => false,
    };
    if ours {
        return Ok(());
    }
    let detail = "this request came from a page of another site";
    Err(Problem::new(StatusCode::FORBIDDEN, "other-origin", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (axum::http::HeaderName::from_static(name), value.parse().unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let sent = headers(&[("cookie", "a=1; __Host-musaic=abc; b=2")]);
        assert_eq!(cookie(&sent, COOKIE), Some("abc"));
        assert_eq!(cookie(&headers(&[("cookie", "x__Host-musaic=abc")]), COOKIE), None);
        assert_eq!(bearer(&headers(&[("authorization", "Bearer k")])), Some("k"));
    }

    #[test]
    fn another_site_cannot_use_the_cookie() {
        let check =
            |pairs: &[(&'static str, &str)]| same_origin(&Method::POST, &headers(pairs)).is_ok();
        assert!(check(&[("origin", "http://127.0.0.1:4747"), ("host", "127.0.0.1:4747")]));
        assert!(!check(&[("origin", "https://evil.example"), ("host", "127.0.0.1:4747")]));
        assert!(!check(&[("sec-fetch-site", "cross-site"), ("host", "h")]));
        assert!(!check(&[("sec-fetch-site", "same-site"), ("origin", "http://h"), ("host", "h")]));
        assert!(!check(&[("origin", "null"), ("host", "h")]));
        assert!(same_origin(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")])).is_ok());
    }
}
