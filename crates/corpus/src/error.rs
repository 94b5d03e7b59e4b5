//! Why a corpus could not be read or made.

use std::io;
use std::path::{Path, PathBuf};

/// Why a corpus could not be read or made, by what can be done about it.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A file could not be read or written: see to its place, its rights, the disk.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// Not a table of chorales: get the file again, or name another format.
    #[error(
        "this is no JSB chorale table: {what}; expected {{\"train\": [[[s, a, t, b], ...], ...], \"valid\": ..., \"test\": ...}} with MIDI keys 0-127, or -1 for a rest"
    )]
    NotJsb {
        /// What is wrong, and where.
        what: String,
    },
    /// Not the table of JS Fake Chorales: get the file again.
    #[error(
        "this is no numpy table of chorales: {what}; expected an .npz with an array `pitches` of arrays [steps, 4]"
    )]
    NotNpz {
        /// What is wrong.
        what: String,
    },
    /// No such split.
    #[error(transparent)]
    NoSplit(crate::ParseSplitError),
    /// The input asks for more than [`crate::limits`] allows: split it.
    #[error("too large: {what} (limit {limit}); split it")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
    /// A file of a corpus is not as it was written: make the corpus again.
    #[error("{} is damaged: {what}; make the corpus again with `musaic corpus add --force`", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Another version of Musaic wrote this corpus: make it again with this one.
    #[error(
        "{} says `{found}`, this Musaic reads version {readable}; make the corpus again with `musaic corpus add --force`",
        path.display()
    )]
    OtherVersion {
        /// The manifest.
        path: PathBuf,
        /// What it says it is.
        found: String,
        /// The version read here.
        readable: u32,
    },
    /// A piece without a licence: say which one it has.
    #[error("{piece} has no licence: say under which terms it may be used (--licence)")]
    NoLicence {
        /// Which piece.
        piece: String,
    },
    /// A sketch that is none: a fault of what made it.
    #[error("this is no sketch: its voices are of different lengths, or its grid has no step")]
    Uneven,
    /// There is a corpus already: give another name, or replace it.
    #[error("{} exists: give another name, or --force to replace it", folder.display())]
    Exists {
        /// Where.
        folder: PathBuf,
    },
    /// A number beyond the last piece.
    #[error("there is no piece {number}: the corpus has {pieces}, counted from 0")]
    NoSuchPiece {
        /// The number asked for.
        number: usize,
        /// How many there are.
        pieces: usize,
    },
}

impl CorpusError {
    pub(crate) fn io(path: &Path, error: io::Error) -> CorpusError {
        CorpusError::Io { path: path.to_owned(), error }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> CorpusError {
        CorpusError::Damaged { path: path.to_owned(), what: what.into() }
    }
}
