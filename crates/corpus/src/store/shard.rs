//! A shard: pieces one after the other, then an index of fixed width, so that any piece is found and
//! checked without reading another.
//!
//! ```text
//! "MUSAICSH" version:u32 0:u32 | record ... | entry ... | index_offset:u64 pieces:u64 "MUSAICIX"
//! entry = offset:u64 length:u32 split:u8 0:[u8; 3] checksum:u64        (all little-endian)
//! ```
//! A record's checksum is the first eight bytes of its BLAKE3.

use std::fs::File;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

use super::manifest::{ShardFile, VERSION};
use super::record::{Record, decode};
use crate::{CorpusError, Split};

pub(super) const HEAD: [u8; 8] = *b"MUSAICSH";
pub(super) const FOOT: [u8; 8] = *b"MUSAICIX";
pub(super) const HEADER_BYTES: usize = 16;
pub(super) const ENTRY_BYTES: usize = 24;
pub(super) const FOOTER_BYTES: usize = 24;

/// A shard that is open for reading.
#[derive(Debug)]
pub(super) struct Shard {
    path: PathBuf,
    map: Mmap,
    index: usize,
    pieces: usize,
}

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) split: Split,
    pub(super) checksum: u64,
}

impl Entry {
    pub(super) fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[..8].copy_from_slice(&self.offset.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.length.to_le_bytes());
        bytes[12] = self.split as u8;
        bytes[16..].copy_from_slice(&self.checksum.to_le_bytes());
        bytes
    }
}

/// The checksum of a record.
pub(super) fn checksum(record: &[u8]) -> u64 {
    u64_at(blake3::hash(record).as_bytes(), 0)
}

impl Shard {
    /// Maps a shard and checks that its header, index and size agree with the manifest.
    pub(super) fn open(folder: &Path, named: &ShardFile) -> Result<Shard, CorpusError> {
        let path = folder.join(&named.file);
        let file = File::open(&path).map_err(|error| CorpusError::io(&path, error))?;
        let size = file.metadata().map_err(|error| CorpusError::io(&path, error))?.len();
        let damaged = |what: &str| CorpusError::damaged(&path, what);
        if size != named.bytes {
            return Err(damaged("its size is not the one in the manifest"));
        }
        if size < (HEADER_BYTES + FOOTER_BYTES) as u64 {
            return Err(damaged("it is too short"));
        }
        #[allow(
            unsafe_code,
            reason = "a map of a file is read-only; a corpus is written whole and \
            renamed into place, never changed, so the bytes stay as they are while it is open"
        )]
        let map = unsafe { Mmap::map(&file) }.map_err(|error| CorpusError::io(&path, error))?;
        if map[..8] != HEAD || map[map.len() - 8..] != FOOT {
            return Err(damaged("it is no shard of a corpus"));
        }
        if map[8..12] != VERSION.to_le_bytes() {
            return Err(damaged("it is of another version than the manifest"));
        }
        let foot = map.len() - FOOTER_BYTES;
        let (index, pieces) = (u64_at(&map, foot), u64_at(&map, foot + 8));
        let fits = usize::try_from(index).ok().zip(usize::try_from(pieces).ok()).filter(
            |(index, pieces)| {
                let end =
                    pieces.checked_mul(ENTRY_BYTES).and_then(|length| index.checked_add(length));
                *index >= HEADER_BYTES && end == Some(foot) && *pieces == named.pieces
            },
        );
        let (index, pieces) = fits.ok_or_else(|| damaged("its index is broken"))?;
        Ok(Shard { path, map, index, pieces })
    }

    pub(super) const fn pieces(&self) -> usize {
        self.pieces
    }

    /// The split of a piece; damage shows when the piece is read.
    pub(super) fn split(&self, piece: usize) -> Option<Split> {
        let at = self.index + piece * ENTRY_BYTES + 12;
        Split::ALL.get(usize::from(*self.map[..self.map.len() - FOOTER_BYTES].get(at)?)).copied()
    }

    /// A piece, its checksum verified.
    pub(super) fn read(&self, piece: usize) -> Result<(Record, Split), CorpusError> {
        let damaged =
            |what: &str| CorpusError::damaged(&self.path, format!("piece {piece}: {what}"));
        let entry = self.entry(piece).ok_or_else(|| damaged("its index entry is broken"))?;
        let record = self.record(entry).ok_or_else(|| damaged("it lies outside the file"))?;
        if checksum(record) != entry.checksum {
            return Err(damaged("its checksum is wrong"));
        }
        Ok((decode(record).map_err(damaged)?, entry.split))
    }

    /// BLAKE3 of the whole file, hexadecimal.
    pub(super) fn hash(&self) -> String {
        blake3::hash(&self.map).to_hex().to_string()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn entry(&self, piece: usize) -> Option<Entry> {
        let start = self.index + piece * ENTRY_BYTES;
        let bytes = self.map.get(start..start + ENTRY_BYTES)?;
        Some(Entry {
            offset: u64_at(bytes, 0),
            length: u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?),
            split: *Split::ALL.get(usize::from(bytes[12]))?,
            checksum: u64_at(bytes, 16),
        })
    }

    fn record(&self, entry: Entry) -> Option<&[u8]> {
        let start = usize::try_from(entry.offset).ok()?;
        let end = start.checked_add(usize::try_from(entry.length).ok()?)?;
        if start < HEADER_BYTES { None } else { self.map[..self.index].get(start..end) }
    }
}

/// Eight bytes of a longer slice as a number.
fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(number)
}
