//! `musaic train composer`: learns from pieces, resumes after a kill, keeps the best.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use compose::training::{
    Alone, Course, Pauses, Progress, Ranks, StepReport, TrainOptions, Trainer,
};
use compose::{Column, DataSource, ModelInfo, VocabularyVersion};
use corpus::Split;
use indicatif::ProgressBar;
use score::Sketch;

use super::data::Data;
use super::search;
use crate::progress;

/// `musaic train composer`
#[derive(Debug, Args)]
pub(crate) struct TrainArguments {
    /// Chorale table (.json) or corpus, by name or folder, to learn from; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    /// Chorale table or corpus whose validation pieces decide which weights are best; the first --data when
    /// left out
    #[arg(long, value_name = "FILE")]
    validate_on: Option<PathBuf>,
    /// Folder of the model; a training that was broken off in it goes on
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Under which licence the pieces may be learned from, where the data does not say
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// TOML file of options: sizes, rates, dropout (see docs/composer.md)
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Steps of the optimiser in all
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Where all randomness comes from
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Threads that share each batch; 2 when left out, or 1 under mpirun
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Validate every so many steps
    #[arg(long, value_name = "N", default_value_t = 100)]
    validate_every: u64,
    /// Save a checkpoint every so many steps: a killed training loses at most this much work
    #[arg(long, value_name = "N", default_value_t = 100)]
    checkpoint_every: u64,
    /// Train small and large networks at several rates for a while, and print which is best
    #[arg(long)]
    search: bool,
    /// Begin again, even where a training was broken off
    #[arg(long)]
    fresh: bool,
}

const CHECKPOINT: &str = "training.checkpoint";
pub(super) const LOG: &str = "training.log";

pub(crate) fn run(arguments: &TrainArguments) -> Result<ExitCode> {
    let ranks = ranks();
    if arguments.search {
        ensure!(ranks.ranks() == 1, "--search runs in one process: leave mpirun out");
        return search(arguments);
    }
    let begun = Begun::by(arguments, &*ranks);
    // One that cannot begin must not leave the others waiting for its gradients.
    if ranks.any(begun.is_err()) {
        begun?;
        bail!("another rank could not begin: see what it says");
    }
    let Begun { mut trainer, course, desk } = begun?;
    if !ranks.agree(trainer.step()) {
        bail!(
            "the ranks do not stand at the same step: let --output be one folder that all of them see, \
             or begin again with --fresh"
        );
    }
    let pauses = Pauses { validate: arguments.validate_every, settle: arguments.checkpoint_every };
    let Some(mut desk) = desk else {
        let quiet = &mut |_: &Trainer, _: Progress<'_>| ControlFlow::Continue(());
        trainer.train(&course, pauses, &*ranks, quiet);
        return Ok(ExitCode::SUCCESS);
    };
    let mut failure = None;
    let mut tell = |trainer: &Trainer, progress: Progress<'_>| match desk.hear(trainer, &progress) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failure = Some(error);
            ControlFlow::Break(())
        }
    };
    trainer.train(&course, pauses, &*ranks, &mut tell);
    desk.close();
    failure.map_or(Ok(()), Err)?;
    println!("the best weights are in {}", arguments.output.display());
    Ok(ExitCode::SUCCESS)
}

/// Alone, or one of many when MPI started this program.
fn ranks() -> Box<dyn Ranks> {
    #[cfg(feature = "mpi")]
    if std::env::var_os("OMPI_COMM_WORLD_SIZE").or(std::env::var_os("PMI_SIZE")).is_some()
        && let Some(ranks) = compose::training::MpiRanks::join()
    {
        return Box::new(ranks);
    }
    Box::new(Alone)
}

fn search(arguments: &TrainArguments) -> Result<ExitCode> {
    let options = options(arguments)?;
    let (train, valid, _) = pieces(arguments, &options.shape.columns)?;
    search::run(&options, &train, &valid, arguments.workers.unwrap_or(2))
}

/// The pieces to learn from and to validate by, and where the former come from: of each source what fits the
/// columns is counted.
fn pieces(
    arguments: &TrainArguments,
    columns: &[Column],
) -> Result<(Vec<Sketch>, Vec<Sketch>, Vec<DataSource>)> {
    let judge = arguments.validate_on.as_ref().or(arguments.data.first());
    let valid = match judge {
        Some(path) => Data::open(path)?.split(Split::Valid)?,
        None => Vec::new(),
    };
    let (mut train, mut sources) = (Vec::new(), Vec::new());
    for path in &arguments.data {
        let data = Data::open(path)?;
        let pieces = data.split(Split::Train)?;
        let size = Course::new(columns, &pieces, &[]).size();
        sources.push(data.described(arguments.licence.as_deref(), size)?);
        train.extend(pieces);
    }
    Ok((train, valid, sources))
}

/// A training that can start.
struct Begun {
    trainer: Trainer,
    course: Course,
    /// On the first rank only: it alone writes and tells.
    desk: Option<Desk>,
}

impl Begun {
    fn by(arguments: &TrainArguments, ranks: &dyn Ranks) -> Result<Begun> {
        let workers = arguments.workers.unwrap_or(if ranks.ranks() > 1 { 1 } else { 2 });
        let checkpoint = arguments.output.join(CHECKPOINT);
        let trainer = match checkpoint.exists() && !arguments.fresh {
            true => Trainer::resume(&checkpoint, workers)?,
            false => Trainer::new(&options(arguments)?, workers),
        };
        let columns = &trainer.options().shape.columns;
        let (train, valid, sources) = pieces(arguments, columns)?;
        let course = Course::new(columns, &train, &valid);
        if !ranks.is_first() {
            return Ok(Begun { trainer, course, desk: None });
        }
        fs::create_dir_all(&arguments.output)
            .with_context(|| format!("making {}", arguments.output.display()))?;
        let desk = Desk::open(&arguments.output, sources, &trainer)?;
        tell_beginning(&trainer, &course, ranks);
        Ok(Begun { trainer, course, desk: Some(desk) })
    }
}

fn tell_beginning(trainer: &Trainer, course: &Course, ranks: &dyn Ranks) {
    let (pieces, steps) = course.size();
    if trainer.step() > 0 {
        eprintln!("going on from step {}", trainer.step());
    }
    eprintln!(
        "{} parameters; {pieces} pieces of {steps} grid steps ({} left out); steps {} to {}; {} x {} lanes",
        trainer.parameters(),
        course.left_out,
        trainer.step(),
        trainer.options().steps,
        ranks.ranks(),
        trainer.threads()
    );
}

/// The options of a file, and those of the command line above them.
fn options(arguments: &TrainArguments) -> Result<TrainOptions> {
    let mut options: TrainOptions = match &arguments.options {
        None => TrainOptions::default(),
        Some(path) => {
            let text =
                fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
            toml::from_str(&text).with_context(|| path.display().to_string())?
        }
    };
    options.steps = arguments.steps.unwrap_or(options.steps);
    options.seed = arguments.seed.unwrap_or(options.seed);
    options.shape.check().map_err(anyhow::Error::msg)?;
    Ok(options)
}

/// Writes down and shows what happens.
struct Desk {
    folder: PathBuf,
    info: ModelInfo,
    log: File,
    bar: ProgressBar,
    begun: Instant,
    positions: usize,
    nats: f64,
    steps: u32,
}

impl Desk {
    fn open(folder: &Path, sources: Vec<DataSource>, trainer: &Trainer) -> Result<Desk> {
        let path = folder.join(LOG);
        let log = OpenOptions::new().create(true).append(true).open(&path);
        let options = trainer.options().clone();
        let name = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let info = ModelInfo {
            name: name.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            vocabulary: VocabularyVersion::CURRENT,
            shape: options.shape.clone(),
            licence: "MIT OR Apache-2.0".to_owned(),
            data: sources,
            training: options,
            step: trainer.step(),
            figures: BTreeMap::new(),
        };
        let bar = progress::of_training(trainer.options().steps, trainer.step());
        Ok(Desk {
            folder: folder.to_owned(),
            info,
            log: log.with_context(|| format!("writing {}", path.display()))?,
            bar,
            begun: Instant::now(),
            positions: 0,
            nats: 0.0,
            steps: 0,
        })
    }

    fn hear(&mut self, trainer: &Trainer, progress: &Progress<'_>) -> Result<()> {
        match progress {
            Progress::Step(report) => {
                self.step(report);
                Ok(())
            }
            Progress::Settled => Ok(trainer.save(&self.folder.join(CHECKPOINT))?),
            Progress::Valid { step, likelihood, best } => {
                let train = self.nats / f64::from(self.steps.max(1));
                (self.nats, self.steps) = (0.0, 0);
                let line = serde_json::json!({
                    "step": step,
                    "train_nats_per_cell": train,
                    "valid_nats_per_note": likelihood.nats_per_note,
                    "valid_nats_by_column": likelihood.nats_by_column,
                    "best": best,
                    "positions_per_second": self.rate(),
                    "seconds": self.begun.elapsed().as_secs(),
                });
                writeln!(self.log, "{line}").context("writing the log")?;
                let star = if *best { " *" } else { "" };
                self.bar.suspend(|| {
                    println!(
                        "step {step}: train {train:.4}, valid {:.4} nats/note, {:.0} positions/s{star}",
                        likelihood.nats_per_note,
                        self.rate()
                    );
                });
                if *best {
                    let figure = "valid nats per note, one key".to_owned();
                    self.info.figures.insert(figure, likelihood.nats_per_note);
                    trainer.model(self.info.clone()).save(&self.folder)?;
                }
                Ok(())
            }
        }
    }

    fn step(&mut self, report: &StepReport) {
        self.positions += report.positions;
        self.nats += report.nats_per_cell;
        self.steps += 1;
        self.bar.set_position(report.step);
        self.bar.set_message(format!(
            "{:.4} nats, {:.0} positions/s",
            report.nats_per_cell,
            self.rate()
        ));
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of positions")]
    fn rate(&self) -> f64 {
        self.positions as f64 / self.begun.elapsed().as_secs_f64().max(1e-9)
    }

    fn close(&self) {
        self.bar.finish_and_clear();
    }
}
