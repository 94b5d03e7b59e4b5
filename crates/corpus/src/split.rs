//! Which part of a corpus a piece belongs to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which part of a corpus a piece belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// What a model learns from.
    Train,
    /// What decides when learning stops, and between models.
    Valid,
    /// What a finished model is measured on, once.
    Test,
}

/// The text named no split.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a split: write train, valid or test")]
pub struct ParseSplitError(String);

impl Split {
    /// All splits, in order of use.
    pub const ALL: [Split; 3] = [Split::Train, Split::Valid, Split::Test];

    /// `train`, `valid` or `test`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Valid => "valid",
            Split::Test => "test",
        }
    }

    /// Its place in [`Split::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Split {
    type Err = ParseSplitError;

    /// Reads a split by any name in use for it: `valid`, `validation`, `val` and `dev` are one.
    fn from_str(text: &str) -> Result<Split, ParseSplitError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "train" | "training" => Ok(Split::Train),
            "valid" | "validation" | "val" | "dev" => Ok(Split::Valid),
            "test" | "testing" => Ok(Split::Test),
            _ => Err(ParseSplitError(text.to_owned())),
        }
    }
}
