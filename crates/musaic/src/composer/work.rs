//! `musaic harmonise`, `continue`, `infill` and `vary`: work on a score that is there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use compose::{Candidate, Choices, ComposeError, Model, Opening};
use corpus::{Form, Sketching};
use score::Sketch;

use super::deliver::Delivery;
use super::models::{self, Family};
use super::request::WritingArguments;
use crate::inputs::Input;
use crate::notes;

/// `musaic harmonise`
#[derive(Debug, Args)]
pub(crate) struct HarmoniseArguments {
    /// A score; its first part is the melody
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// chorale: voices under the melody; song: chords
    #[arg(long, value_name = "NAME", default_value = "chorale")]
    style: Family,
    #[command(flatten)]
    writing: WritingArguments,
}

/// `musaic continue`
#[derive(Debug, Args)]
pub(crate) struct ContinueArguments {
    /// A score of four voices, or of a melody with chords
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// chorale or song; seen from the score when left out
    #[arg(long, value_name = "NAME")]
    style: Option<Family>,
    /// How many bars to go on
    #[arg(long, value_name = "N", default_value_t = 8)]
    bars: u16,
    #[command(flatten)]
    writing: WritingArguments,
}

/// `musaic infill`
#[derive(Debug, Args)]
pub(crate) struct InfillArguments {
    /// A score of four voices, or of a melody with chords
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// chorale or song; seen from the score when left out
    #[arg(long, value_name = "NAME")]
    style: Option<Family>,
    /// Which bars, counted from 1: 5, 5-8
    #[arg(long, value_name = "FROM-TO")]
    bars: BarRange,
    /// Which voices: soprano, alto, tenor, bass, or their numbers; of a song melody, chords; all when left out
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    parts: Vec<String>,
    #[command(flatten)]
    writing: WritingArguments,
}

/// `musaic vary`
#[derive(Debug, Args)]
pub(crate) struct VaryArguments {
    /// A score of four voices, or of a melody with chords
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// chorale or song; seen from the score when left out
    #[arg(long, value_name = "NAME")]
    style: Option<Family>,
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
    let input = read(&arguments.input, Reading::Melody(arguments.style))?;
    let work = Work { verb: "harmonise", controls: Vec::new(), writing: &arguments.writing, input };
    work.run(|model, sketch, choices| model.harmonise(sketch, choices))
}

pub(crate) fn continue_(arguments: &ContinueArguments) -> Result<ExitCode> {
    let bars = usize::from(arguments.bars);
    let controls = vec![("bars".to_owned(), bars.to_string())];
    let input = read(&arguments.input, Reading::Whole(arguments.style))?;
    let work = Work { verb: "continue", controls, writing: &arguments.writing, input };
    work.run(|model, sketch, choices| model.continue_(sketch, bars, choices))
}

pub(crate) fn infill(arguments: &InfillArguments) -> Result<ExitCode> {
    let BarRange { first, last } = arguments.bars;
    let input = read(&arguments.input, Reading::Whole(arguments.style))?;
    // A pick-up is bar 0.
    let pickup = usize::from(input.sketch.bars.first().is_some_and(|bar| bar.missing > 0));
    let opening = Opening {
        bars: first - 1 + pickup..last + pickup,
        ..lines(&arguments.parts, input.family)?
    };
    let mut controls = vec![("bars".to_owned(), format!("{first}-{last}"))];
    if !arguments.parts.is_empty() {
        controls.push(("parts".to_owned(), arguments.parts.join(",")));
    }
    let work = Work { verb: "infill", controls, writing: &arguments.writing, input };
    work.run(|model, sketch, choices| model.infill(sketch, &opening, choices))
}

pub(crate) fn vary(arguments: &VaryArguments) -> Result<ExitCode> {
    let controls = vec![("strength".to_owned(), arguments.strength.to_string())];
    let input = read(&arguments.input, Reading::Whole(arguments.style))?;
    let work = Work { verb: "vary", controls, writing: &arguments.writing, input };
    work.run(|model, sketch, choices| model.vary(sketch, arguments.strength, choices))
}

/// A verb done on a score that is there.
struct Work<'a> {
    verb: &'static str,
    controls: Vec<(String, String)>,
    writing: &'a WritingArguments,
    input: Piece,
}

impl Work<'_> {
    /// Has the verb done, and delivers.
    fn run(
        self,
        act: impl Fn(&Model, &Sketch, &Choices) -> Result<Vec<Candidate>, ComposeError>,
    ) -> Result<ExitCode> {
        Delivery::check(self.writing)?;
        let model = models::open(self.writing.model.as_deref(), self.input.family)?;
        let candidates = act(&model, &self.input.sketch, &self.writing.choices())
            .with_context(|| format!("{} {}", self.verb, self.input.path.display()))?;
        let delivery = Delivery {
            verb: self.verb,
            model: &model,
            arguments: self.writing,
            controls: self.controls,
            ensemble: None,
            style: Some(self.input.family.name().to_owned()),
        };
        delivery.deliver(&candidates)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A score as the composer takes it.
struct Piece {
    path: PathBuf,
    sketch: Sketch,
    family: Family,
}

/// What is read of a score.
#[derive(Clone, Copy)]
enum Reading {
    /// The melody, to write in a family's way under it.
    Melody(Family),
    /// All of it, as a family's piece; as what it is where none is named.
    Whole(Option<Family>),
}

/// The first piece of a file as a sketch.
fn read(path: &Path, reading: Reading) -> Result<Piece> {
    let input = Input { path: path.to_owned(), relative: path.to_owned() };
    let context = || format!("reading {}", path.display());
    let first = notes::read(&input).with_context(context)?.into_iter().next();
    let score = first.with_context(context)?.score;
    let form = match reading {
        Reading::Melody(Family::Chorale) if score.parts.len() == 4 => Form::Chorale,
        Reading::Melody(_) | Reading::Whole(Some(Family::Song)) => Form::Song,
        Reading::Whole(Some(Family::Chorale)) => Form::Chorale,
        Reading::Whole(None) => Form::Auto,
    };
    let sketch = Sketching { form, unfold: false }.sketch(&score);
    let sketch = sketch.map_err(|reason| anyhow::anyhow!("{}: {reason}", path.display()))?;
    let family = match reading {
        Reading::Melody(family) | Reading::Whole(Some(family)) => family,
        Reading::Whole(None) if sketch.voices.len() > 1 => Family::Chorale,
        Reading::Whole(None) => Family::Song,
    };
    Ok(Piece { path: path.to_owned(), sketch, family })
}

/// The voices and chords of an opening by name or number; its bars are to be filled in.
fn lines(parts: &[String], family: Family) -> Result<Opening> {
    let mut opening = Opening::default();
    for name in parts {
        let lower = name.trim().to_lowercase();
        match (family, lower.as_str()) {
            (Family::Song, "chords") => opening.chords = true,
            (Family::Song, "melody" | "1") => opening.voices.push(0),
            (Family::Song, _) => bail!("there is no part `{name}`: name melody or chords"),
            (Family::Chorale, _) => opening.voices.push(voice(&lower)?),
        }
    }
    Ok(opening)
}

/// A voice by name or number.
fn voice(name: &str) -> Result<usize> {
    let names = ["soprano", "alto", "tenor", "bass"];
    let by_name = names.iter().position(|voice| *voice == name || voice[..1] == *name);
    let by_number = name.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|&n| n < 4);
    match by_name.or(by_number) {
        Some(voice) => Ok(voice),
        None => bail!("there is no voice `{name}`: name soprano, alto, tenor or bass, or 1 to 4"),
    }
}
