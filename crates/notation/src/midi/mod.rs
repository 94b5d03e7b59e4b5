//! midi.

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
