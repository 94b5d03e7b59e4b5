//! A piece of a corpus.

use score::Sketch;

use crate::Split;

/// A piece of a corpus: a sketch that knows where it is from and what may be done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its name within the corpus, unique: the file it was read from, and the number of a tune in a book.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// The collection it is from.
    pub source: String,
    /// Under which terms it may be used: an SPDX expression, or `public domain`.
    pub licence: String,
    /// What it is for.
    pub split: Split,
    /// The music.
    pub sketch: Sketch,
}
