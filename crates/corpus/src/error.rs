//! Why a corpus could not be read or made.

/// Why a corpus could not be read or made, by what can be done about it.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// Not a table of chorales: get the file again, or name another format.
    #[error(
        "this is no JSB chorale table: {what}; expected {{\"train\": [[[s, a, t, b], ...], ...], \"valid\": ..., \"test\": ...}} with MIDI keys 0-127, or -1 for a rest"
    )]
    NotJsb {
        /// What is wrong, and where.
        what: String,
    },
    /// The input asks for more than [`crate::limits`] allows: split it.
    #[error("too large: {what} (limit {limit}); split it")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
}
