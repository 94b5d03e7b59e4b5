//! `musaic play`: renders to a temporary file and hands it to the player the system has.
//!
//! A player program instead of a sound library: linking one needs system headers that a fresh machine
//! lacks, and every desktop has one of these.

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::cli::PlayArguments;
use crate::inputs;
use crate::notes;
use crate::sound::Studio;

/// Players and the arguments before the file, in order of preference.
const PLAYERS: [(&str, &[&str]); 7] = [
    ("pw-play", &[]),
    ("paplay", &[]),
    ("aplay", &["-q"]),
    ("afplay", &[]),
    ("ffplay", &["-nodisp", "-autoexit", "-loglevel", "error"]),
    ("mpv", &["--no-video", "--really-quiet"]),
    ("play", &["-q"]),
];

pub(crate) fn run(arguments: &PlayArguments) -> Result<ExitCode> {
    let input = inputs::expand(std::slice::from_ref(&arguments.input))?;
    let first = input.first().context("nothing to play")?;
    let studio = Studio::open(&arguments.sound, true)?;
    let readings = notes::read(first)?;
    let reading = readings.first().context("there is no score in the file")?;
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let file = folder.path().join("play.wav");
    let format = synth::Format::Wav(synth::WavSamples::Int16);
    studio.record(&reading.score, format, &file, false)?;
    for (player, before) in PLAYERS {
        let mut command = Command::new(player);
        command.args(before).arg(&file).stdin(Stdio::null());
        match command.status() {
            Ok(status) if status.success() => return Ok(ExitCode::SUCCESS),
            Ok(_) | Err(_) => {}
        }
    }
    let names: Vec<&str> = PLAYERS.iter().map(|(name, _)| *name).collect();
    bail!(
        "no sound device could be used (tried {}): write a file instead with `musaic render`",
        names.join(", ")
    )
}
