//! The files of a collection, in order: files, folders and archives, one content at a time.

use std::fs::{self, File};
use std::path::Path;

use notation::Format;
use walkdir::WalkDir;

use super::archive;
use crate::limits::MAX_TABLE_BYTES;
use crate::{CorpusError, InputFile};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A score, or a book of them.
    Score,
    /// A table of chorales in JSON.
    Table,
    /// A table of chorales as numpy saves it.
    Npz,
}

impl Kind {
    /// What a name promises; `None` for files that are no music.
    pub(super) fn of(name: &str) -> Option<Kind> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "json" => Some(Kind::Table),
            "npz" => Some(Kind::Npz),
            other => Format::from_extension(other).map(|_| Kind::Score),
        }
    }
}

/// A file of music.
#[derive(Debug)]
pub(super) struct MusicFile {
    /// Its path below what was named, with `/`.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
}

/// Takes each file of music, and the record of each file or archive read. Answering `false` ends it.
pub(super) trait Visitor {
    fn file(&mut self, file: MusicFile) -> Result<(), CorpusError>;
    fn input(&mut self, input: InputFile);
    /// Whether a file of this name inside a folder or archive is wanted.
    fn wants(&self, name: &str) -> bool;
}

/// Visits what a path holds: a file of music, an archive, or a folder of both.
pub(super) fn visit(path: &Path, visitor: &mut dyn Visitor) -> Result<(), CorpusError> {
    if !path.is_dir() {
        let name = file_name(path);
        return visit_file(path, &name, visitor);
    }
    // Links are not followed, so a loop of them ends nothing.
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| CorpusError::io(path, error.into()))?;
        let inside = entry.path().strip_prefix(path).unwrap_or(entry.path());
        let name = slashed(inside);
        let music =
            archive::is_archive(&name) || Kind::of(&name).is_some_and(|kind| kind != Kind::Table);
        if entry.file_type().is_file() && music && visitor.wants(&name) {
            visit_file(entry.path(), &name, visitor)?;
        }
    }
    Ok(())
}

fn visit_file(path: &Path, name: &str, visitor: &mut dyn Visitor) -> Result<(), CorpusError> {
    let io = |error| CorpusError::io(path, error);
    if archive::is_archive(name) {
        visitor.input(hashed(path, name)?);
        return archive::visit(path, name, visitor);
    }
    // Whatever a single file is called, its content decides what it is.
    let kind = Kind::of(name).unwrap_or(Kind::Score);
    let size = fs::metadata(path).map_err(io)?.len();
    if size > MAX_TABLE_BYTES as u64 {
        return Err(CorpusError::TooLarge { what: "bytes in a file", limit: MAX_TABLE_BYTES });
    }
    let bytes = fs::read(path).map_err(io)?;
    visitor.input(InputFile {
        name: name.to_owned(),
        bytes: size,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
    });
    visitor.file(MusicFile { name: name.to_owned(), kind, bytes })
}

/// An archive is hashed in one pass of its own: it may be larger than memory.
fn hashed(path: &Path, name: &str) -> Result<InputFile, CorpusError> {
    let io = |error| CorpusError::io(path, error);
    let file = File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(io)?;
    let blake3 = hasher.finalize().to_hex().to_string();
    Ok(InputFile { name: name.to_owned(), bytes, blake3 })
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn slashed(path: &Path) -> String {
    let names: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    names.join("/")
}
