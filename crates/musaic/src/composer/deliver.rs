//! From candidates to files, with where they come from written into each.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use compose::originality::OriginalityReport;
use compose::{Candidate, Merit, Model};
use score::{Score, Staves};
use serde::Serialize;

use super::request::WritingArguments;
use crate::cli::SoundArguments;
use crate::convert;
use crate::outputs;
use crate::sound::Studio;
use crate::target::Target;

/// What was made, for people and scripts.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// What was done: `compose`, `harmonise` ...
    pub(crate) verb: &'static str,
    pub(crate) model: String,
    pub(crate) seed: u64,
    /// What was asked for, by name.
    pub(crate) controls: Vec<(String, String)>,
    pub(crate) key: Option<String>,
    pub(crate) bars: usize,
    /// Every candidate, best first.
    pub(crate) candidates: Vec<Merit>,
    /// What the best shares with what the model learned from.
    pub(crate) originality: Option<OriginalityReport>,
    pub(crate) files: Vec<PathBuf>,
    pub(crate) warnings: Vec<String>,
}

/// What is delivered: which model wrote it, and how it was asked.
pub(crate) struct Delivery<'a> {
    pub(crate) verb: &'static str,
    pub(crate) model: &'a Model,
    pub(crate) arguments: &'a WritingArguments,
    pub(crate) controls: Vec<(String, String)>,
    /// Who plays, where the command line does not say.
    pub(crate) players: Option<String>,
}

impl Delivery<'_> {
    /// Writes the best candidates into the files asked for, and says what was made.
    pub(crate) fn deliver(&self, candidates: &[Candidate]) -> Result<()> {
        let keep = usize::from(self.arguments.keep).clamp(1, candidates.len().max(1));
        let best = candidates.first().context("nothing was written")?;
        let mut report = Report {
            verb: self.verb,
            model: self.model.info.name.clone(),
            seed: self.arguments.seed,
            controls: self.controls.clone(),
            key: best.sketch.key.map(|key| key.to_string()),
            bars: best.sketch.bars.len(),
            candidates: candidates.iter().map(|candidate| candidate.merit).collect(),
            originality: self.model.originality.as_ref().map(|index| index.report(&best.sketch)),
            files: Vec::new(),
            warnings: Vec::new(),
        };
        let studio = self.studio()?;
        for (rank, candidate) in candidates.iter().take(keep).enumerate() {
            let score = self.score(candidate);
            for output in &self.arguments.outputs {
                let path = ranked(output, rank);
                let target = Target::of(output)?;
                let force = self.arguments.force;
                let warnings = convert::make(&score, target, &path, studio.as_ref(), force)?;
                report.warnings.extend(warnings);
                report.files.push(path);
            }
        }
        self.print(&report)
    }

    /// Complains early about files that may not be written.
    pub(crate) fn check(arguments: &WritingArguments) -> Result<()> {
        for output in &arguments.outputs {
            Target::of(output)?;
            outputs::refuse_existing(output, arguments.force)?;
        }
        Ok(())
    }

    fn studio(&self) -> Result<Option<Studio>> {
        let sound = |path: &PathBuf| matches!(Target::of(path), Ok(Target::Sound(_)));
        if !self.arguments.outputs.iter().any(sound) {
            return Ok(None);
        }
        let arguments = SoundArguments {
            soundfont: self.arguments.soundfont.clone(),
            ensemble: self.players(),
            tempo: 84.0,
            seed: self.arguments.seed,
            exact: false,
            loudness: -16.0,
            sample_rate: 48_000,
        };
        Studio::open(&arguments, true).map(Some)
    }

    /// The ensemble asked for, else the one the words name, else a choir.
    fn players(&self) -> String {
        let asked = self.arguments.ensemble.as_ref().or(self.players.as_ref());
        asked.cloned().unwrap_or_else(|| "satb".to_owned())
    }

    /// The score of a candidate, signed.
    fn score(&self, candidate: &Candidate) -> Score {
        let mut score = candidate.sketch.to_score(Staves::Open);
        let info = &self.model.info;
        let data: Vec<String> =
            info.data.iter().map(|data| format!("{} ({})", data.name, data.licence)).collect();
        let asked: Vec<String> =
            self.controls.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let signed = [
            (
                "musaic.made-by",
                format!("machine: musaic {} {}", env!("CARGO_PKG_VERSION"), self.verb),
            ),
            ("musaic.model", format!("{}, step {}", info.name, info.step)),
            ("musaic.seed", self.arguments.seed.to_string()),
            ("musaic.controls", asked.join(", ")),
            ("musaic.training-data", data.join("; ")),
        ];
        let misc = signed.into_iter().map(|(name, value)| (name.to_owned(), value));
        score.info.misc.extend(misc);
        score.info.software.push(format!("Musaic {}", env!("CARGO_PKG_VERSION")));
        score
    }

    fn print(&self, report: &Report) -> Result<()> {
        if self.arguments.json {
            println!("{}", serde_json::to_string_pretty(report)?);
            return Ok(());
        }
        for (rank, merit) in report.candidates.iter().enumerate() {
            println!(
                "{:>3}. {:.3} nats a note, {} parallels, {} crossings{}",
                rank + 1,
                merit.nats_per_cell,
                merit.parallels,
                merit.crossed,
                match (merit.open_close, merit.copied) {
                    (_, true) => ", too near what was learned from",
                    (true, false) => ", open close",
                    (false, false) => "",
                }
            );
        }
        if let Some(originality) = report.originality.as_ref().filter(|_| self.arguments.report) {
            print!("{originality}");
        }
        for warning in &report.warnings {
            eprintln!("warning: {warning}");
        }
        let key = report.key.as_deref().unwrap_or("no key");
        println!("{} bars in {key}, by {}, seed {}", report.bars, report.model, report.seed);
        for file in &report.files {
            println!("wrote {}", file.display());
        }
        Ok(())
    }
}

/// `piece.mid`, `piece-2.mid`, `piece-3.mid` ...
fn ranked(output: &Path, rank: usize) -> PathBuf {
    if rank == 0 {
        return output.to_owned();
    }
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    let extension = output.extension().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{stem}-{}.{extension}", rank + 1))
}
