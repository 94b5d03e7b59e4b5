//! Reading a score file for a command.

use std::fs;

use anyhow::{Context, Result, bail};
use notation::{Reading, limits};

use crate::inputs::Input;

/// Every score in a file: the tunes of an ABC book, one of anything else.
pub(crate) fn read(input: &Input) -> Result<Vec<Reading>> {
    let size = fs::metadata(&input.path).context("opening")?.len();
    if size > limits::MAX_BYTES as u64 {
        bail!("{size} bytes is more than a score needs (limit {})", limits::MAX_BYTES);
    }
    let bytes = fs::read(&input.path).context("reading")?;
    Ok(notation::read_all(&bytes)?)
}

/// The warnings of a reading as lines; the count of those not kept comes last.
pub(crate) fn warnings(warnings: &notation::Warnings) -> Vec<String> {
    let mut lines: Vec<String> = warnings.list().iter().map(ToString::to_string).collect();
    let more = warnings.total() - lines.len();
    if more > 0 {
        lines.push(format!("and {more} more warnings"));
    }
    lines
}
