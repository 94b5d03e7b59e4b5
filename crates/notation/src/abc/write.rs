//! Tunes as text.
use crate::{Warnings, Written};
use score::Score;
pub(super) fn book(_scores: &[&Score]) -> Written {
    Written { bytes: Vec::new(), warnings: Warnings::default() }
}
