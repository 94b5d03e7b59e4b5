//! The three ways to sign in: `p`, `t` with `s`, and `apiKey`.

use std::net::IpAddr;

use store::{Proof, Refused, SignedIn, StoreError};

use super::failure::Failure;
use super::parameters::Parameters;
use crate::clock::now_ms;
use crate::house::House;

/// What a client sent to prove who it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown<'a> {
    /// An app password as it is.
    Plain { name: &'a str, password: String },
    /// md5(app password + salt) in hexadecimal digits.
    Token { name: &'a str, t: &'a str, s: &'a str },
    /// An API key; the account is the key's own.
    Key(&'a str),
}

/// Reads what was shown; `None` when there is none at all.
pub(super) fn shown(sent: &Parameters) -> Result<Option<Shown<'_>>, Failure> {
    let (name, key) = (sent.get("u"), sent.get("apiKey"));
    let (plain, token, salt) = (sent.get("p"), sent.get("t"), sent.get("s"));
    match (key, name, plain, token) {
        (Some(key), None, None, None) => Ok(Some(Shown::Key(key))),
        (Some(_), ..) | (None, _, Some(_), Some(_)) => Err(Failure::SeveralSignIns),
        (None, None, None, None) => Ok(None),
        (None, None, ..) => Err(Failure::Missing("u")),
        (None, Some(name), Some(plain), None) => {
            Ok(Some(Shown::Plain { name, password: decoded(plain)? }))
        }
        (None, Some(name), None, Some(t)) => {
            let s = salt.ok_or(Failure::Missing("s"))?;
            Ok(Some(Shown::Token { name, t, s }))
        }
        (None, Some(_), None, None) => Err(Failure::Missing("p")),
    }
}

/// Lets a caller in, or says why not. Only the question what is spoken here needs no proof.
pub(super) async fn sign_in(
    house: &House,
    endpoint: &str,
    sent: &Parameters,
    address: IpAddr,
) -> Result<Option<SignedIn>, Failure> {
    let Some(shown) = shown(sent)? else {
        let open = endpoint == "getOpenSubsonicExtensions";
        return if open { Ok(None) } else { Err(Failure::Missing("u")) };
    };
    let (store, now) = (&house.store, now_ms());
    let met = match &shown {
        Shown::Plain { name, password } => {
            store.subsonic_sign_in(name, Proof::Plain(password), address, now).await
        }
        Shown::Token { name, t, s } => {
            store.subsonic_sign_in(name, Proof::Token { t, s }, address, now).await
        }
        Shown::Key(key) => store.api_key_sign_in(key, now).await,
    };
    met.map(Some).map_err(|error| match (error, &shown) {
        (StoreError::Refused(Refused::Wrong | Refused::Expired), Shown::Key(_)) => {
            Failure::WrongApiKey
        }
        (error, _) => error.into(),
    })
}

/// `enc:` and hexadecimal digits stand for the bytes of the password.
fn decoded(password: &str) -> Result<String, Failure> {
    match password.strip_prefix("enc:") {
        Some(digits) => super::ids::unhex(digits).ok_or(Failure::WrongPassword),
        None => Ok(password.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str) -> Result<Option<String>, Failure> {
        Ok(shown(&Parameters::read(query, b""))?.map(|shown| format!("{shown:?}")))
    }

    #[test]
    fn three_ways_and_no_mixture_of_them() {
        assert_eq!(check("f=json"), Ok(None));
        let plain = Some("Plain { name: \"ann\", password: \"sesame\" }".to_owned());
        assert_eq!(check("u=ann&p=sesame"), Ok(plain.clone()));
        assert_eq!(check("u=ann&p=enc:736573616d65"), Ok(plain));
        assert_eq!(check("u=ann&p=enc:7"), Err(Failure::WrongPassword));
        assert!(check("u=ann&t=26719a1196d2a940705a59634eb18eab&s=c19b2d").unwrap().is_some());
        assert_eq!(check("u=ann&t=26719a"), Err(Failure::Missing("s")));
        assert_eq!(check("u=ann"), Err(Failure::Missing("p")));
        assert_eq!(check("p=sesame"), Err(Failure::Missing("u")));
        assert!(check("apiKey=k").unwrap().is_some());
        assert_eq!(check("apiKey=k&u=ann"), Err(Failure::SeveralSignIns));
        assert_eq!(check("u=ann&p=a&t=b&s=c"), Err(Failure::SeveralSignIns));
    }
}
