//! Archives of scores: .zip (and .whl, which is one), .tar, .tar.gz.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::files::{Kind, MusicFile, Visitor};
use crate::CorpusError;
use crate::limits::{MAX_ARCHIVE_ENTRIES, MAX_TABLE_BYTES};

/// Whether a name is an archive's.
pub(super) fn is_archive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".zip", ".whl", ".tar", ".tar.gz", ".tgz"].iter().any(|ending| name.ends_with(ending))
}

/// Visits the files of music in an archive, in its own order. What comes out is counted, not believed:
/// a file that unpacks to more than a table may have is an error.
pub(super) fn visit(path: &Path, name: &str, visitor: &mut dyn Visitor) -> Result<(), CorpusError> {
    let io = |error| CorpusError::io(path, error);
    let file = File::open(path).map_err(io)?;
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".zip") || lower.ends_with(".whl") {
        zipped(path, BufReader::new(file), visitor)
    } else if lower.ends_with(".tar") {
        tarred(path, BufReader::new(file), visitor)
    } else {
        tarred(path, MultiGzDecoder::new(BufReader::new(file)), visitor)
    }
}

fn zipped(
    path: &Path,
    file: BufReader<File>,
    visitor: &mut dyn Visitor,
) -> Result<(), CorpusError> {
    let broken = |error: zip::result::ZipError| {
        CorpusError::io(path, io::Error::new(io::ErrorKind::InvalidData, error))
    };
    let mut archive = zip::ZipArchive::new(file).map_err(broken)?;
    if archive.len() > MAX_ARCHIVE_ENTRIES {
        return Err(too_many());
    }
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(broken)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_file() {
            take(path, &name, entry, visitor)?;
        }
    }
    Ok(())
}

fn tarred(path: &Path, file: impl Read, visitor: &mut dyn Visitor) -> Result<(), CorpusError> {
    let io = |error| CorpusError::io(path, error);
    let mut archive = tar::Archive::new(file);
    for (index, entry) in archive.entries().map_err(io)?.enumerate() {
        if index >= MAX_ARCHIVE_ENTRIES {
            return Err(too_many());
        }
        let entry = entry.map_err(io)?;
        let name = entry.path().map_err(io)?.to_string_lossy().replace('\\', "/");
        if entry.header().entry_type().is_file() {
            take(path, &name, entry, visitor)?;
        }
    }
    Ok(())
}

fn take(
    path: &Path,
    name: &str,
    content: impl Read,
    visitor: &mut dyn Visitor,
) -> Result<(), CorpusError> {
    let Some(kind) = Kind::of(name).filter(|kind| *kind != Kind::Table) else { return Ok(()) };
    if !visitor.wants(name) {
        return Ok(());
    }
    let mut bytes = Vec::new();
    let limit = MAX_TABLE_BYTES as u64;
    content
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CorpusError::io(path, error))?;
    if bytes.len() as u64 > limit {
        return Err(CorpusError::TooLarge {
            what: "bytes in a file of an archive",
            limit: MAX_TABLE_BYTES,
        });
    }
    visitor.file(MusicFile { name: name.to_owned(), kind, bytes })
}

const fn too_many() -> CorpusError {
    CorpusError::TooLarge { what: "files in an archive", limit: MAX_ARCHIVE_ENTRIES }
}
