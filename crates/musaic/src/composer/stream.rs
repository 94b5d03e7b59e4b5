//! A piece as lines of JSON, one a step, while it is written.

use std::io::Write;

use compose::StreamedStep;
use score::Cell;
use serde::Serialize;

/// A line.
#[derive(Debug, Serialize)]
struct Line {
    /// When the step begins, in quarter notes from the beginning.
    quarter: f64,
    /// What each voice does, highest first; `null` is a rest.
    voices: Vec<Option<Sung>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chord: Option<String>,
}

/// A voice that sounds.
#[derive(Debug, Serialize)]
struct Sung {
    /// MIDI key.
    key: u8,
    /// Whether the note begins here.
    struck: bool,
}

/// Prints a step at once. A reader that has gone away is no trouble: the piece is written all the same.
pub(super) fn print(step: &StreamedStep) {
    let sung = |cell: &Cell| {
        let struck = matches!(cell, Cell::Strike(_));
        cell.pitch().map(|pitch| Sung { key: pitch.number(), struck })
    };
    let line = Line {
        quarter: f64::from(u32::try_from(step.step).unwrap_or(u32::MAX)) / 4.0,
        voices: step.voices.iter().map(sung).collect(),
        chord: step.chord.as_ref().map(ToString::to_string),
    };
    let mut out = std::io::stdout().lock();
    let _ =
        serde_json::to_string(&line).map(|line| writeln!(out, "{line}").and_then(|()| out.flush()));
}
