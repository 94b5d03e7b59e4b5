//! From bytes to text: UTF-8, UTF-16 with a byte-order mark, or Latin-1 where the document says so.

use std::borrow::Cow;

use crate::{Error, Format, Position};

/// The document as text.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    if let Some(text) = utf16(bytes) {
        return Ok(Cow::Owned(text));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if says_latin1(bytes) => {
            Ok(Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()))
        }
        Err(error) => Err(Error::malformed(
            Format::MusicXml,
            Position::byte(error.valid_up_to() as u64),
            "the text is not valid UTF-8: save the file again as UTF-8",
        )),
    }
}

/// The beginning of the document as text, whatever is broken in it.
pub(super) fn decode_prefix(bytes: &[u8], length: usize) -> String {
    let head = &bytes[..bytes.len().min(length)];
    utf16(head).unwrap_or_else(|| {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        String::from_utf8_lossy(head).into_owned()
    })
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let from_pair: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> =
        bytes[2..].chunks_exact(2).map(|pair| from_pair([pair[0], pair[1]])).collect();
    let ascii = |unit: u16| u8::try_from(unit).ok().filter(u8::is_ascii);
    let mut text = String::with_capacity(units.len());
    // Most of a score is ASCII, which needs no decoding.
    for run in units.chunk_by(|&one, &next| ascii(one).is_some() == ascii(next).is_some()) {
        if ascii(run[0]).is_some() {
            text.extend(run.iter().filter_map(|&unit| ascii(unit)).map(char::from));
        } else {
            text.push_str(&String::from_utf16_lossy(run));
        }
    }
    Some(text)
}

fn says_latin1(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_lowercase();
    ["iso-8859-1", "latin1", "latin-1", "windows-1252"].iter().any(|name| head.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode(b"\xEF\xBB\xBF<a/>").unwrap(), "<a/>");
        assert_eq!(decode(b"\xFF\xFE<\0a\0").unwrap(), "<a");
        assert_eq!(
            decode(b"\xFE\xFF\0<\xD8\x34\xDD\x1E\x01\x7E\0>\xDD\x1E").unwrap(),
            "<\u{1D11E}\u{17E}>\u{FFFD}"
        );
        assert_eq!(
            decode(b"<?xml encoding=\"ISO-8859-1\"?>\xE9").unwrap().chars().last(),
            Some('é')
        );
        assert!(decode(b"<a>\xE9</a>").is_err());
    }
}
