//! `musaic evaluate composer`: how likely held-out pieces are.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use compose::evaluation::{Likelihood, Memory, Quality, SongQuality, cell_nats, likelihood};
use compose::{Choices, Controls, Model};
use rayon::prelude::*;
use score::Sketch;
use serde::Serialize;

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
    /// In how many keys each step is asked; their mean is the answer
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=12))]
    keys: u8,
    /// Composes so many pieces, with seeds from 1, and counts their part writing beside the split's
    #[arg(long, value_name = "N")]
    compose: Option<u64>,
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
    parameters: usize,
    #[serde(flatten)]
    likelihood: Likelihood,
    /// The part writing of the split and of composed pieces.
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<Compared>,
}

/// Human pieces and composed ones, counted alike.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Compared {
    /// Part writing.
    Voices { split: Quality, composed: Quality },
    /// Melodies over chords.
    Songs { split: SongQuality, composed: SongQuality },
}

impl Compared {
    /// What is counted, of human pieces and of composed ones.
    fn rows(&self) -> Vec<(&'static str, f64, f64)> {
        let paired = |split: &[(&'static str, f64)], composed: &[(&'static str, f64)]| {
            split
                .iter()
                .zip(composed)
                .map(|(&(name, human), &(_, ours))| (name, human, ours))
                .collect()
        };
        match self {
            Compared::Voices { split, composed } => paired(&split.rows(), &composed.rows()),
            Compared::Songs { split, composed } => paired(&split.rows(), &composed.rows()),
        }
    }
}

/// Composed songs have so many bars, and of human ones as many are counted.
const SONG_BARS: u16 = 16;

pub(crate) fn run(arguments: &EvaluateArguments) -> Result<ExitCode> {
    let model = Model::open(&arguments.model)?;
    let data = Data::open(&arguments.data)?;
    let pieces = data.split(arguments.split)?;
    if pieces.is_empty() {
        bail!("{} has no pieces in the split {}", arguments.data.display(), arguments.split);
    }
    let keys = usize::from(arguments.keys);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let report = Report {
        data: arguments.data.display().to_string(),
        split: arguments.split.to_string(),
        model: model.info.name.clone(),
        parameters: model.parameters(),
        likelihood: likelihood(&model, &pieces, keys, threads),
        quality: match arguments.compose {
            None => None,
            Some(count) => Some(compare(&model, &data, &pieces, count)?),
        },
    };
    if let Some(path) = &arguments.probabilities {
        let table = probabilities(&model, &pieces[..arguments.pieces.min(pieces.len())], keys)
            .context("a piece does not fit the model")?;
        outputs::save(path, table.as_bytes(), arguments.force)?;
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", table(&report, &arguments.model));
    }
    Ok(ExitCode::SUCCESS)
}

/// Composes pieces and counts them beside human ones; what was learned from is the memory.
fn compare(model: &Model, data: &Data, pieces: &[Sketch], count: u64) -> Result<Compared> {
    let songs = model.writes_songs();
    let controls = Controls { bars: songs.then_some(SONG_BARS), ..Controls::default() };
    let composed: Vec<Sketch> = (1..=count)
        .into_par_iter()
        .map(|seed| {
            let made = model.compose(&controls, &Choices { seed, ..Choices::default() })?;
            made.into_iter().next().map(|best| best.sketch).context("nothing was composed")
        })
        .collect::<Result<_>>()?;
    if songs {
        let of = |pieces: &[Sketch]| SongQuality::of(pieces, usize::from(SONG_BARS));
        return Ok(Compared::Songs { split: of(pieces), composed: of(&composed) });
    }
    let memory = Memory::of(&data.split(corpus::Split::Train)?);
    let of = |pieces: &[Sketch]| Quality::of(pieces, &memory);
    Ok(Compared::Voices { split: of(pieces), composed: of(&composed) })
}

fn table(report: &Report, folder: &Path) -> String {
    let found = &report.likelihood;
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<18} {value}");
    };
    row("model", format!("{} ({})", report.model, folder.display()));
    row("parameters", report.parameters.to_string());
    row("data", format!("{}, {}", report.data, report.split));
    row("pieces", format!("{} ({} left out)", found.pieces, found.left_out));
    row("frames", found.frames.to_string());
    row("keys", found.keys.to_string());
    row("nats per note", format!("{:.4}", found.nats_per_note));
    row("nats per frame", format!("{:.4}", found.nats_per_frame));
    let by: Vec<String> = found.nats_by_column.iter().map(|nats| format!("{nats:.4}")).collect();
    row("nats by column", by.join(" "));
    if let Some(compared) = &report.quality {
        let _ = writeln!(text, "\n{:<40} {:>10} {:>10}", "", report.split, "composed");
        for (name, human, ours) in compared.rows() {
            let _ = writeln!(text, "{name:<40} {human:>10.2} {ours:>10.2}");
        }
    }
    text
}

/// One line a cell: piece, step, column, what it holds (MIDI key, -1 for a rest), its probability.
fn probabilities(model: &Model, pieces: &[Sketch], keys: usize) -> Option<String> {
    let mut text = String::from("piece\tframe\tvoice\tpitch\tprobability\n");
    for (number, piece) in pieces.iter().enumerate() {
        for (step, cells) in cell_nats(model, piece, keys)?.iter().enumerate() {
            let frame = piece.frame(step);
            for (voice, nats) in cells.iter().enumerate() {
                let pitch = frame.get(voice).copied().flatten();
                let pitch = pitch.map_or(-1, |pitch| i32::from(pitch.number()));
                let _ = writeln!(text, "{number}\t{step}\t{voice}\t{pitch}\t{:.9e}", (-nats).exp());
            }
        }
    }
    Some(text)
}
