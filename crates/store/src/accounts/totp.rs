//! Time-based codes: RFC 6238 with what every authenticator speaks, SHA-1, 30 seconds and 6 digits.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How long a code is good, in milliseconds.
const STEP_MS: i64 = 30_000;
const DIGITS: u32 = 6;
/// Clocks may be off by one step.
const DRIFT: i64 = 1;

/// The step of a time in milliseconds since 1970.
fn step(now_ms: i64) -> i64 {
    now_ms.div_euclid(STEP_MS)
}

/// The code of a step (RFC 4226, section 5.3).
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0xf);
    let word = u32::from_be_bytes(*digest.get(offset..)?.first_chunk()?) & 0x7fff_ffff;
    Some(format!("{:0width$}", word % 10_u32.pow(DIGITS), width = DIGITS as usize))
}

/// The step whose code this is, near a time. All are tried, and compared by hashes: how long it takes tells
/// nothing.
pub(super) fn step_of(secret: &[u8], shown: &str, now_ms: i64) -> Option<i64> {
    let mut found = None;
    let shown = blake3::hash(shown.as_bytes());
    for step in step(now_ms) - DRIFT..=step(now_ms) + DRIFT {
        let code = code(secret, step)?;
        if blake3::hash(code.as_bytes()) == shown {
            found = Some(step);
        }
    }
    found
}

/// Whether a text can be a code at all, without the spaces that people put in it.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == DIGITS as usize && text.bytes().all(|sign| sign.is_ascii_digit())
}

/// The secret as people type it into an authenticator.
pub(super) fn typed(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The secret as authenticators read it from a picture (Google's Key URI Format).
pub(super) fn uri(name: &str, secret: &[u8]) -> String {
    let mut label = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                label.push(char::from(byte));
            }
            _ => label += &format!("%{byte:02X}"),
        }
    }
    format!("otpauth://totp/Musaic:{label}?secret={}&issuer=Musaic", typed(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last 6 of 8 digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now_ms = seconds * 1_000;
            assert_eq!(code(secret, step(now_ms)).unwrap(), expected);
            for (late_ms, good) in [(0, true), (STEP_MS, true), (-STEP_MS, true), (60_000, false)] {
                assert_eq!(step_of(secret, expected, now_ms + late_ms).is_some(), good);
            }
        }
        assert!(is_code("005924"));
        assert!(!is_code("5924") && !is_code("00592a") && !is_code("００５９"));
        assert_eq!(
            uri("Ann 月", b"12345"),
            "otpauth://totp/Musaic:Ann%20%E6%9C%88?secret=GEZDGNBV&issuer=Musaic"
        );
    }
}
