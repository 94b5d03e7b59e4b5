//! Sealing bytes for one place.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use library::UserId;
use zeroize::Zeroizing;

use crate::StoreError;
use crate::secrets::random;

/// Tells the layout of what follows: a nonce of 24 bytes, the sealed bytes, a tag of 16.
const LAYOUT: u8 = 1;
const NONCE: usize = 24;

/// Where something sealed is kept. It opens there and nowhere else, so that nothing can be swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What tells the row from others of the same user: its identity or time; 0 where there is one only.
    pub row: i64,
}

impl Place {
    /// What the cipher checks beside the bytes; names have no NUL, so that no two places have the same.
    fn bytes(&self, user: UserId) -> Vec<u8> {
        let mut bytes = [self.table.as_bytes(), b"\0", self.column.as_bytes(), b"\0"].concat();
        bytes.extend(user.0.to_be_bytes());
        bytes.extend(self.row.to_be_bytes());
        bytes
    }
}

/// A key of 256 bits, wiped from memory when it is dropped.
pub(super) struct Key(pub(super) Zeroizing<[u8; 32]>);

impl Key {
    pub(super) fn random() -> Result<Key, StoreError> {
        Ok(Key(Zeroizing::new(random()?)))
    }

    pub(super) fn seal(
        &self,
        user: UserId,
        place: &Place,
        bytes: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: bytes, aad: &place.bytes(user) };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::Sealed)?;
        Ok([&[LAYOUT], &nonce[..], &sealed].concat())
    }

    pub(super) fn open(
        &self,
        user: UserId,
        place: &Place,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let rest = sealed.strip_prefix(&[LAYOUT]).ok_or(StoreError::Sealed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(StoreError::Sealed)?;
        let payload = Payload { msg: sealed, aad: &place.bytes(user) };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        opened.map(Zeroizing::new).map_err(|_| StoreError::Sealed)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}
