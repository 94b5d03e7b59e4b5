//! Covers: what they are and how large, told from their first bytes before anything decodes them.

use crate::{LibraryError, limits};

/// The kinds of pictures that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
}

impl PictureKind {
    /// The media type by which it is served.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            PictureKind::Png => "image/png",
            PictureKind::Jpeg => "image/jpeg",
            PictureKind::Gif => "image/gif",
            PictureKind::WebP => "image/webp",
        }
    }
}

/// What a picture's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureInfo {
    /// Its kind.
    pub kind: PictureKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Reads kind and size of a picture and holds them to [`limits`].
///
/// A small file may unfold into gigabytes: 20,000 x 20,000 pixels of one colour are 49 kB of PNG.
///
/// # Errors
/// [`LibraryError::TooLarge`] above a limit, [`LibraryError::NotAPicture`] for anything unknown.
pub fn measure(bytes: &[u8]) -> Result<PictureInfo, LibraryError> {
    within("bytes", bytes.len() as u64, limits::MAX_PICTURE_BYTES as u64)?;
    let info = png(bytes)
        .or_else(|| gif(bytes))
        .or_else(|| webp(bytes))
        .or_else(|| jpeg(bytes))
        .filter(|info| info.width > 0 && info.height > 0)
        .ok_or(LibraryError::NotAPicture)?;
    within("side in pixels", info.width.max(info.height).into(), limits::MAX_PICTURE_SIDE.into())?;
    let area = u64::from(info.width) * u64::from(info.height);
    within("area in pixels", area, limits::MAX_PICTURE_AREA)?;
    Ok(info)
}

fn within(what: &'static str, found: u64, limit: u64) -> Result<(), LibraryError> {
    if found > limit { Err(LibraryError::TooLarge { what, found, limit }) } else { Ok(()) }
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(u16::from_be_bytes).map(u32::from)
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(u16::from_le_bytes).map(u32::from)
}

fn png(bytes: &[u8]) -> Option<PictureInfo> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    (header.get(4..8)? == b"IHDR").then_some(())?;
    let side = |at| take(header, at).map(u32::from_be_bytes);
    Some(PictureInfo { kind: PictureKind::Png, width: side(8)?, height: side(12)? })
}

fn gif(bytes: &[u8]) -> Option<PictureInfo> {
    (bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")).then_some(())?;
    Some(PictureInfo {
        kind: PictureKind::Gif,
        width: little(bytes, 6)?,
        height: little(bytes, 8)?,
    })
}

/// The three forms of RFC 9649: extended, lossy and lossless.
fn webp(bytes: &[u8]) -> Option<PictureInfo> {
    (bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP").then_some(())?;
    let (width, height) = match bytes.get(12..16)? {
        b"VP8X" => {
            let side = |at| Some(little(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16);
            (side(24)? + 1, side(27)? + 1)
        }
        b"VP8 " => (little(bytes, 26)? & 0x3fff, little(bytes, 28)? & 0x3fff),
        b"VP8L" => {
            let bits = take(bytes, 21).map(u32::from_le_bytes)?;
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        _ => return None,
    };
    Some(PictureInfo { kind: PictureKind::WebP, width, height })
}

/// Goes from marker to marker (ITU T.81, B.1) until one starts a frame.
fn jpeg(bytes: &[u8]) -> Option<PictureInfo> {
    bytes.starts_with(&[0xff, 0xd8]).then_some(())?;
    let mut at = 2;
    loop {
        (*bytes.get(at)? == 0xff).then_some(())?;
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes, and markers without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            // Start of frame, but not the tables that lie among those numbers.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (width, height) = (big(bytes, at + 7)?, big(bytes, at + 5)?);
                return Some(PictureInfo { kind: PictureKind::Jpeg, width, height });
            }
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::try_from(big(bytes, at + 2)?.max(2)).ok()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::files::png_header;

    #[test]
    fn headers_tell_the_size() {
        let told = |bytes: &[u8]| measure(bytes).map(|i| (i.kind, i.width, i.height)).unwrap();
        assert_eq!(told(&png_header(640, 480)), (PictureKind::Png, 640, 480));
        assert_eq!(told(b"GIF89a\x80\x02\xe0\x01\0\0\0"), (PictureKind::Gif, 640, 480));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03";
        assert_eq!(told(jpeg), (PictureKind::Jpeg, 640, 480));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
        assert_eq!(told(webp), (PictureKind::WebP, 640, 480));
    }

    #[test]
    fn a_small_file_that_unfolds_is_refused() {
        let error = measure(&png_header(20_000, 20_000)).unwrap_err();
        assert!(error.to_string().contains("side in pixels of 20000"), "{error}");
        assert!(matches!(measure(&png_header(0, 5)), Err(LibraryError::NotAPicture)));
        assert!(matches!(measure(b"\xff\xd8\xff\xe0\xff"), Err(LibraryError::NotAPicture)));
    }
}
