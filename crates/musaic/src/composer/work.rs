//! `musaic harmonise`, `continue`, `infill` and `vary`: work on a score that is there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use compose::{Candidate, Model, Opening};
use corpus::{Form, Sketching};
use score::Sketch;

use super::deliver::Delivery;
use super::models;
use super::request::WritingArguments;
use crate::inputs::Input;
use crate::notes;

/// `musaic harmonise`
#[derive(Debug, Args)]
pub(crate) struct HarmoniseArguments {
    /// A score; its first part is the melody
    #[arg(value_name = "FILE")]
    input: PathBuf,
    #[command(flatten)]
    writing: WritingArguments,
}

/// `musaic continue`
#[derive(Debug, Args)]
pub(crate) struct ContinueArguments {
    /// A score of four voices
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// How many bars to go on
    #[arg(long, value_name = "N", default_value_t = 8)]
    bars: u16,
    #[command(flatten)]
    writing: WritingArguments,
}

/// `musaic infill`
#[derive(Debug, Args)]
pub(crate) struct InfillArguments {
    /// A score of four voices
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// Which bars, counted from 1: 5, 5-8
    #[arg(long, value_name = "FROM-TO")]
    bars: BarRange,
    /// Which voices: soprano, alto, tenor, bass, or their numbers; all when left out
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    parts: Vec<String>,
    #[command(flatten)]
    writing: WritingArguments,
}

/// `musaic vary`
#[derive(Debug, Args)]
pub(crate) struct VaryArguments {
    /// A score of four voices
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// How much may change, from 0 to 1
    #[arg(long, value_name = "S", default_value_t = 0.3)]
    strength: f64,
    #[command(flatten)]
    writing: WritingArguments,
}

/// Bars counted from 1, both ends included.
#[derive(Clone, Copy, Debug)]
struct BarRange {
    first: usize,
    last: usize,
}

impl std::str::FromStr for BarRange {
    type Err = String;

    fn from_str(text: &str) -> Result<BarRange, String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) if 1 <= first && first <= last => Ok(BarRange { first, last }),
            _ => Err("name bars as 5 or 5-8, counted from 1".to_owned()),
        }
    }
}

pub(crate) fn harmonise(arguments: &HarmoniseArguments) -> Result<ExitCode> {
    work("harmonise", &arguments.input, &arguments.writing, Vec::new(), |model, sketch, choices| {
        model.harmonise(sketch, choices)
    })
}

pub(crate) fn continue_(arguments: &ContinueArguments) -> Result<ExitCode> {
    let bars = usize::from(arguments.bars);
    let controls = vec![("bars".to_owned(), bars.to_string())];
    work("continue", &arguments.input, &arguments.writing, controls, |model, sketch, choices| {
        model.continue_(sketch, bars, choices)
    })
}

pub(crate) fn infill(arguments: &InfillArguments) -> Result<ExitCode> {
    let BarRange { first, last } = arguments.bars;
    let voices = arguments.parts.iter().map(|name| voice(name)).collect::<Result<Vec<usize>>>()?;
    let mut controls = vec![("bars".to_owned(), format!("{first}-{last}"))];
    if !voices.is_empty() {
        controls.push(("parts".to_owned(), arguments.parts.join(",")));
    }
    work("infill", &arguments.input, &arguments.writing, controls, |model, sketch, choices| {
        // A pick-up is bar 0.
        let pickup = usize::from(sketch.bars.first().is_some_and(|bar| bar.missing > 0));
        let bars = first - 1 + pickup..last + pickup;
        model.infill(sketch, &Opening { bars, voices: voices.clone() }, choices)
    })
}

pub(crate) fn vary(arguments: &VaryArguments) -> Result<ExitCode> {
    let controls = vec![("strength".to_owned(), arguments.strength.to_string())];
    work("vary", &arguments.input, &arguments.writing, controls, |model, sketch, choices| {
        model.vary(sketch, arguments.strength, choices)
    })
}

/// Reads a score, has a verb done on it, and delivers.
fn work(
    verb: &'static str,
    input: &Path,
    writing: &WritingArguments,
    controls: Vec<(String, String)>,
    act: impl Fn(&Model, &Sketch, &compose::Choices) -> Result<Vec<Candidate>, compose::ComposeError>,
) -> Result<ExitCode> {
    Delivery::check(writing)?;
    let model = models::open(writing.model.as_deref(), "chorale")?;
    let sketch = read(input, verb)?;
    let candidates = act(&model, &sketch, &writing.choices())
        .with_context(|| format!("{verb} {}", input.display()))?;
    Delivery { verb, model: &model, arguments: writing, controls, players: None }
        .deliver(&candidates)?;
    Ok(ExitCode::SUCCESS)
}

/// The first piece of a file as a sketch: four voices, or for harmonising a melody.
fn read(path: &Path, verb: &str) -> Result<Sketch> {
    let input = Input { path: path.to_owned(), relative: path.to_owned() };
    let context = || format!("reading {}", path.display());
    let reading = notes::read(&input).with_context(context)?.into_iter().next();
    let score = reading.with_context(context)?.score;
    let form =
        if verb == "harmonise" && score.parts.len() != 4 { Form::Song } else { Form::Chorale };
    let sketch = Sketching { form, unfold: false }.sketch(&score);
    sketch.map_err(|reason| anyhow::anyhow!("{}: {reason}", path.display()))
}

/// A voice by name or number.
fn voice(name: &str) -> Result<usize> {
    let names = ["soprano", "alto", "tenor", "bass"];
    let lower = name.trim().to_lowercase();
    let by_name = names.iter().position(|voice| *voice == lower || voice[..1] == lower);
    let by_number = lower.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|&n| n < 4);
    match by_name.or(by_number) {
        Some(voice) => Ok(voice),
        None => bail!("there is no voice `{name}`: name soprano, alto, tenor or bass, or 1 to 4"),
    }
}
