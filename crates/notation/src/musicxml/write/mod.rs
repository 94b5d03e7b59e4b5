//! From a score to a document.
use crate::Warnings;
use score::Score;
pub(super) fn document(_score: &Score) -> (String, Warnings) {
    (String::new(), Warnings::default())
}
