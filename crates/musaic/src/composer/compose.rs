//! `musaic compose`: a new piece from words and wishes.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use compose::{Controls, Ending, words};
use score::{Key, Meter, Tempo};

use super::deliver::Delivery;
use super::models::{self, Family};
use super::request::WritingArguments;
use super::stream;

/// `musaic compose`
#[derive(Debug, Args)]
pub(crate) struct ComposeArguments {
    /// What the piece shall be like, in English or Chinese
    #[arg(value_name = "WORDS")]
    words: Option<String>,
    /// The style, by name: chorale, song ...
    #[arg(long, value_name = "NAME")]
    style: Option<String>,
    /// The key: Dm, Bb, F# minor
    #[arg(long, value_name = "KEY")]
    key: Option<Key>,
    /// The meter: 3/4, 6/8
    #[arg(long, value_name = "METER")]
    meter: Option<Meter>,
    /// How many bars
    #[arg(long, value_name = "N")]
    bars: Option<u16>,
    /// Quarter notes a minute
    #[arg(long, value_name = "BPM")]
    tempo: Option<f64>,
    /// How it closes: authentic, plagal, half, deceptive, picardy
    #[arg(long, value_name = "NAME", value_parser = ending)]
    ending: Option<Ending>,
    /// Chords, bar by bar: "Dm A7 Dm"
    #[arg(long, value_name = "CHORDS")]
    chords: Option<compose::Progression>,
    /// Prints each step as a line of JSON as soon as it is written, and last the report of --json; one piece is
    /// written, not the best of several
    #[arg(long, conflicts_with_all = ["candidates", "keep", "json"])]
    stream: bool,
    #[command(flatten)]
    writing: WritingArguments,
}

pub(crate) fn run(arguments: &ComposeArguments) -> Result<ExitCode> {
    Delivery::check(&arguments.writing)?;
    let controls = controls(arguments)?;
    let asked = arguments.writing.ensemble.as_deref().or(controls.ensemble.as_deref());
    let family = Family::of(controls.style.as_deref(), asked);
    let model = models::open(arguments.writing.model.as_deref(), family)?;
    let choices = arguments.writing.choices();
    let candidates = if arguments.stream {
        vec![model.compose_streaming(&controls, &choices, stream::print)?]
    } else {
        model.compose(&controls, &choices)?
    };
    let named = controls.named().into_iter().map(|(name, value)| (name.to_owned(), value));
    let delivery = Delivery {
        verb: "compose",
        model: &model,
        arguments: &arguments.writing,
        controls: named.collect(),
        ensemble: controls.ensemble,
        style: controls.style,
    };
    if arguments.stream {
        println!("{}", serde_json::to_string(&delivery.write(&candidates)?)?);
    } else {
        delivery.deliver(&candidates)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the words ask for, and above them what the options do.
fn controls(arguments: &ComposeArguments) -> Result<Controls> {
    let mut controls = match &arguments.words {
        None => Controls::default(),
        Some(text) => {
            let understood = words::understand(text);
            eprint!("{understood}");
            understood.controls
        }
    };
    let tempo = arguments.tempo.map(|bpm| {
        (10.0..=400.0)
            .contains(&bpm)
            .then(|| Tempo::quarters(bpm))
            .context("a tempo is from 10 to 400")
    });
    controls.style = arguments.style.as_deref().map(style).transpose()?.or(controls.style);
    controls.key = arguments.key.or(controls.key);
    controls.meter = arguments.meter.clone().or(controls.meter);
    controls.bars = arguments.bars.or(controls.bars);
    controls.tempo = tempo.transpose()?.or(controls.tempo);
    controls.ending = arguments.ending.or(controls.ending);
    controls.chords = arguments.chords.clone().or(controls.chords);
    Ok(controls)
}

/// A style by a word for it, or by the name of an arrangement.
fn style(name: &str) -> Result<String> {
    if let Some(style) = words::understand(name).controls.style {
        return Ok(style);
    }
    if arrange::Style::builtin(name).is_ok() {
        return Ok(name.to_owned());
    }
    bail!(
        "there is no style {name}: name chorale, song, a word of docs/words.md (folk, waltz, jazz ...) or one of \
         `musaic arrange --style list`"
    )
}

fn ending(name: &str) -> Result<Ending, String> {
    let names = || Ending::NAMED.map(|(name, _)| name).join(", ");
    Ending::from_name(name).ok_or_else(|| format!("name one of {}", names()))
}
