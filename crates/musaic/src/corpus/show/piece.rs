//! A piece of a corpus, bar by bar.

use std::fmt::Write;

use anyhow::Result;
use corpus::Piece;
use score::{Cell, Key, Pitch, Sketch};
use serde::Serialize;

/// Steps a line has where bars are unknown.
const UNBARRED: usize = 16;

#[derive(Debug, Serialize)]
struct Description<'a> {
    number: usize,
    id: &'a str,
    title: Option<&'a str>,
    source: &'a str,
    licence: &'a str,
    split: corpus::Split,
    key: Option<String>,
    grid: String,
    steps: usize,
    /// A line of cells a voice: a pitch where a note begins, `-` where it goes on, `.` for silence.
    voices: Vec<String>,
    chords: Vec<(usize, String)>,
}

pub(super) fn shown(number: usize, piece: &Piece, json: bool) -> Result<String> {
    if json {
        return Ok(serde_json::to_string(&description(number, piece))?);
    }
    let sketch = &piece.sketch;
    let key = sketch.key.map_or("unknown key".to_owned(), |key| key.to_string());
    let title = piece.title.as_deref().unwrap_or("untitled");
    let mut text = format!("{number} {} ({title}; {})\n", piece.id, piece.split);
    let _ = writeln!(text, "{key}, steps of {} quarters, {}", sketch.grid, piece.licence);
    for (name, first, end) in lines(sketch) {
        let _ = writeln!(text, "{name}");
        if !sketch.chords.is_empty() {
            let _ = writeln!(text, "  {}", chords(sketch, first, end));
        }
        for voice in &sketch.voices {
            let _ = writeln!(text, "  {}", cells(&voice[first..end.min(voice.len())], sketch.key));
        }
    }
    text.truncate(text.trim_end().len());
    Ok(text)
}

fn description(number: usize, piece: &Piece) -> Description<'_> {
    let sketch = &piece.sketch;
    Description {
        number,
        id: &piece.id,
        title: piece.title.as_deref(),
        source: &piece.source,
        licence: &piece.licence,
        split: piece.split,
        key: sketch.key.map(|key| key.to_string()),
        grid: sketch.grid.to_string(),
        steps: sketch.steps(),
        voices: sketch.voices.iter().map(|voice| cells(voice, sketch.key)).collect(),
        chords: sketch.chords.iter().map(|(step, chord)| (*step, chord.to_string())).collect(),
    }
}

/// What stands on a line of the page: its name, first step and end.
fn lines(sketch: &Sketch) -> Vec<(String, usize, usize)> {
    if sketch.bars.is_empty() {
        let starts = (0..sketch.steps()).step_by(UNBARRED);
        return starts.map(|first| (format!("step {first}"), first, first + UNBARRED)).collect();
    }
    let mut lines = Vec::with_capacity(sketch.bars.len());
    let mut meter = None;
    for (index, bar) in sketch.bars.iter().enumerate() {
        let mut name = format!("bar {}", index + 1);
        if meter != Some(&bar.meter) {
            let _ = write!(name, ", {}", bar.meter);
            meter = Some(&bar.meter);
        }
        if bar.missing > 0 {
            let _ = write!(name, ", from step {}", bar.missing);
        }
        lines.push((name, bar.first, bar.end()));
    }
    lines
}

fn chords(sketch: &Sketch, first: usize, end: usize) -> String {
    let chord = |step: usize| {
        let here = sketch.chords.iter().find(|(start, _)| *start == step);
        format!("{:4}", here.map_or(String::new(), |(_, chord)| chord.to_string()))
    };
    (first..end).map(chord).collect::<String>().trim_end().to_owned()
}

fn cells(cells: &[Cell], key: Option<Key>) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Rest => ".".to_owned(),
        Cell::Hold(_) => "-".to_owned(),
        Cell::Strike(pitch) => Pitch::spelled(*pitch, key.unwrap_or_default()).to_string(),
    };
    let padded: String = cells.iter().map(|shown| format!("{:4}", cell(shown))).collect();
    padded.trim_end().to_owned()
}
