//! From a file's content to the pieces in it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use notation::{Reading, limits};
use score::Sketch;

use super::files::{Kind, MusicFile};
use super::npz::read_js_fakes;
use crate::{CorpusError, Reason, Sketching, Split, read_jsb};

/// A piece, or why it is none.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) id: String,
    /// The split that the file itself gives it.
    pub(super) split: Option<Split>,
    pub(super) sketch: Result<Sketch, Reason>,
}

/// The pieces in a file. A table that is none fails as a whole: it was named as one.
pub(super) fn pieces(file: &MusicFile, sketching: Sketching) -> Result<Vec<Found>, CorpusError> {
    match file.kind {
        Kind::Score => Ok(scores(file, sketching)),
        Kind::Table => table(file),
        Kind::Npz => {
            let sketches = read_js_fakes(&file.bytes)?;
            Ok(numbered(&file.name, None, sketches))
        }
    }
}

fn table(file: &MusicFile) -> Result<Vec<Found>, CorpusError> {
    let mut chorales = read_jsb(&file.bytes)?;
    let of = |split: Split| {
        let name = format!("{}#{split}/", file.name);
        numbered(&name, Some(split), chorales.take(split))
    };
    // What is measured on comes first, so that of duplicates it is the training piece that goes.
    Ok([Split::Test, Split::Valid, Split::Train].into_iter().flat_map(of).collect())
}

fn numbered(name: &str, split: Option<Split>, sketches: Vec<Sketch>) -> Vec<Found> {
    let separator = if name.ends_with('/') { "" } else { "#" };
    let found = |(index, sketch): (usize, Sketch)| Found {
        id: format!("{name}{separator}{index}"),
        split,
        sketch: Ok(sketch),
    };
    sketches.into_iter().enumerate().map(found).collect()
}

/// The scores of a file: the tunes of a book, one of anything else.
fn scores(file: &MusicFile, sketching: Sketching) -> Vec<Found> {
    let alone = |reason| vec![Found { id: file.name.clone(), split: None, sketch: Err(reason) }];
    if file.bytes.len() > limits::MAX_BYTES {
        return alone(Reason::Unreadable(format!(
            "{} bytes is more than a score needs",
            file.bytes.len()
        )));
    }
    // A bug met in one file is that file's failure, not the end of the run.
    match catch_unwind(AssertUnwindSafe(|| notation::read_all(&file.bytes))) {
        Err(_) => alone(Reason::Stumbled),
        Ok(Err(error)) => alone(Reason::Unreadable(error.to_string())),
        Ok(Ok(readings)) => {
            let many = readings.len() > 1;
            let found = |(index, reading): (usize, &Reading)| Found {
                id: if many { format!("{}#{}", file.name, index + 1) } else { file.name.clone() },
                split: None,
                sketch: sketch(reading, sketching),
            };
            readings.iter().enumerate().map(found).collect()
        }
    }
}

fn sketch(reading: &Reading, sketching: Sketching) -> Result<Sketch, Reason> {
    catch_unwind(AssertUnwindSafe(|| sketching.sketch(&reading.score)))
        .unwrap_or(Err(Reason::Stumbled))
}
