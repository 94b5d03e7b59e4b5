//! What can go wrong, by what the caller can do about it.

/// What can go wrong between a wish and a piece.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// A file of words cannot be used; mend the row that is named.
    #[error("the lexicon cannot be used: {0}")]
    Lexicon(String),
}
