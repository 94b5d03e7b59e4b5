//! `musaic train originality`: what a model learned from, as hashes, so that it can tell a copy.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use compose::Model;
use compose::originality::{Index, IndexedPiece};
use corpus::Split;

use super::data::Data;

/// `musaic train originality`
#[derive(Debug, Args)]
pub(crate) struct OriginalityArguments {
    /// What the model learned from: a chorale table (.json) or corpus, by name or folder; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    /// Pieces of people it has not seen: those for validation tell how much overlap is ordinary; the first --data
    /// when left out
    #[arg(long, value_name = "FILE")]
    held_out: Option<PathBuf>,
    /// Folder of the model, which gets the index
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
}

pub(crate) fn run(arguments: &OriginalityArguments) -> Result<ExitCode> {
    let mut model = Model::open(&arguments.model)?;
    let mut learned = Vec::new();
    for path in &arguments.data {
        learned.extend(Data::open(path)?.named_split(Split::Train)?);
    }
    let held_out = match arguments.held_out.as_ref().or(arguments.data.first()) {
        Some(path) => Data::open(path)?.split(Split::Valid)?,
        None => Vec::new(),
    };
    let named = learned
        .iter()
        .map(|(id, title, sketch)| (IndexedPiece { id: id.clone(), title: title.clone() }, sketch));
    let index = Index::of(named).calibrated(&held_out);
    println!("{} pieces learned from, {} others to compare with", learned.len(), held_out.len());
    model.originality = Some(index);
    model.save(&arguments.model)?;
    Ok(ExitCode::SUCCESS)
}
