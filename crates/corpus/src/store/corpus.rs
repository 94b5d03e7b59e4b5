//! An open corpus.

use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::shard::Shard;
use crate::{CorpusError, Piece, Split};

/// An open corpus. Pieces are decoded from memory-mapped files when asked for, so opening costs next
/// to nothing and a corpus may be larger than memory.
#[derive(Debug)]
pub struct Corpus {
    folder: PathBuf,
    manifest: Manifest,
    shards: Vec<Shard>,
    /// The number of each shard's first piece, and the number of all pieces.
    firsts: Vec<usize>,
}

impl Corpus {
    /// Opens the corpus in a folder.
    ///
    /// # Errors
    /// When its manifest or a shard is missing, damaged or of another version.
    pub fn open(folder: &Path) -> Result<Corpus, CorpusError> {
        let manifest = Manifest::read(folder)?;
        let mut shards = Vec::new();
        let mut firsts = vec![0];
        for named in &manifest.shards {
            if Path::new(&named.file).file_name() != Some(named.file.as_ref()) {
                return Err(CorpusError::damaged(folder, "a shard lies outside the corpus"));
            }
            let shard = Shard::open(folder, named)?;
            firsts.push(firsts.last().copied().unwrap_or(0) + shard.pieces());
            shards.push(shard);
        }
        Ok(Corpus { folder: folder.to_owned(), manifest, shards, firsts })
    }

    /// How many pieces it has, over all splits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.firsts.last().copied().unwrap_or(0)
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What it is made of.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The numbers of the pieces in a split, ascending, for [`Corpus::piece`].
    pub fn pieces(&self, split: Split) -> impl Iterator<Item = usize> + '_ {
        self.shards.iter().zip(&self.firsts).flat_map(move |(shard, first)| {
            let wanted =
                (0..shard.pieces()).filter(move |piece| shard.split(*piece) == Some(split));
            wanted.map(move |piece| first + piece)
        })
    }

    /// A piece by its number, from 0.
    ///
    /// # Errors
    /// When there is no such piece, or it is damaged.
    pub fn piece(&self, number: usize) -> Result<Piece, CorpusError> {
        let missing = || CorpusError::NoSuchPiece { number, pieces: self.len() };
        let shard = self.firsts.partition_point(|first| *first <= number).saturating_sub(1);
        let open = self.shards.get(shard).ok_or_else(missing)?;
        let (record, split) = open.read(number - self.firsts[shard])?;
        let source = self.manifest.sources.get(record.source);
        let source = source.ok_or_else(|| {
            CorpusError::damaged(open.path(), format!("piece {number} has no source"))
        })?;
        Ok(Piece {
            id: record.id,
            title: record.title,
            source: source.source.clone(),
            licence: source.licence.clone(),
            split,
            sketch: record.sketch,
        })
    }

    /// Reads everything: every shard against the manifest's hash, every piece, every count.
    ///
    /// # Errors
    /// The first damage found.
    pub fn check(&self, mut progress: impl FnMut(usize)) -> Result<(), CorpusError> {
        for (shard, named) in self.shards.iter().zip(&self.manifest.shards) {
            if shard.hash() != named.blake3 {
                return Err(CorpusError::damaged(shard.path(), "its hash is not the manifest's"));
            }
        }
        let mut counts = std::collections::BTreeMap::<Split, super::SplitCounts>::new();
        for number in 0..self.len() {
            let piece = self.piece(number)?;
            let count = counts.entry(piece.split).or_default();
            count.pieces += 1;
            count.steps += piece.sketch.steps();
            progress(number + 1);
        }
        let stated = self.manifest.splits.iter().filter(|(_, count)| count.pieces > 0);
        if !stated.eq(counts.iter()) || self.manifest.kept != self.len() {
            return Err(CorpusError::damaged(&self.folder, "the manifest's counts are wrong"));
        }
        Ok(())
    }
}
