//! Pieces to learn from or to measure: a chorale table or a corpus.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use compose::DataSource;
use corpus::{Corpus, Split};
use score::Sketch;

/// What one source of pieces holds.
#[derive(Debug)]
pub(crate) struct Data {
    source: Source,
    name: String,
}

#[derive(Debug)]
enum Source {
    Table(corpus::JsbChorales),
    Corpus(Corpus),
}

impl Data {
    /// Opens a chorale table (`.json`), the folder of a corpus, or a corpus by its name.
    pub(crate) fn open(path: &Path) -> Result<Data> {
        let named = path.to_str().filter(|_| !path.exists());
        let found = named.map(|name| crate::corpus::find(None, name)).transpose()?;
        let path = found.as_deref().unwrap_or(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = if path.is_dir() {
            Source::Corpus(Corpus::open(path)?)
        } else {
            let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
            let table = corpus::read_jsb(&bytes).with_context(|| path.display().to_string())?;
            Source::Table(table)
        };
        Ok(Data { source, name })
    }

    /// The pieces of one split.
    pub(crate) fn split(&self, split: Split) -> Result<Vec<Sketch>> {
        match &self.source {
            Source::Table(table) => Ok(table.split(split).to_vec()),
            Source::Corpus(corpus) => {
                let piece = |index| Ok(corpus.piece(index)?.sketch);
                corpus.pieces(split).map(piece).collect()
            }
        }
    }

    /// The pieces of one split, with their names and titles.
    pub(crate) fn named_split(
        &self,
        split: Split,
    ) -> Result<Vec<(String, Option<String>, Sketch)>> {
        match &self.source {
            Source::Table(table) => {
                let named =
                    |(n, sketch): (usize, &Sketch)| (format!("{split}-{n}"), None, sketch.clone());
                Ok(table.split(split).iter().enumerate().map(named).collect())
            }
            Source::Corpus(corpus) => {
                let piece = |index| {
                    let piece = corpus.piece(index)?;
                    Ok((piece.id, piece.title, piece.sketch))
                };
                corpus.pieces(split).map(piece).collect()
            }
        }
    }

    /// What the model card says of the pieces learned from: so many, of so many steps.
    pub(crate) fn described(
        &self,
        licence: Option<&str>,
        (pieces, steps): (usize, usize),
    ) -> Result<DataSource> {
        let licence = match (&self.source, licence) {
            (_, Some(licence)) => licence.to_owned(),
            (Source::Corpus(corpus), None) => licences(corpus),
            (Source::Table(_), None) => bail!(
                "{} does not say under which licence its pieces may be learned from: name it with --licence, \
                 such as --licence 'public domain'",
                self.name
            ),
        };
        let name = match &self.source {
            Source::Corpus(corpus) => sources(corpus),
            Source::Table(_) => self.name.clone(),
        };
        Ok(DataSource { name, licence, pieces, steps, hash: None })
    }
}

/// What a corpus was made from.
fn sources(corpus: &Corpus) -> String {
    let names: Vec<&str> =
        corpus.manifest().sources.iter().map(|source| source.source.as_str()).collect();
    names.join("; ")
}

/// The licences of a corpus, each once.
fn licences(corpus: &Corpus) -> String {
    let mut names: Vec<&str> =
        corpus.manifest().sources.iter().map(|source| source.licence.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
