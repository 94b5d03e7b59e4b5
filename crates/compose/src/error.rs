//! What can go wrong, by what the caller can do about it.

use std::path::PathBuf;

/// The composer could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// A file of a model or checkpoint cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file was read, but is not what it should be: fetch or train the model again.
    #[error("{}: {what}; fetch or train the model again", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A file of words cannot be used; mend the row that is named.
    #[error("the lexicon cannot be used: {0}")]
    Lexicon(String),
    /// An index of originality cannot be read or written; train again, or take another copy.
    #[error("the index of originality cannot be used: {0}")]
    Index(String),
    /// What was asked cannot be done; says why and what can.
    #[error("{0}")]
    Request(String),
}

impl ComposeError {
    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> ComposeError {
        ComposeError::File { path: path.to_owned(), source }
    }

    pub(crate) fn model(path: &std::path::Path, what: impl std::fmt::Display) -> ComposeError {
        ComposeError::Model { path: path.to_owned(), what: what.to_string() }
    }
}
