//! Reading numbers and texts from bytes that may be anything.

use crate::ComposeError;

/// Bytes that are read from the front.
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    /// The next so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], ComposeError> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or_else(|| broken("it ends early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ComposeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(super) fn u16(&mut self) -> Result<u16, ComposeError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// A number of things.
    pub(super) fn count(&mut self) -> Result<usize, ComposeError> {
        let count = u32::from_le_bytes(self.array()?);
        usize::try_from(count).map_err(|_| broken("it is too large for this machine"))
    }

    pub(super) fn f32(&mut self) -> Result<f32, ComposeError> {
        Ok(f32::from_le_bytes(self.array()?))
    }

    /// A text with its length before it.
    pub(super) fn text(&mut self) -> Result<String, ComposeError> {
        let length = usize::from(self.u16()?);
        let bytes = self.take(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| broken("a name is not UTF-8"))
    }
}

/// The longest text, in bytes.
const LONGEST: usize = u16::MAX as usize;

/// Writes a text with its length before it; one that is too long is cut.
pub(super) fn push_text(bytes: &mut Vec<u8>, text: &str) {
    let cut = text.floor_char_boundary(text.len().min(LONGEST));
    let length = u16::try_from(cut).unwrap_or(u16::MAX);
    bytes.extend(length.to_le_bytes());
    bytes.extend(&text.as_bytes()[..cut]);
}

/// Writes a number of things.
pub(super) fn push_count(bytes: &mut Vec<u8>, count: usize) -> Result<(), ComposeError> {
    let count = u32::try_from(count).map_err(|_| broken("there is too much to index"))?;
    bytes.extend(count.to_le_bytes());
    Ok(())
}

pub(super) fn broken(what: &str) -> ComposeError {
    ComposeError::Index(what.to_owned())
}
