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
    /// What the model learned from: a chorale table (.json) or corpus, by name or folder
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Pieces of people it has not seen: those for validation tell how much overlap is ordinary; --data when
    /// left out
    #[arg(long, value_name = "FILE")]
    held_out: Option<PathBuf>,
    /// Folder of the model, which gets the index
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
}

pub(crate) fn run(arguments: &OriginalityArguments) -> Result<ExitCode> {
    let mut model = Model::open(&arguments.model)?;
    let learned = Data::open(&arguments.data)?.named_split(Split::Train)?;
    let held_out = Data::open(arguments.held_out.as_ref().unwrap_or(&arguments.data))?;
    let held_out = held_out.split(Split::Valid)?;
    let named = learned
        .iter()
        .map(|(id, title, sketch)| (IndexedPiece { id: id.clone(), title: title.clone() }, sketch));
    let index = Index::of(named).calibrated(&held_out);
    println!("{} pieces learned from, {} others to compare with", learned.len(), held_out.len());
    model.originality = Some(index);
    model.save(&arguments.model)?;
    Ok(ExitCode::SUCCESS)
}
