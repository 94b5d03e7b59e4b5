//! Making a corpus from collections.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use score::Sketch;

use super::exclude::Exclusion;
use super::files::{MusicFile, Visitor, visit};
use super::pieces::{Found, pieces};
use super::sift::Sift;
use crate::likeness::Signature;
use crate::{
    Corpus, CorpusError, CorpusWriter, DroppedPiece, InputFile, Manifest, Piece, Reason, Sketching,
    SourceEntry, Split, Splitting, clean,
};

/// Files with one source and one licence.
#[derive(Clone, Debug)]
pub struct Collection {
    /// Files, folders, archives.
    pub paths: Vec<PathBuf>,
    /// The collection, and where it can be had.
    pub source: String,
    /// Under which terms it may be used.
    pub licence: String,
    /// Of the files inside folders and archives, only those whose path contains one of these; all
    /// when there are none.
    pub only: Vec<String>,
    /// What the scores become.
    pub sketching: Sketching,
}

/// How a corpus is made.
#[derive(Clone, Debug, Default)]
pub struct Adding {
    /// What the corpus is called.
    pub name: String,
    /// How pieces are divided, where their file does not say.
    pub splitting: Splitting,
    /// What must not be in it.
    pub exclusion: Exclusion,
    /// Pieces that share this percentage of passages with an earlier one are left out; over 100, none.
    pub duplicate_percent: usize,
}

/// How far the making is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many pieces were read so far; nobody knows how many there are.
    Reading(usize),
    /// So many of so many pieces were written.
    Writing(usize, usize),
}

/// Files read at a time: they are sketched in parallel.
const BATCH: usize = 128;
/// And no more bytes than this, unless one file is larger.
const BATCH_BYTES: usize = 64 << 20;

/// Makes a corpus of collections in a folder that must not exist yet. Sketches are kept on disk while
/// the rest is read; of each piece only its passages stay in memory.
///
/// # Errors
/// When a collection has no licence or cannot be read, or the corpus cannot be written. A single score
/// that cannot be used is no error: it is left out, with the reason.
pub fn add(
    folder: &Path,
    collections: &[Collection],
    adding: &Adding,
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest, CorpusError> {
    let unlicensed = collections.iter().find(|collection| collection.licence.trim().is_empty());
    if let Some(collection) = unlicensed {
        return Err(CorpusError::NoLicence { piece: collection.source.clone() });
    }
    if folder.exists() {
        return Err(CorpusError::Exists { folder: folder.to_owned() });
    }
    let spool = Spool::create(folder)?;
    let read = read(&spool, collections, adding, progress)?;
    let splits = read.sift.splits(&adding.splitting);
    write(folder, &spool, adding, read, &splits, progress)
}

/// What reading left: the pieces on disk, their passages, and what was left out.
struct Read {
    sift: Sift,
    sources: Vec<SourceEntry>,
    dropped: Vec<DroppedPiece>,
}

/// Where sketches wait while the rest is read; it goes when this does.
struct Spool {
    folder: PathBuf,
}

impl Spool {
    fn create(folder: &Path) -> Result<Spool, CorpusError> {
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(format!(".reading-{}", std::process::id()));
        let folder = folder.with_file_name(name);
        // One of the same number was left behind by a process that was killed.
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|error| CorpusError::io(&folder, error))?;
        }
        Ok(Spool { folder })
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn read(
    spool: &Spool,
    collections: &[Collection],
    adding: &Adding,
    progress: &mut dyn FnMut(Progress),
) -> Result<Read, CorpusError> {
    let mut reader = Reader {
        adding,
        writer: CorpusWriter::create(&spool.folder, &adding.name, 0)?,
        sift: Sift::new(adding.duplicate_percent),
        collection: None,
        batch: Vec::new(),
        batch_bytes: 0,
        sources: Vec::new(),
        dropped: Vec::new(),
        found: 0,
        progress,
    };
    for collection in collections {
        reader.collection = Some(collection);
        reader.sources.push(SourceEntry {
            source: collection.source.clone(),
            licence: collection.licence.clone(),
            inputs: Vec::new(),
        });
        for path in &collection.paths {
            visit(path, &mut reader)?;
        }
        reader.flush()?;
    }
    let Reader { writer, sift, sources, dropped, .. } = reader;
    writer.finish()?;
    Ok(Read { sift, sources, dropped })
}

struct Reader<'a> {
    adding: &'a Adding,
    writer: CorpusWriter,
    sift: Sift,
    collection: Option<&'a Collection>,
    batch: Vec<MusicFile>,
    batch_bytes: usize,
    sources: Vec<SourceEntry>,
    dropped: Vec<DroppedPiece>,
    found: usize,
    progress: &'a mut dyn FnMut(Progress),
}

impl Visitor for Reader<'_> {
    fn file(&mut self, file: MusicFile) -> Result<(), CorpusError> {
        self.batch_bytes += file.bytes.len();
        self.batch.push(file);
        if self.batch.len() >= BATCH || self.batch_bytes >= BATCH_BYTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn input(&mut self, input: InputFile) {
        if let Some(source) = self.sources.last_mut() {
            source.inputs.push(input);
        }
    }

    fn wants(&self, name: &str) -> bool {
        self.collection.is_none_or(|collection| {
            collection.only.is_empty()
                || collection.only.iter().any(|part| name.contains(part.as_str()))
        })
    }
}

impl Reader<'_> {
    /// Sketches the waiting files in parallel and takes the results in order.
    fn flush(&mut self) -> Result<(), CorpusError> {
        let Some(collection) = self.collection else { return Ok(()) };
        self.batch_bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        let judged: Vec<Result<Vec<Judged>, CorpusError>> = batch
            .par_iter()
            .map(|file| Ok(pieces(file, collection.sketching)?.into_iter().map(judge).collect()))
            .collect();
        for file in judged {
            for piece in file? {
                self.take(collection, piece)?;
            }
        }
        (self.progress)(Progress::Reading(self.found));
        Ok(())
    }

    /// Keeps a piece, or notes why not.
    fn take(&mut self, collection: &Collection, judged: Judged) -> Result<(), CorpusError> {
        self.found += 1;
        let id = self.sift.unique(judged.id);
        let new = judged.piece.and_then(|(sketch, signature)| {
            let excluded = self.adding.exclusion.complaint(&signature);
            let complaint = excluded.or_else(|| self.sift.duplicate(&signature));
            complaint.map_or(Ok((sketch, signature)), Err)
        });
        match new {
            Err(reason) => {
                let (detail, reason) = (reason.to_string(), reason.name().to_owned());
                self.dropped.push(DroppedPiece { piece: id, reason, detail });
            }
            Ok((sketch, signature)) => {
                let piece = Piece {
                    title: sketch.info.title.clone().or_else(|| sketch.info.work.clone()),
                    source: collection.source.clone(),
                    licence: collection.licence.clone(),
                    split: Split::Train,
                    id,
                    sketch,
                };
                self.writer.push(&piece)?;
                self.sift.keep(piece.id, judged.split, &signature);
            }
        }
        Ok(())
    }
}

/// A piece that was cleaned, with its passages; or why it is none.
struct Judged {
    id: String,
    split: Option<Split>,
    piece: Result<(Sketch, Signature), Reason>,
}

/// Cleans a piece and finds its passages.
fn judge(found: Found) -> Judged {
    let clean = found.sketch.and_then(|sketch| match clean::complaint(&sketch) {
        Some(reason) => Err(reason),
        None => Ok(sketch),
    });
    let piece = clean.map(|sketch| {
        let signature = Signature::of(&sketch);
        (sketch, signature)
    });
    Judged { id: found.id, split: found.split, piece }
}

fn write(
    folder: &Path,
    spool: &Spool,
    adding: &Adding,
    read: Read,
    splits: &[Split],
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest, CorpusError> {
    let kept = Corpus::open(&spool.folder)?;
    let mut writer = CorpusWriter::create(folder, &adding.name, adding.splitting.seed)?;
    read.sources.into_iter().for_each(|source| writer.add_source(source));
    read.dropped.into_iter().for_each(|dropped| writer.drop(dropped));
    for (number, &split) in splits.iter().enumerate() {
        let piece = Piece { split, ..kept.piece(number)? };
        writer.push(&piece)?;
        if number % BATCH == 0 {
            progress(Progress::Writing(number, splits.len()));
        }
    }
    writer.finish()
}
