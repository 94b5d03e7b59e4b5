//! Prints the notes of score files, one JSON line a tune, for comparison with other readers.
//!
//! `cargo run --release --example notes -- FILE...`; each note is
//! `[onset, duration, written MIDI key, sounding MIDI key]` with times as `n/d` in quarters, as
//! written: repeats once, ties apart, grace notes with no duration.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use notation::Reading;
use score::Quarters;
use serde_json::{Value, json};

fn main() {
    for file in std::env::args().skip(1) {
        let result = std::fs::read(&file)
            .map_err(|error| error.to_string())
            .and_then(|bytes| notation::read_all(&bytes).map_err(|error| error.to_string()));
        match result {
            Ok(readings) => {
                for (tune, reading) in readings.iter().enumerate() {
                    println!("{}", line(&file, tune, reading));
                }
            }
            Err(error) => println!("{}", json!({ "file": file, "error": error })),
        }
    }
}

fn line(file: &str, tune: usize, reading: &Reading) -> String {
    let score = &reading.score;
    let starts = score.measure_starts();
    let mut parts = vec![Vec::new(); score.parts.len()];
    for (place, event) in score.events() {
        let transposition = score.parts[place.part].transposition;
        let onset = starts[place.measure] + event.onset;
        for note in &event.notes {
            let written = note.drum.map_or(note.pitch.semitones(), |drum| i32::from(drum.number()));
            let sounding = match note.drum {
                Some(drum) => i32::from(drum.number()),
                None => (note.pitch + transposition).semitones(),
            };
            parts[place.part].push((onset, event.duration, written, sounding));
        }
    }
    let show = |notes: &mut Vec<(Quarters, Quarters, i32, i32)>| -> Vec<Value> {
        notes.sort_unstable();
        let note = |(onset, duration, written, sounding): &(Quarters, Quarters, i32, i32)| {
            json!([onset.to_string(), duration.to_string(), written, sounding])
        };
        notes.iter().map(note).collect()
    };
    let parts: Vec<Vec<Value>> = parts.iter_mut().map(show).collect();
    let warnings: Vec<String> = reading.warnings.list().iter().map(ToString::to_string).collect();
    json!({ "file": file, "tune": tune, "warnings": warnings, "parts": parts }).to_string()
}
