//! `musaic corpus check`: whether a corpus is whole, and free of what must not be in it.

use std::process::ExitCode;

use anyhow::Result;
use corpus::{Corpus, Exclusion, Signature};
use serde::Serialize;

use super::add::exclusion;
use super::arguments::CheckArguments;
use super::{find, print};
use crate::progress;

#[derive(Debug, Serialize)]
struct Report {
    name: String,
    pieces: usize,
    /// Pieces like those that must not be in it: which, and like what.
    excluded: Vec<(String, String)>,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<ExitCode> {
    let folder = find(arguments.place.data.as_deref(), &arguments.name)?;
    let exclusion = exclusion(&arguments.exclude)?;
    let corpus = Corpus::open(&folder)?;
    let bar = progress::over_files(corpus.len(), "checked");
    let whole = corpus.check(|pieces| bar.set_position(pieces as u64));
    bar.finish_and_clear();
    whole?;
    let excluded = alike(&corpus, &exclusion)?;
    let report = Report { name: corpus.manifest().name.clone(), pieces: corpus.len(), excluded };
    for (piece, like) in &report.excluded {
        eprintln!("error: {piece} {like}");
    }
    if arguments.place.json {
        print(&serde_json::to_string(&report)?)?;
    } else if report.excluded.is_empty() {
        let clean = if exclusion.is_empty() {
            String::new()
        } else {
            format!(", none like the {} excluded", exclusion.len())
        };
        print(&format!("{}: whole, {} pieces{clean}", report.name, report.pieces))?;
    }
    Ok(if report.excluded.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn alike(corpus: &Corpus, exclusion: &Exclusion) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    if exclusion.is_empty() {
        return Ok(found);
    }
    for number in 0..corpus.len() {
        let piece = corpus.piece(number)?;
        if let Some(reason) = exclusion.complaint(&Signature::of(&piece.sketch)) {
            found.push((piece.id, reason.to_string()));
        }
    }
    Ok(found)
}
