//! Writes every piece of score files as MusicXML, for other programs to read.
//!
//! `cargo run --release --example rewrite -- FOLDER FILE...` prints one JSON line a tune: where it was
//! written, what writing it warned of, how long its measures are, and the notes of each part as our
//! reading of the original has them: `[onset, duration, key, tie start, tie stop]`, times as `n/d` in
//! quarters, keys as written, `null` for drums.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::path::Path;

use notation::{Format, Reading};
use score::Score;
use serde_json::{Value, json};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_default();
    for (number, file) in arguments.enumerate() {
        let read = std::fs::read(&file)
            .map_err(|error| error.to_string())
            .and_then(|bytes| notation::read_all(&bytes).map_err(|error| error.to_string()));
        let readings = match read {
            Ok(readings) => readings,
            Err(error) => {
                println!("{}", json!({ "file": file, "error": error }));
                continue;
            }
        };
        for (tune, reading) in readings.iter().enumerate() {
            let name = format!("{number}-{tune}.musicxml");
            println!("{}", line(&file, tune, reading, &Path::new(&folder).join(name)));
        }
    }
}

fn line(file: &str, tune: usize, reading: &Reading, out: &Path) -> Value {
    let written = notation::write(&reading.score, Format::MusicXml)
        .map_err(|error| error.to_string())
        .and_then(|written| match std::fs::write(out, &written.bytes) {
            Ok(()) => Ok(written.warnings.list().iter().map(ToString::to_string).collect()),
            Err(error) => Err(error.to_string()),
        });
    match written {
        Err(error) => json!({ "file": file, "tune": tune, "error": error }),
        Ok(warnings) => {
            let warnings: Vec<String> = warnings;
            json!({
                "file": file, "tune": tune, "out": out, "warnings": warnings,
                "bars": reading.score.measures.iter().map(|m| m.length.to_string()).collect::<Vec<_>>(),
                "parts": notes(&reading.score),
            })
        }
    }
}

fn notes(score: &Score) -> Vec<Vec<Value>> {
    let starts = score.measure_starts();
    let mut parts = vec![Vec::new(); score.parts.len()];
    for (place, event) in score.events() {
        let onset = starts[place.measure] + event.onset;
        for note in &event.notes {
            let key = note.drum.is_none().then(|| note.pitch.semitones());
            let (onset, duration) = (onset.to_string(), event.duration.to_string());
            // A cue note does not sound, and the schema gives it no sounding tie.
            let (start, stop) = (note.tie_start && !event.cue, note.tie_stop && !event.cue);
            parts[place.part].push(json!([onset, duration, key, start, stop]));
        }
    }
    parts
}
