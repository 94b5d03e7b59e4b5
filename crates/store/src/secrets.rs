//! Randomness of the operating system, and secrets made of it.

use std::fmt;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use zeroize::Zeroizing;

use crate::StoreError;

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Randomness)?;
    Ok(bytes)
}

/// A secret that was just made: shown once, to whom it belongs.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn of(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }

    /// One that was opened again.
    pub(crate) fn read(bytes: &[u8]) -> Option<Secret> {
        Some(Secret(Zeroizing::new(std::str::from_utf8(bytes).ok()?.to_owned())))
    }

    /// 256 random bits that stand in a cookie or a link.
    pub(crate) fn token() -> Result<Secret, StoreError> {
        Ok(Secret(Zeroizing::new(BASE64URL_NOPAD.encode(&random::<32>()?))))
    }

    /// 256 random bits, with a beginning that tells what it is to whoever finds it.
    pub(crate) fn api_key() -> Result<Secret, StoreError> {
        let mut text = Zeroizing::new(String::from("musaic-"));
        let random = Zeroizing::new(BASE32_NOPAD.encode(&random::<32>()?));
        text.push_str(&random.to_ascii_lowercase());
        Ok(Secret(text))
    }

    /// 140 random bits that can be read and typed: 7 groups of 4 letters a to z and digits 2 to 7.
    pub(crate) fn app_password() -> Result<Secret, StoreError> {
        Ok(Secret::groups(random::<28>()?))
    }

    /// 80 random bits in 4 groups, which stand on paper.
    pub(crate) fn recovery_code() -> Result<Secret, StoreError> {
        Ok(Secret::groups(random::<16>()?))
    }

    /// A sign of 5 bits for each random byte.
    fn groups<const N: usize>(random: [u8; N]) -> Secret {
        let mut text = Zeroizing::new(String::with_capacity(N + N / 4));
        for group in random.chunks(4) {
            if !text.is_empty() {
                text.push('-');
            }
            text.extend(group.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])));
        }
        Secret(text)
    }
}

const SIGNS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret")
    }
}

/// Whether a text looks like an app password, so that nothing else need be tried with it.
pub(crate) fn is_app_password(text: &str) -> bool {
    text.len() == 34
        && text
            .bytes()
            .enumerate()
            .all(|(place, sign)| if place % 5 == 4 { sign == b'-' } else { SIGNS.contains(&sign) })
}

/// What a random token is known by in the database. It has too many bits to be guessed from its hash.
pub(crate) fn token_hash(token: &str) -> blake3::Hash {
    blake3::hash(token.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_keep_to_their_form() {
        let (one, other) = (Secret::app_password().unwrap(), Secret::app_password().unwrap());
        assert_ne!(one.expose(), other.expose());
        assert!(is_app_password(one.expose()), "{}", one.expose());
        for text in ["", "correct horse", &one.expose().to_uppercase(), &one.expose()[1..]] {
            assert!(!is_app_password(text), "{text}");
        }
        assert_eq!(Secret::token().unwrap().expose().len(), 43);
        assert_eq!(Secret::api_key().unwrap().expose().len(), 59);
        assert_eq!(format!("{one:?}"), "a secret");
    }
}
