//! `musaic evaluate composer`: how likely held-out pieces are, and how good what is written is.

mod compared;
mod harmonised;
mod page;
mod plot;
mod probabilities;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use compose::Model;
use compose::evaluation::{Likelihood, Memory, likelihood};
use score::Sketch;
use serde::Serialize;

use self::compared::{Compared, compare};
use self::harmonised::{Harmonised, harmonise};
use super::data::Data;
use crate::outputs;

/// `musaic evaluate composer`
#[derive(Debug, Args)]
pub(crate) struct EvaluateArguments {
    /// Chorale table (.json) or corpus folder with the pieces
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Which split to measure: train, valid or test
    #[arg(long, value_name = "SPLIT", default_value = "test")]
    split: corpus::Split,
    /// Folder of the model
    #[arg(long, value_name = "DIR", default_value = "models/composer-chorale")]
    model: PathBuf,
    /// Folder of another model, whose likelihood is mixed evenly with that of --model; may be given several times
    #[arg(long, value_name = "DIR")]
    with: Vec<PathBuf>,
    /// In how many keys each step is asked; their mean is the answer
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=12))]
    keys: u8,
    /// What the model learned from, by which known windows are told; may be given several times; the training split
    /// of --data when left out
    #[arg(long, value_name = "FILE")]
    learned: Vec<PathBuf>,
    /// Composes so many pieces, with seeds from 1, and counts their part writing beside the split's
    #[arg(long, value_name = "N")]
    compose: Option<u64>,
    /// Harmonises the melodies of the split's first pieces, with seeds from 1, and counts the part writing beside
    /// the settings they have
    #[arg(long, value_name = "N")]
    harmonise: Option<usize>,
    /// Writes everything that was measured as a page with plots (.html)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Writes the probability of every cell of the first pieces as tab-separated values
    #[arg(long, value_name = "FILE")]
    probabilities: Option<PathBuf>,
    /// How many pieces --probabilities takes
    #[arg(long, value_name = "N", default_value_t = 3)]
    pieces: usize,
    /// Replace existing files
    #[arg(long)]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    data: String,
    split: String,
    model: String,
    /// Models mixed in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
    parameters: usize,
    #[serde(flatten)]
    likelihood: Likelihood,
    /// The part writing of the split and of composed pieces.
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<Compared>,
    /// Melodies of the split as harmonised and as they were set.
    #[serde(skip_serializing_if = "Option::is_none")]
    harmonised: Option<Harmonised>,
}

pub(crate) fn run(arguments: &EvaluateArguments) -> Result<ExitCode> {
    for path in arguments.report.iter().chain(&arguments.probabilities) {
        outputs::refuse_existing(path, arguments.force)?;
    }
    let model = Model::open(&arguments.model)?;
    let others =
        arguments.with.iter().map(|folder| Model::open(folder)).collect::<Result<Vec<_>, _>>()?;
    let models: Vec<&Model> = std::iter::once(&model).chain(&others).collect();
    let data = Data::open(&arguments.data)?;
    let pieces = data.split(arguments.split)?;
    if pieces.is_empty() {
        bail!("{} has no pieces in the split {}", arguments.data.display(), arguments.split);
    }
    let keys = usize::from(arguments.keys);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // What was learned from, by which a copy is told.
    let memory = match (arguments.compose, arguments.harmonise) {
        (None, None) => Memory::default(),
        _ => Memory::of(&learned(&data, &arguments.learned)?),
    };
    let composed = arguments.compose.map(|count| compare(&model, &pieces, &memory, count));
    if arguments.harmonise.is_some() && model.writes_songs() {
        bail!(
            "--harmonise compares settings in four voices: name a model of chorales with --model"
        );
    }
    let melodies = |count: usize| &pieces[..count.min(pieces.len())];
    let harmonised = arguments.harmonise.map(|count| harmonise(&model, melodies(count), &memory));
    let report = Report {
        data: arguments.data.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        split: arguments.split.to_string(),
        model: model.info.name.clone(),
        with: arguments.with.iter().map(|folder| folder.display().to_string()).collect(),
        parameters: models.iter().map(|model| model.parameters()).sum(),
        likelihood: likelihood(&models, &pieces, keys, threads)?,
        quality: composed.transpose()?,
        harmonised: harmonised.transpose()?,
    };
    if let Some(path) = &arguments.probabilities {
        let table = probabilities::table(&models, melodies(arguments.pieces), keys)
            .context("a piece does not fit the model")?;
        outputs::save(path, table.as_bytes(), arguments.force)?;
    }
    if let Some(path) = &arguments.report {
        let page = page::page(&report, &model, &arguments.model);
        outputs::save(path, page.as_bytes(), arguments.force)?;
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", table::table(&report, &arguments.model));
    }
    Ok(ExitCode::SUCCESS)
}

/// The pieces that a model learned from.
fn learned(data: &Data, named: &[PathBuf]) -> Result<Vec<Sketch>> {
    if named.is_empty() {
        return data.split(corpus::Split::Train);
    }
    let each = named.iter().map(|path| Data::open(path)?.split(corpus::Split::Train));
    Ok(each.collect::<Result<Vec<_>>>()?.concat())
}
