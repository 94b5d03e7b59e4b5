//! The index as a file that a model carries with it. Numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `musaicOI` |
//! | 2 | version, 1 |
//! | 4 | pieces; for each: id and title (2 bytes of length, UTF-8; no title is an empty one), then windows and melody groups (4 + 4, counts) |
//! | 5 each | hashes of windows, piece after piece; 0 where there is none |
//! | 5 each | hashes of melody groups likewise |
//! | 4 + 4 | held-out pieces and how many were left out, then for each of the five measures so many 4-byte floats |
//! | 8 | FNV-1a of all before |

use crate::ComposeError;

use super::bytes::{Bytes, broken, push_count, push_text};
use super::held_out::HeldOut;
use super::index::{Index, IndexedPiece};
use super::measures::Measure;
use super::passages::{HASH_BYTES, Hash};
use super::places::Places;

const MAGIC: &[u8; 8] = b"musaicOI";
/// Another way to hash or another order of fields gets another number.
const VERSION: u16 = 1;
const CHECK_BYTES: usize = 8;

impl Index {
    /// The index as bytes: about 6 for each sixteenth that was learned from.
    ///
    /// # Errors
    /// [`ComposeError::Index`] when there are over 4,294,967,295 pieces or passages.
    pub fn write(&self) -> Result<Vec<u8>, ComposeError> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        push_count(&mut bytes, self.pieces.len())?;
        let counts = self.windows.pieces().zip(self.melodies.pieces());
        for (piece, (windows, melody)) in self.pieces.iter().zip(counts) {
            push_text(&mut bytes, &piece.id);
            push_text(&mut bytes, piece.title.as_deref().unwrap_or_default());
            push_count(&mut bytes, windows.len())?;
            push_count(&mut bytes, melody.len())?;
        }
        let hashes = self.windows.pieces().chain(self.melodies.pieces()).flatten();
        for hash in hashes {
            bytes.extend(&hash.unwrap_or(0).to_le_bytes()[..HASH_BYTES]);
        }
        push_count(&mut bytes, self.held_out.pieces())?;
        push_count(&mut bytes, self.held_out.left_out())?;
        let held_out = Measure::ALL.map(|measure| self.held_out.values(measure));
        bytes.extend(held_out.iter().copied().flatten().flat_map(|value| value.to_le_bytes()));
        bytes.extend(fnv(&bytes).to_le_bytes());
        Ok(bytes)
    }

    /// Reads what [`Index::write`] wrote.
    ///
    /// # Errors
    /// [`ComposeError::Index`] when the bytes are no index, damaged, or of another version.
    pub fn read(bytes: &[u8]) -> Result<Index, ComposeError> {
        let mut rest = Bytes(checked(bytes)?);
        let (pieces, windows, melodies) = names(&mut rest)?;
        let windows = places(&mut rest, &windows)?;
        let melodies = places(&mut rest, &melodies)?;
        let held_out = held_out(&mut rest)?;
        if !rest.0.is_empty() {
            return Err(broken("something follows its end"));
        }
        Ok(Index { pieces, windows, melodies, held_out })
    }
}

/// What lies between the head and the checksum, both being right.
fn checked(bytes: &[u8]) -> Result<&[u8], ComposeError> {
    let body = bytes.strip_prefix(MAGIC).ok_or_else(|| broken("it is no index of originality"))?;
    let mut body = Bytes(body);
    let version = body.u16()?;
    if version != VERSION {
        let what =
            format!("it has version {version}, and this program reads {VERSION}: train again");
        return Err(ComposeError::Index(what));
    }
    let (body, check) =
        body.0.split_last_chunk::<CHECK_BYTES>().ok_or_else(|| broken("it ends early"))?;
    let hashed = &bytes[..bytes.len() - CHECK_BYTES];
    if fnv(hashed) != u64::from_le_bytes(*check) {
        return Err(broken("it is damaged: the checksum is another"));
    }
    Ok(body)
}

/// The pieces, and how many windows and melody groups each has.
type Names = (Vec<IndexedPiece>, Vec<usize>, Vec<usize>);

fn names(rest: &mut Bytes<'_>) -> Result<Names, ComposeError> {
    let (mut pieces, mut windows, mut melodies) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rest.count()? {
        let id = rest.text()?;
        let title = Some(rest.text()?).filter(|title| !title.is_empty());
        pieces.push(IndexedPiece { id, title });
        windows.push(rest.count()?);
        melodies.push(rest.count()?);
    }
    Ok((pieces, windows, melodies))
}

fn places(rest: &mut Bytes<'_>, counts: &[usize]) -> Result<Places, ComposeError> {
    let mut pieces = Vec::with_capacity(counts.len());
    for count in counts {
        let size = count.checked_mul(HASH_BYTES).ok_or_else(|| broken("it ends early"))?;
        pieces.push(rest.take(size)?.chunks_exact(HASH_BYTES).map(hash).collect());
    }
    Ok(Places::of(pieces.into_iter()))
}

fn hash(bytes: &[u8]) -> Hash {
    let number = bytes.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    (number != 0).then_some(number)
}

fn held_out(rest: &mut Bytes<'_>) -> Result<HeldOut, ComposeError> {
    let (count, left_out) = (rest.count()?, rest.count()?);
    let mut values: [Vec<f32>; 5] = Default::default();
    for column in &mut values {
        for _ in 0..count {
            column.push(rest.f32()?);
        }
    }
    Ok(HeldOut::from_values(values, left_out))
}

/// FNV-1a (Fowler, Noll & Vo).
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
