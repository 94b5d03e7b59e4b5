//! Paths inside URIs (RFC 3986).

use std::fmt::Write as _;

/// A relative URI of a path.
pub(super) fn of_path(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().fold(String::with_capacity(path.len()), |mut uri, byte| {
        if plain(byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}

/// The path that a URI names. One of another scheme than `file` is no path, and stays as it is.
pub(super) fn to_path(uri: &str) -> String {
    match without_host(uri) {
        Some(path) => decoded(path),
        None if uri.contains("://") => uri.to_owned(),
        None => decoded(uri),
    }
}

/// The path of a `file` URI, still encoded.
pub(super) fn without_host(uri: &str) -> Option<&str> {
    let scheme = uri.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://"))?;
    let rest = &uri[scheme.len()..];
    rest.find('/').map(|begin| &rest[begin..])
}

/// Text with its escapes resolved; as it is where they are no escapes of UTF-8.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = if first == b'%' { after.get(..2).and_then(byte) } else { None };
        rest = if escaped.is_some() { &after[2..] } else { after };
        bytes.push(escaped.unwrap_or(first));
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn byte(digits: &[u8]) -> Option<u8> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16);
    let value = digit(digits.first()?)? * 16 + digit(digits.get(1)?)?;
    u8::try_from(value).ok()
}
