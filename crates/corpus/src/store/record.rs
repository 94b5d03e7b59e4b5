//! A piece as one record of a shard.

use score::Sketch;

use super::bytes::{Broken, Reader, put_number, put_optional_text, put_text};
use super::sketch_code::{put_sketch, take_sketch};

/// A piece as a shard holds it: its source is a number in the manifest, its split stands in the index.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) title: Option<String>,
    /// Index into the manifest's sources.
    pub(super) source: usize,
    pub(super) sketch: Sketch,
}

/// The bytes of a piece.
pub(super) fn encode(id: &str, title: Option<&str>, source: usize, sketch: &Sketch) -> Vec<u8> {
    let mut out = Vec::new();
    put_text(&mut out, id);
    put_optional_text(&mut out, title);
    put_number(&mut out, source as u64);
    put_sketch(&mut out, sketch);
    out
}

/// The piece in a record, bounded by [`crate::limits`] whatever the bytes say.
pub(super) fn decode(bytes: &[u8]) -> Result<Record, Broken> {
    let mut from = Reader::new(bytes);
    let record = Record {
        id: from.text()?,
        title: from.optional_text()?,
        source: from.count(usize::MAX)?,
        sketch: take_sketch(&mut from)?,
    };
    if from.is_empty() { Ok(record) } else { Err("the record goes on after its end") }
}
