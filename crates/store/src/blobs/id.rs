use std::fmt;

use data_encoding::HEXLOWER;
use object_store::path::Path as Name;

/// Below this all blobs lie, in 256 folders.
pub(super) const FOLDER: &str = "blobs";

/// What a blob is known by: BLAKE3 of its bytes, or of what it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId([u8; 32]);

impl BlobId {
    /// The identity of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> BlobId {
        BlobId(*blake3::hash(bytes).as_bytes())
    }

    /// From BLAKE3 of its bytes.
    #[must_use]
    pub fn from_hash(hash: blake3::Hash) -> BlobId {
        BlobId(hash.into())
    }

    /// The identity of what is made from these things, such as a score's hash, a SoundFont's and a format;
    /// no blob of its own bytes has it.
    #[must_use]
    pub fn made_from<'a>(things: impl IntoIterator<Item = &'a [u8]>) -> BlobId {
        let mut hasher = blake3::Hasher::new_derive_key("musaic blob made from");
        for thing in things {
            hasher.update(&(thing.len() as u64).to_le_bytes());
            hasher.update(thing);
        }
        BlobId(*hasher.finalize().as_bytes())
    }

    /// From 64 hexadecimal digits, as it is shown.
    #[must_use]
    pub fn parse(text: &str) -> Option<BlobId> {
        Some(BlobId(HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()?))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<BlobId> {
        Some(BlobId(bytes.try_into().ok()?))
    }

    pub(super) fn name(self) -> Name {
        let hex = self.to_string();
        Name::from_iter([FOLDER, &hex[..2], &hex])
    }

    pub(super) fn from_name(name: &Name) -> Option<BlobId> {
        BlobId::parse(name.filename()?)
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}
