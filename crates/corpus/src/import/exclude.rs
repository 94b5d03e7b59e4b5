//! Pieces that must not be in a corpus, in any key: what models are measured on.

use std::fs;
use std::path::{Path, PathBuf};

use score::Sketch;

use crate::likeness::{LikenessIndex, Signature};
use crate::store::MANIFEST;
use crate::{Corpus, CorpusError, Reason, Split, read_jsb};

/// How many percent of passages a piece may share with an excluded one. Chorales share cadences and
/// phrases of one hymn; measured on the 229 training chorales of the JSB table against its test split.
const MAY_SHARE: usize = 25;

/// The pieces that must not be in a corpus.
#[derive(Clone, Debug, Default)]
pub struct Exclusion {
    index: LikenessIndex,
    names: Vec<String>,
}

impl Exclusion {
    /// Excludes pieces of a corpus or a chorale table, as `PATH:SPLIT,SPLIT`; without splits, all.
    ///
    /// # Errors
    /// When the splits are unknown or the path cannot be read.
    pub fn add(&mut self, named: &str) -> Result<(), CorpusError> {
        let (path, splits) = parse(named)?;
        if path.join(MANIFEST).exists() {
            let corpus = Corpus::open(&path)?;
            for number in splits.iter().flat_map(|split| corpus.pieces(*split)) {
                let piece = corpus.piece(number)?;
                self.piece(&piece.id, &piece.sketch);
            }
            return Ok(());
        }
        let bytes = fs::read(&path).map_err(|error| CorpusError::io(&path, error))?;
        let chorales = read_jsb(&bytes)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for split in splits {
            for (number, sketch) in chorales.split(split).iter().enumerate() {
                self.piece(&format!("{file}#{split}/{number}"), sketch);
            }
        }
        Ok(())
    }

    /// Excludes a piece.
    pub fn piece(&mut self, name: &str, sketch: &Sketch) {
        self.index.add(&Signature::of(sketch));
        self.names.push(name.to_owned());
    }

    /// How many pieces are excluded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Why a piece may not be in the corpus, if so.
    #[must_use]
    pub fn complaint(&self, signature: &Signature) -> Option<Reason> {
        let found = self.index.alike(signature, MAY_SHARE).into_iter().next()?;
        Some(Reason::Excluded { of: self.names[found.piece].clone(), shared: found.shared })
    }
}

fn parse(named: &str) -> Result<(PathBuf, Vec<Split>), CorpusError> {
    let whole = Path::new(named);
    let Some((path, splits)) = named.rsplit_once(':').filter(|_| !whole.exists()) else {
        return Ok((whole.to_owned(), Split::ALL.to_vec()));
    };
    let splits: Result<Vec<Split>, _> = splits.split(',').map(str::parse).collect();
    Ok((PathBuf::from(path), splits.map_err(CorpusError::NoSplit)?))
}
