//! musicxml.

use score::Score;

use crate::{Error, Reading, Written};

/// Reads.
///
/// # Errors
/// None yet.
pub fn read(_bytes: &[u8]) -> Result<Reading, Error> {
    Err(Error::Empty)
}

/// Writes.
///
/// # Errors
/// None yet.
pub fn write(_score: &Score) -> Result<Written, Error> {
    Err(Error::Empty)
}
/// Reads.
///
/// # Errors
/// None yet.
pub fn read_compressed(_bytes: &[u8]) -> Result<Reading, Error> {
    Err(Error::Empty)
}
/// Writes.
///
/// # Errors
/// None yet.
pub fn write_compressed(_score: &Score) -> Result<Written, Error> {
    Err(Error::Empty)
}
pub(crate) fn looks_like(_bytes: &[u8]) -> bool {
    false
}
