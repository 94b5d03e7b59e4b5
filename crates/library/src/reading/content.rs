//! What music a file holds, whatever its tags and name: by this a moved or retagged file is known again.

use std::fmt;
use std::io::{Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use crate::{FileFormat, LibraryError};

/// Bytes that are looked at from the start and from the end of the music.
const SAMPLE: u64 = 32 << 10;
/// Most boxes, chunks and blocks that are passed over.
const MAX_STEPS: usize = 10_000;

/// 128 bits of BLAKE3 over a file's music.
///
/// Of a sound file its length and 32 KiB from either end count, without the tags: to read every file
/// wholly would take a large library hours. Of a score every byte counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// The hash of a whole file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> ContentHash {
        short(blake3::hash(bytes))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn short(hash: blake3::Hash) -> ContentHash {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    ContentHash(bytes)
}

pub(super) fn sound_hash<R: Read + Seek>(
    reader: &mut R,
    format: FileFormat,
) -> Result<ContentHash, LibraryError> {
    let end = reader.seek(SeekFrom::End(0))?;
    let music = match format {
        FileFormat::Flac => flac(reader, end),
        FileFormat::Mp3 => mp3(reader, end),
        FileFormat::M4a => m4a(reader, end),
        FileFormat::Wav => wav(reader, end),
        FileFormat::Ogg | FileFormat::Opus => return ogg_hash(reader, end),
        _ => Ok(None),
    };
    let (start, end) = music?.filter(|(start, end)| start < end).unwrap_or((0, end));
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(end - start).to_le_bytes());
    let mut piece = Vec::new();
    for from in [start, end.saturating_sub(SAMPLE).max(start)] {
        piece.clear();
        reader.seek(SeekFrom::Start(from))?;
        reader.by_ref().take(SAMPLE.min(end - from)).read_to_end(&mut piece)?;
        hasher.update(&piece);
    }
    Ok(short(hasher.finalize()))
}

/// Start and end of the music, in bytes; `None` when the file does not say.
type Music = std::io::Result<Option<(u64, u64)>>;

fn bytes_at<const N: usize, R: Read + Seek>(
    reader: &mut R,
    at: u64,
) -> std::io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    reader.seek(SeekFrom::Start(at))?;
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Past an `ID3v2` tag (its size has seven bits a byte), if there is one.
fn past_id3<R: Read + Seek>(reader: &mut R) -> std::io::Result<u64> {
    Ok(match bytes_at::<10, R>(reader, 0)? {
        Some([b'I', b'D', b'3', _, _, flags, size @ ..]) => {
            let size = size.iter().fold(0, |size, byte| size << 7 | u64::from(byte & 0x7f));
            10 + size + if flags & 0x10 != 0 { 10 } else { 0 }
        }
        _ => 0,
    })
}

fn mp3<R: Read + Seek>(reader: &mut R, mut end: u64) -> Music {
    let start = past_id3(reader)?;
    if bytes_at::<3, R>(reader, end.saturating_sub(128))? == Some(*b"TAG") {
        end -= 128;
    }
    // An APE tag ends with a footer that tells its size without its header.
    let footer = bytes_at::<24, R>(reader, end.saturating_sub(32))?;
    if let Some(footer) = footer.filter(|footer| footer.starts_with(b"APETAGEX")) {
        let [.., a, b, c, d, _, _, _, _, e, f, g, h] = footer;
        let size = u64::from(u32::from_le_bytes([a, b, c, d]));
        let header = if u32::from_le_bytes([e, f, g, h]) >> 31 == 1 { 32 } else { 0 };
        end = end.saturating_sub(size + header);
    }
    Ok(Some((start, end)))
}

/// Past the metadata blocks (RFC 9639, section 8.1).
fn flac<R: Read + Seek>(reader: &mut R, end: u64) -> Music {
    let mut at = past_id3(reader)? + 4;
    for _ in 0..MAX_STEPS {
        let Some([kind, a, b, c]) = bytes_at::<4, R>(reader, at)? else { break };
        at += 4 + u64::from(u32::from_be_bytes([0, a, b, c]));
        if kind & 0x80 != 0 {
            return Ok(Some((at, end)));
        }
    }
    Ok(None)
}

/// The packets of the first pages with sound, and the time the last page tells (RFC 3533, section 6).
///
/// Numbers of pages and streams and their checksums change with the tags, so page headers do not count.
fn ogg_hash<R: Read + Seek>(reader: &mut R, end: u64) -> Result<ContentHash, LibraryError> {
    let mut hasher = blake3::Hasher::new();
    let (mut at, mut hashed, mut body) = (0, 0, Vec::new());
    for _ in 0..MAX_STEPS {
        let header = bytes_at::<27, R>(reader, at)?.filter(|header| header.starts_with(b"OggS"));
        let Some(header) = header.filter(|_| hashed < 2 * SAMPLE) else { break };
        body.clear();
        reader.by_ref().take(header[26].into()).read_to_end(&mut body)?;
        let length = body.iter().map(|length| u64::from(*length)).sum::<u64>();
        // Pages of headers tell the time 0.
        if header[6..14] != [0; 8] {
            body.clear();
            reader.by_ref().take(length).read_to_end(&mut body)?;
            hasher.update(&body);
            hashed += length;
        }
        at += 27 + u64::from(header[26]) + length;
    }
    reader.seek(SeekFrom::Start(end.saturating_sub(2 * SAMPLE)))?;
    body.clear();
    reader.read_to_end(&mut body)?;
    if let Some(last) = body.windows(14).rev().find(|bytes| bytes.starts_with(b"OggS")) {
        hasher.update(&last[6..14]);
    }
    Ok(short(hasher.finalize()))
}

/// The first `data` chunk of a RIFF file.
fn wav<R: Read + Seek>(reader: &mut R, end: u64) -> Music {
    let mut at = 12;
    for _ in 0..MAX_STEPS {
        let Some([a, b, c, d, size @ ..]) = bytes_at::<8, R>(reader, at)? else { break };
        let size = u64::from(u32::from_le_bytes(size));
        if [a, b, c, d] == *b"data" {
            return Ok(Some((at + 8, end.min(at + 8 + size))));
        }
        at += 8 + size + size % 2;
    }
    Ok(None)
}

/// The first `mdat` box that holds something (ISO/IEC 14496-12, section 4.2).
fn m4a<R: Read + Seek>(reader: &mut R, end: u64) -> Music {
    let mut at = 0;
    for _ in 0..MAX_STEPS {
        let Some([a, b, c, d, name @ ..]) = bytes_at::<8, R>(reader, at)? else { break };
        let (header, size) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (8, end - at),
            1 => (16, bytes_at(reader, at + 8)?.map_or(0, u64::from_be_bytes)),
            size => (8, u64::from(size)),
        };
        if size < header {
            break;
        }
        let next = at.saturating_add(size);
        if name == *b"mdat" && size > header {
            return Ok(Some((at + header, end.min(next))));
        }
        at = next;
    }
    Ok(None)
}
