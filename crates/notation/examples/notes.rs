//! Prints the notes of score files, one JSON line a tune, for comparison with other readers.
//!
//! `cargo run --release --example notes -- FILE...`; each note is
//! `[onset, duration, written MIDI key, sounding MIDI key]` with times as `n/d` in quarters, as
//! written: repeats once, grace notes with no duration; ties apart in MusicXML, joined elsewhere.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use notation::{Format, Reading};
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
    // MIDI has no ties and ABC readers cut notes where they please: there, tied notes are one.
    let joined = matches!(reading.format, Format::Midi | Format::Abc);
    if joined {
        for note in score.soundings() {
            let sounding = note.midi().map_or(-1, |key| i32::from(key.number()));
            let transposition = score.parts[note.place.part].transposition;
            let written = note.drum.map_or((note.pitch - transposition).semitones(), |_| sounding);
            parts[note.place.part].push((note.onset, note.duration, written, sounding));
        }
    } else {
        for (place, event) in score.events() {
            let transposition = score.parts[place.part].transposition;
            let onset = starts[place.measure] + event.onset;
            for note in &event.notes {
                let key = note.drum.map(|drum| i32::from(drum.number()));
                let written = key.unwrap_or_else(|| note.pitch.semitones());
                let sounding = key.unwrap_or_else(|| (note.pitch + transposition).semitones());
                parts[place.part].push((onset, event.duration, written, sounding));
            }
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
    let bars: Vec<String> = starts.iter().map(ToString::to_string).collect();
    let warnings: Vec<String> = reading.warnings.list().iter().map(ToString::to_string).collect();
    json!({ "file": file, "tune": tune, "warnings": warnings, "bars": bars, "parts": parts })
        .to_string()
}
