//! From candidates to files, with where they come from written into each.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use compose::originality::OriginalityReport;
use compose::{Candidate, Merit, Model};
use score::{Score, Sketch};
use serde::Serialize;

use super::players::Players;
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
    /// Who plays.
    pub(crate) players: String,
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
    /// Who plays, where the command line does not say: the ensemble and the style that words name.
    pub(crate) ensemble: Option<String>,
    pub(crate) style: Option<String>,
}

impl Delivery<'_> {
    /// Writes the best candidates into the files asked for, and says what was made.
    pub(crate) fn deliver(&self, candidates: &[Candidate]) -> Result<()> {
        self.print(&self.write(candidates)?)
    }

    /// Writes the best candidates into the files asked for.
    pub(crate) fn write(&self, candidates: &[Candidate]) -> Result<Report> {
        let keep = usize::from(self.arguments.keep).clamp(1, candidates.len().max(1));
        let best = candidates.first().context("nothing was written")?;
        let players = self.players(&best.sketch)?;
        let mut report = Report {
            verb: self.verb,
            model: self.model.info.name.clone(),
            seed: self.arguments.seed,
            controls: self.controls.clone(),
            key: best.sketch.key.map(|key| key.to_string()),
            bars: best.sketch.bars.len(),
            players: players.to_string(),
            candidates: candidates.iter().map(|candidate| candidate.merit).collect(),
            originality: self.model.originality.as_ref().map(|index| index.report(&best.sketch)),
            files: Vec::new(),
            warnings: Vec::new(),
        };
        let studio = self.studio(&players)?;
        for (rank, candidate) in candidates.iter().take(keep).enumerate() {
            let (mut score, remarks) = players.score(candidate, self.arguments.seed)?;
            report.warnings.extend(remarks);
            self.sign(&mut score);
            for output in &self.arguments.outputs {
                let path = ranked(output, rank);
                let target = Target::of(output)?;
                let force = self.arguments.force;
                let warnings = convert::make(&score, target, &path, studio.as_ref(), force)?;
                report.warnings.extend(warnings);
                report.files.push(path);
            }
        }
        Ok(report)
    }

    /// Complains early about files that may not be written.
    pub(crate) fn check(arguments: &WritingArguments) -> Result<()> {
        for output in &arguments.outputs {
            Target::of(output)?;
            outputs::refuse_existing(output, arguments.force)?;
        }
        Ok(())
    }

    fn studio(&self, players: &Players) -> Result<Option<Studio>> {
        let sound = |path: &PathBuf| matches!(Target::of(path), Ok(Target::Sound(_)));
        if !self.arguments.outputs.iter().any(sound) {
            return Ok(None);
        }
        let arguments = SoundArguments {
            soundfont: self.arguments.soundfont.clone(),
            ensemble: players.ensemble().to_owned(),
            tempo: 84.0,
            seed: self.arguments.seed,
            exact: false,
            loudness: -16.0,
            sample_rate: 48_000,
        };
        Studio::open(&arguments, true).map(Some)
    }

    /// Who plays a sketch.
    fn players(&self, sketch: &Sketch) -> Result<Players> {
        let asked = self.arguments.ensemble.as_deref().or(self.ensemble.as_deref());
        let song = self.model.writes_songs();
        let (players, note) = Players::choose(asked, self.style.as_deref(), song, sketch)?;
        if let Some(note) = note {
            eprintln!("note: {note}");
        }
        Ok(players)
    }

    /// Writes into a score where it comes from.
    fn sign(&self, score: &mut Score) {
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
    }

    /// A candidate in a line.
    fn told(&self, merit: &Merit) -> String {
        let counted = if self.model.writes_songs() {
            let repeated = 100.0 * merit.repeated;
            format!("{} unsettled, {repeated:.0} % of the bars come back", merit.unsettled)
        } else {
            format!("{} parallels, {} crossings", merit.parallels, merit.crossed)
        };
        let more = match (merit.open_close, merit.copied) {
            (_, true) => ", too near what was learned from",
            (true, false) => ", open close",
            (false, false) => "",
        };
        format!("{:.3} nats a note, {counted}{more}", merit.nats_per_cell)
    }

    fn print(&self, report: &Report) -> Result<()> {
        if self.arguments.json {
            println!("{}", serde_json::to_string_pretty(report)?);
            return Ok(());
        }
        for (rank, merit) in report.candidates.iter().enumerate() {
            println!("{:>3}. {}", rank + 1, self.told(merit));
        }
        if let Some(originality) = report.originality.as_ref().filter(|_| self.arguments.report) {
            print!("{originality}");
        }
        for warning in &report.warnings {
            eprintln!("warning: {warning}");
        }
        let key = report.key.as_deref().unwrap_or("no key");
        println!(
            "{} bars in {key} for {}, by {}, seed {}",
            report.bars, report.players, report.model, report.seed
        );
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
