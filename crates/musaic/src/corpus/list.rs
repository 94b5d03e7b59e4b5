//! `musaic corpus list`: the corpora there are.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};
use corpus::Manifest;

use super::arguments::ListArguments;
use super::{corpora, is_corpus, print, show};

pub(super) fn run(arguments: &ListArguments) -> Result<ExitCode> {
    let place = corpora(arguments.place.data.as_deref())?;
    let mut folders = Vec::new();
    if place.exists() {
        for entry in fs::read_dir(&place).with_context(|| format!("listing {}", place.display()))? {
            folders.push(entry?.path());
        }
    }
    folders.retain(|folder| is_corpus(folder));
    folders.sort();
    if folders.is_empty() && !arguments.place.json {
        eprintln!("no corpora in {}: make one with `musaic corpus add`", place.display());
    }
    let mut exit = ExitCode::SUCCESS;
    for folder in folders {
        match Manifest::read(&folder) {
            Ok(manifest) if arguments.place.json => {
                print(&serde_json::to_string(&show::summary(&manifest, &folder))?)?;
            }
            Ok(manifest) => print(&line(&manifest))?,
            Err(error) => {
                eprintln!("error: {error}");
                exit = ExitCode::FAILURE;
            }
        }
    }
    Ok(exit)
}

fn line(manifest: &Manifest) -> String {
    let terms: Vec<&str> = manifest.sources.iter().map(|source| source.licence.as_str()).collect();
    format!("{:24} {:>7} pieces  {}", manifest.name, manifest.kept, terms.join("; "))
}
