//! MusicXML 4.0, plain and compressed (W3C Community Group Final Report, 1 June 2021).
//!
//! Reading takes partwise and timewise scores of any version; writing makes partwise 4.0. The whole of
//! [`score::Score`] goes both ways, so MusicXML is the format to keep work in.

mod container;
mod encoding;
mod names;
mod read;
mod source;
mod tempi;
mod tree;
mod write;

use score::Score;

use crate::{Error, Format, Reading, Written};

/// Whether bytes look like an XML document with a MusicXML root.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let declared = |head: &str| head.trim_start().starts_with("<?xml");
    if declared(&encoding::decode_prefix(bytes, 64)) {
        return true;
    }
    let head = encoding::decode_prefix(bytes, 64 << 10);
    // An ABC tune may be called after an element.
    declared(&head)
        || head.trim_start().starts_with('<')
            && ["<score-partwise", "<score-timewise", "<opus"]
                .iter()
                .any(|root| head.contains(root))
}

/// Reads a MusicXML document.
///
/// # Errors
/// [`Error::Malformed`] for broken XML, [`Error::Unsupported`] for XML that is not a score, and
/// [`Error::TooLarge`] beyond [`crate::limits`].
pub fn read(bytes: &[u8]) -> Result<Reading, Error> {
    let text = encoding::decode(bytes)?;
    let (score, warnings) = read::document(&text)?;
    Ok(Reading { score, warnings, format: Format::MusicXml })
}

/// Reads a compressed MusicXML file (`.mxl`).
///
/// # Errors
/// As [`read`], and [`Error::Malformed`] for a broken zip archive or one without a score.
pub fn read_compressed(bytes: &[u8]) -> Result<Reading, Error> {
    let document = container::unpack(bytes)?;
    Ok(Reading { format: Format::Mxl, ..read(&document)? })
}

/// Writes a MusicXML 4.0 partwise document. The same score gives the same bytes.
///
/// # Errors
/// None today: every score can be written.
pub fn write(score: &Score) -> Result<Written, Error> {
    let (text, warnings) = write::document(score);
    Ok(Written { bytes: text.into_bytes(), warnings })
}

/// Writes a compressed MusicXML file (`.mxl`).
///
/// # Errors
/// [`Error::Malformed`] when the archive cannot be made.
pub fn write_compressed(score: &Score) -> Result<Written, Error> {
    let written = write(score)?;
    Ok(Written { bytes: container::pack(&written.bytes)?, ..written })
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
