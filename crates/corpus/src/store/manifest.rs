//! The manifest of a corpus: what is in it, where it is from, under which terms, and what was left out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::limits::MAX_MANIFEST_BYTES;
use crate::{CorpusError, Split};

/// What the file says it is.
pub(super) const FORMAT: &str = "musaic corpus";
/// The version of manifest and shards; another one is refused.
pub(super) const VERSION: u32 = 1;
/// The manifest's name in the folder.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The manifest of a corpus: `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `musaic corpus`.
    pub format: String,
    /// Version of the folder's layout.
    pub version: u32,
    /// What the corpus is called.
    pub name: String,
    /// Where the pieces are from; a piece names its own by number.
    pub sources: Vec<SourceEntry>,
    /// How many pieces and steps are in each split.
    pub splits: BTreeMap<Split, SplitCounts>,
    /// How many pieces the files held.
    pub found: usize,
    /// How many of them are in the corpus.
    pub kept: usize,
    /// How many were left out, by reason.
    pub dropped: BTreeMap<String, usize>,
    /// Which ones, and why.
    pub dropped_pieces: Vec<DroppedPiece>,
    /// The seed of the split.
    pub seed: u64,
    /// The files that hold the pieces, in order.
    pub shards: Vec<ShardFile>,
}

/// A collection that pieces are from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The collection, and where it can be had.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// What was read.
    pub inputs: Vec<InputFile>,
}

/// A file or archive that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its name, without the folders above what was imported.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its content, hexadecimal.
    pub blake3: String,
}

/// How much is in a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SplitCounts {
    /// Pieces.
    pub pieces: usize,
    /// Steps of their grids.
    pub steps: usize,
}

/// A piece that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedPiece {
    /// Which one.
    pub piece: String,
    /// Why, by name: the key of [`Manifest::dropped`].
    pub reason: String,
    /// Particulars: how short, a duplicate of what.
    pub detail: String,
}

/// A file of pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardFile {
    /// Its name in the folder.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// How many pieces it holds.
    pub pieces: usize,
    /// BLAKE3 of its content, hexadecimal.
    pub blake3: String,
}

impl Manifest {
    /// Reads the manifest of a corpus.
    ///
    /// # Errors
    /// When there is none, it is damaged, or of another version.
    pub fn read(folder: &Path) -> Result<Manifest, CorpusError> {
        let path = folder.join(MANIFEST);
        let size = fs::metadata(&path).map_err(|error| CorpusError::io(&path, error))?.len();
        if size > MAX_MANIFEST_BYTES {
            return Err(CorpusError::damaged(&path, "it is larger than any manifest"));
        }
        let text = fs::read(&path).map_err(|error| CorpusError::io(&path, error))?;
        let manifest: Manifest = serde_json::from_slice(&text)
            .map_err(|error| CorpusError::damaged(&path, error.to_string()))?;
        if manifest.format != FORMAT || manifest.version != VERSION {
            return Err(CorpusError::OtherVersion {
                path,
                found: format!("{} {}", manifest.format, manifest.version),
                readable: VERSION,
            });
        }
        Ok(manifest)
    }

    /// Writes it as the last file of a corpus.
    pub(super) fn write(&self, folder: &Path) -> Result<(), CorpusError> {
        let path = folder.join(MANIFEST);
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| CorpusError::damaged(&path, error.to_string()))?;
        text.push('\n');
        fs::write(&path, text).map_err(|error| CorpusError::io(&path, error))
    }
}
