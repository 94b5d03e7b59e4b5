//! `musaic arrange`: a melody with chords, or four voices, becomes a score for an ensemble in a style.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use arrange::{Arrangement, Style};
use clap::{Args, ValueEnum};
use corpus::{Form, Sketching};
use score::{Pitch, Score, Sketch, Sounding};
use serde::Serialize;

use crate::cli::SoundArguments;
use crate::sound::Studio;
use crate::target::Target;
use crate::{inputs, notes, outputs};

/// `musaic arrange`
#[derive(Debug, Args)]
pub(crate) struct ArrangeArguments {
    /// A score with a melody and chord symbols, or with four voices
    #[arg(value_name = "IN")]
    input: Option<PathBuf>,
    /// Where to write: musicxml, mxl, mid, abc, wav, flac, opus or mp3; may be given several times
    #[arg(short, long = "output", value_name = "OUT")]
    outputs: Vec<PathBuf>,
    /// A style, a .toml file of your own, or `list` to see the styles
    #[arg(long, value_name = "NAME")]
    style: String,
    /// How to read the score
    #[arg(long, value_enum, default_value_t = Reading::Auto)]
    read_as: Reading,
    /// Print a report as JSON
    #[arg(long)]
    json: bool,
    /// Replace existing files
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    sound: SoundArguments,
}

/// How a score is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reading {
    /// Four voices where it is part writing, else a melody and chords.
    Auto,
    /// Four voices.
    Chorale,
    /// A melody and chords.
    Song,
}

pub(crate) fn run(arguments: &ArrangeArguments) -> Result<ExitCode> {
    if arguments.style == "list" {
        return list(arguments.json);
    }
    let Some(input) = &arguments.input else {
        bail!(
            "name a score to arrange, as in `musaic arrange song.abc --style waltz -o waltz.musicxml`"
        );
    };
    let targets = targets(arguments)?;
    let style = style(&arguments.style)?;
    let (sketch, mut warnings) = sketch(input, arguments.read_as)?;
    let arranged = arrange::arrange(&sketch, &style, arguments.sound.seed)
        .with_context(|| input.display().to_string())?;
    warnings.extend(write_all(&arranged.score, &targets, arguments)?);
    report(arguments, &arranged, &warnings)?;
    Ok(ExitCode::SUCCESS)
}

/// The styles that come with the house, one a line.
fn list(json: bool) -> Result<ExitCode> {
    let styles: Vec<Style> = Style::names().map(Style::builtin).collect::<Result<_, _>>()?;
    let meters = |style: &Style| {
        let names = |meters: Vec<score::Meter>| meters.iter().map(ToString::to_string).collect();
        style.meters().map_or_else(Vec::new, names)
    };
    let mut out = std::io::stdout().lock();
    for style in &styles {
        let meters: Vec<String> = meters(style);
        if json {
            let (name, also, about) = (&style.name, &style.also, &style.about);
            let entry =
                serde_json::json!({ "name": name, "also": also, "about": about, "meters": meters });
            writeln!(out, "{entry}")?;
        } else {
            let meters = if meters.is_empty() { "any meter".to_owned() } else { meters.join(" ") };
            writeln!(out, "{:<16} {} ({meters})", style.name, style.about)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is to be written, checked before any work is done.
fn targets(arguments: &ArrangeArguments) -> Result<Vec<(PathBuf, Target)>> {
    if arguments.outputs.is_empty() {
        bail!("name at least one file to write with -o, such as -o arranged.musicxml");
    }
    let target = |path: &PathBuf| {
        outputs::refuse_existing(path, arguments.force)?;
        Ok((path.clone(), Target::of(path)?))
    };
    arguments.outputs.iter().map(target).collect()
}

fn style(name: &str) -> Result<Style> {
    if Path::new(name).extension().is_some_and(|extension| extension == "toml") {
        let text = std::fs::read_to_string(name).with_context(|| format!("reading {name}"))?;
        return Style::parse(&text).with_context(|| name.to_owned());
    }
    Style::builtin(name).context("see `musaic arrange --style list`, or name a .toml file")
}

/// The sketch of the first piece in a file, repeats played out, and what its reader warned of.
fn sketch(path: &Path, reading: Reading) -> Result<(Sketch, Vec<String>)> {
    let found = inputs::expand(std::slice::from_ref(&path.to_path_buf()))?;
    let input = found.first().context("nothing to arrange")?;
    let mut readings = notes::read(input).with_context(|| path.display().to_string())?;
    let more = readings.len().saturating_sub(1);
    if readings.is_empty() {
        bail!("{}: there is no score in the file", path.display());
    }
    let first = readings.swap_remove(0);
    let mut warnings = notes::warnings(&first.warnings);
    if more > 0 {
        warnings.push(format!("{more} more pieces are in this file: only the first is arranged"));
    }
    let form = match reading {
        Reading::Auto => Form::Auto,
        Reading::Chorale => Form::Chorale,
        Reading::Song => Form::Song,
    };
    match (Sketching { form, unfold: true }).sketch(&first.score) {
        Ok(sketch) => Ok((sketch, warnings)),
        Err(reason) => bail!("{}: {reason}", path.display()),
    }
}

fn write_all(
    score: &Score,
    targets: &[(PathBuf, Target)],
    arguments: &ArrangeArguments,
) -> Result<Vec<String>> {
    let sounds = targets.iter().any(|(_, target)| matches!(target, Target::Sound(_)));
    let studio = if sounds { Some(Studio::open(&arguments.sound, true)?) } else { None };
    let mut warnings = Vec::new();
    for (path, target) in targets {
        let written = match (target, &studio) {
            (Target::Sound(format), Some(studio)) => {
                studio.record(score, *format, path, arguments.force)?
            }
            (Target::Sound(_), None) => bail!("no studio was opened for sound"),
            (Target::Notation(format), _) => {
                let written = notation::write(score, *format)?;
                outputs::save(path, &written.bytes, arguments.force)?;
                notes::warnings(&written.warnings)
            }
        };
        warnings
            .extend(written.into_iter().map(|warning| format!("{}: {warning}", path.display())));
    }
    Ok(warnings)
}

/// What was made.
#[derive(Debug, Serialize)]
struct Report {
    style: String,
    seed: u64,
    outputs: Vec<PathBuf>,
    measures: usize,
    parts: Vec<PartReport>,
    remarks: Vec<String>,
    warnings: Vec<String>,
}

/// What a part was given.
#[derive(Debug, Serialize)]
struct PartReport {
    name: String,
    notes: usize,
    /// Lowest and highest sounding note; none for drums.
    range: Option<(String, String)>,
}

fn report(arguments: &ArrangeArguments, arranged: &Arrangement, warnings: &[String]) -> Result<()> {
    let remarks: Vec<String> = arranged.remarks.iter().map(ToString::to_string).collect();
    if !arguments.json {
        for line in remarks.iter().chain(warnings) {
            eprintln!("note: {line}");
        }
        for path in &arguments.outputs {
            writeln!(std::io::stdout(), "{}", path.display())?;
        }
        return Ok(());
    }
    let notes = arranged.score.soundings();
    let report = Report {
        style: arranged.style.clone(),
        seed: arguments.sound.seed,
        outputs: arguments.outputs.clone(),
        measures: arranged.score.measures.len(),
        parts: (0..arranged.score.parts.len())
            .map(|part| part_report(arranged, part, &notes))
            .collect(),
        remarks,
        warnings: warnings.to_vec(),
    };
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&report)?)?;
    Ok(())
}

fn part_report(arranged: &Arrangement, part: usize, notes: &[Sounding]) -> PartReport {
    let own = || notes.iter().filter(move |note| note.place.part == part);
    let pitches = || own().filter(|note| note.drum.is_none()).map(|note| note.pitch);
    let low = pitches().min_by_key(|pitch: &Pitch| pitch.semitones());
    let high = pitches().max_by_key(|pitch: &Pitch| pitch.semitones());
    PartReport {
        name: arranged.score.parts[part].name.clone(),
        notes: own().count(),
        range: low.zip(high).map(|(low, high)| (low.to_string(), high.to_string())),
    }
}
