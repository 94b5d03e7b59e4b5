//! `musaic corpus show`: what is in a corpus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use corpus::{Corpus, Manifest, Split, SplitCounts};
use serde::Serialize;

use super::arguments::ShowArguments;
use super::{find, print};

mod piece;

/// A manifest without its long lists.
#[derive(Debug, Serialize)]
pub(super) struct Summary<'a> {
    name: &'a str,
    folder: String,
    sources: Vec<Source<'a>>,
    found: usize,
    kept: usize,
    splits: &'a BTreeMap<Split, SplitCounts>,
    dropped: &'a BTreeMap<String, usize>,
    seed: u64,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct Source<'a> {
    source: &'a str,
    licence: &'a str,
    files: usize,
}

pub(super) fn run(arguments: &ShowArguments) -> Result<ExitCode> {
    let folder = find(arguments.place.data.as_deref(), &arguments.name)?;
    let corpus = Corpus::open(&folder)?;
    let manifest = corpus.manifest();
    let json = arguments.place.json;
    if let Some(named) = &arguments.piece {
        let number = number(&corpus, named)?;
        let piece = corpus.piece(number)?;
        return print(&piece::shown(number, &piece, json)?).map(|()| ExitCode::SUCCESS);
    }
    if arguments.dropped {
        for dropped in &manifest.dropped_pieces {
            print(&if json {
                serde_json::to_string(dropped)?
            } else {
                format!("{}: {} ({})", dropped.piece, dropped.reason, dropped.detail)
            })?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    print(&if json {
        serde_json::to_string(&summary(manifest, &folder))?
    } else {
        table(manifest, &folder)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A piece by its number, or by its name.
fn number(corpus: &Corpus, named: &str) -> Result<usize> {
    if let Ok(number) = named.parse() {
        return Ok(number);
    }
    for number in 0..corpus.len() {
        if corpus.piece(number)?.id == named {
            return Ok(number);
        }
    }
    Err(anyhow::anyhow!("no piece is called {named}")).context("--piece")
}

pub(super) fn summary<'a>(manifest: &'a Manifest, folder: &Path) -> Summary<'a> {
    let source = |entry: &'a corpus::SourceEntry| Source {
        source: &entry.source,
        licence: &entry.licence,
        files: entry.inputs.len(),
    };
    Summary {
        name: &manifest.name,
        folder: folder.display().to_string(),
        sources: manifest.sources.iter().map(source).collect(),
        found: manifest.found,
        kept: manifest.kept,
        splits: &manifest.splits,
        dropped: &manifest.dropped,
        seed: manifest.seed,
        bytes: manifest.shards.iter().map(|shard| shard.bytes).sum(),
    }
}

pub(super) fn table(manifest: &Manifest, folder: &Path) -> String {
    let mut table = String::new();
    let mut row = |name: &str, value: String| {
        let _ = writeln!(table, "{name:10}{value}");
    };
    row("Corpus", format!("{} ({})", manifest.name, folder.display()));
    for source in &manifest.sources {
        row("Source", source.source.clone());
        row("Licence", source.licence.clone());
    }
    row("Pieces", format!("{} of {} found", manifest.kept, manifest.found));
    for (split, counts) in &manifest.splits {
        row("", format!("{split}: {} pieces, {} steps", counts.pieces, counts.steps));
    }
    for (index, (reason, count)) in manifest.dropped.iter().enumerate() {
        row(if index == 0 { "Left out" } else { "" }, format!("{count} {reason}"));
    }
    let bytes: u64 = manifest.shards.iter().map(|shard| shard.bytes).sum();
    row("On disk", format!("{bytes} bytes in {} shards", manifest.shards.len()));
    table.truncate(table.trim_end().len());
    table
}
