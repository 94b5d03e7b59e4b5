//! Making a corpus: shards are filled one after the other, and the folder appears when it is whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::manifest::{
    DroppedPiece, FORMAT, Manifest, ShardFile, SourceEntry, SplitCounts, VERSION,
};
use super::record::encode;
use super::shard::{Entry, FOOT, HEAD, HEADER_BYTES, checksum};
use crate::limits::{MAX_RECORD_BYTES, SHARD_BYTES};
use crate::{CorpusError, Piece};

/// Writes a corpus into a folder that must not exist yet. Nothing is to be seen there until
/// [`CorpusWriter::finish`]; an unfinished corpus leaves nothing behind.
#[derive(Debug)]
pub struct CorpusWriter {
    folder: PathBuf,
    making: PathBuf,
    manifest: Manifest,
    shard: Option<OpenShard>,
    shard_bytes: u64,
    finished: bool,
}

#[derive(Debug)]
struct OpenShard {
    file: String,
    path: PathBuf,
    out: BufWriter<File>,
    hash: blake3::Hasher,
    bytes: u64,
    entries: Vec<Entry>,
}

impl CorpusWriter {
    /// Begins a corpus of a name in a folder.
    ///
    /// # Errors
    /// When the folder exists or cannot be made.
    pub fn create(folder: &Path, name: &str, seed: u64) -> Result<CorpusWriter, CorpusError> {
        if folder.exists() {
            return Err(CorpusError::Exists { folder: folder.to_owned() });
        }
        let mut hidden = folder.file_name().unwrap_or_default().to_owned();
        hidden.push(format!(".making-{}", std::process::id()));
        let making = folder.with_file_name(hidden);
        fs::create_dir_all(&making).map_err(|error| CorpusError::io(&making, error))?;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            name: name.to_owned(),
            sources: Vec::new(),
            splits: BTreeMap::new(),
            found: 0,
            kept: 0,
            dropped: BTreeMap::new(),
            dropped_pieces: Vec::new(),
            seed,
            shards: Vec::new(),
        };
        Ok(CorpusWriter {
            folder: folder.to_owned(),
            making,
            manifest,
            shard: None,
            shard_bytes: SHARD_BYTES,
            finished: false,
        })
    }

    /// Adds a collection that pieces are from, or tells more of its files.
    pub fn add_source(&mut self, entry: SourceEntry) {
        let sources = &mut self.manifest.sources;
        let same =
            |s: &&mut SourceEntry| (&s.source, &s.licence) == (&entry.source, &entry.licence);
        match sources.iter_mut().find(same) {
            Some(known) => known.inputs.extend(entry.inputs),
            None => sources.push(entry),
        }
    }

    /// Notes a piece that is left out.
    pub fn drop(&mut self, dropped: DroppedPiece) {
        self.manifest.found += 1;
        *self.manifest.dropped.entry(dropped.reason.clone()).or_default() += 1;
        self.manifest.dropped_pieces.push(dropped);
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// When it has no licence, is larger than [`crate::limits`] allow, or cannot be written.
    pub fn push(&mut self, piece: &Piece) -> Result<(), CorpusError> {
        if piece.licence.trim().is_empty() {
            return Err(CorpusError::NoLicence { piece: piece.id.clone() });
        }
        self.add_source(SourceEntry {
            source: piece.source.clone(),
            licence: piece.licence.clone(),
            inputs: Vec::new(),
        });
        let same = |s: &SourceEntry| s.source == piece.source && s.licence == piece.licence;
        let source = self.manifest.sources.iter().position(same).unwrap_or(0);
        let record = encode(&piece.id, piece.title.as_deref(), source, &piece.sketch);
        crate::limits::check_sketch(&piece.sketch)?;
        if record.len() > MAX_RECORD_BYTES {
            return Err(CorpusError::TooLarge {
                what: "bytes in a piece",
                limit: MAX_RECORD_BYTES,
            });
        }
        if self.shard.as_ref().is_some_and(|shard| shard.bytes >= self.shard_bytes) {
            self.close_shard()?;
        }
        let shard = match &mut self.shard {
            Some(shard) => shard,
            none => none.insert(OpenShard::create(&self.making, self.manifest.shards.len())?),
        };
        let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
        let (offset, split, checksum) = (shard.bytes, piece.split, checksum(&record));
        shard.entries.push(Entry { offset, length, split, checksum });
        shard.put(&record)?;
        let counts: &mut SplitCounts = self.manifest.splits.entry(piece.split).or_default();
        counts.pieces += 1;
        counts.steps += piece.sketch.steps();
        self.manifest.found += 1;
        self.manifest.kept += 1;
        Ok(())
    }

    /// Writes the manifest and puts the folder in its place.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn finish(mut self) -> Result<Manifest, CorpusError> {
        self.close_shard()?;
        self.manifest.write(&self.making)?;
        fs::rename(&self.making, &self.folder)
            .map_err(|error| CorpusError::io(&self.folder, error))?;
        self.finished = true;
        Ok(self.manifest.clone())
    }

    /// Closes shards sooner, so that a test sees several.
    #[cfg(test)]
    pub(super) const fn shrink_shards(&mut self, bytes: u64) {
        self.shard_bytes = bytes;
    }

    fn close_shard(&mut self) -> Result<(), CorpusError> {
        if let Some(shard) = self.shard.take() {
            self.manifest.shards.push(shard.close()?);
        }
        Ok(())
    }
}

impl Drop for CorpusWriter {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be removed now is named so that its owner sees what it is.
            let _ = fs::remove_dir_all(&self.making);
        }
    }
}

impl OpenShard {
    fn create(folder: &Path, number: usize) -> Result<OpenShard, CorpusError> {
        let file = format!("pieces-{number:04}.shard");
        let path = folder.join(&file);
        let out = File::create(&path).map_err(|error| CorpusError::io(&path, error))?;
        let mut shard = OpenShard {
            file,
            path,
            out: BufWriter::new(out),
            hash: blake3::Hasher::new(),
            bytes: 0,
            entries: Vec::new(),
        };
        let mut header = [0; HEADER_BYTES];
        header[..8].copy_from_slice(&HEAD);
        header[8..12].copy_from_slice(&VERSION.to_le_bytes());
        shard.put(&header)?;
        Ok(shard)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), CorpusError> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|error| CorpusError::io(&self.path, error))
    }

    fn close(mut self) -> Result<ShardFile, CorpusError> {
        let index = self.bytes;
        let entries = std::mem::take(&mut self.entries);
        for entry in &entries {
            self.put(&entry.to_bytes())?;
        }
        self.put(&index.to_le_bytes())?;
        self.put(&(entries.len() as u64).to_le_bytes())?;
        self.put(&FOOT)?;
        let synced = self.out.into_inner().map_err(std::io::IntoInnerError::into_error);
        synced.and_then(|file| file.sync_all()).map_err(|e| CorpusError::io(&self.path, e))?;
        Ok(ShardFile {
            file: self.file,
            bytes: self.bytes,
            pieces: entries.len(),
            blake3: self.hash.finalize().to_hex().to_string(),
        })
    }
}
