//! Checks that writing is a fixed point on real files: `cargo run --release --example roundtrip --
//! EXTENSION FILE...` reads each file, writes it in the format, reads that and writes it again; the
//! two writings must be the same bytes, and the two readings the same notes.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use notation::Format;
use score::Score;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let extension = arguments.next().unwrap_or_default();
    let Some(format) = Format::from_extension(&extension) else {
        println!("usage: roundtrip musicxml|mxl|mid|abc FILE...");
        return;
    };
    let (mut checked, mut bad) = (0, 0);
    for file in arguments {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let Ok(readings) = notation::read_all(&bytes) else { continue };
        for reading in readings {
            checked += 1;
            if let Err(why) = check(&reading.score, format) {
                bad += 1;
                println!("{file}: {why}");
            }
        }
    }
    println!("{checked} scores, {bad} not a fixed point of {format}");
}

fn check(score: &Score, format: Format) -> Result<(), String> {
    let first = notation::write(score, format).map_err(|error| error.to_string())?;
    let again = notation::read(&first.bytes).map_err(|error| format!("our own file: {error}"))?;
    let second = notation::write(&again.score, format).map_err(|error| error.to_string())?;
    if first.bytes != second.bytes {
        return Err(first_difference(&first.bytes, &second.bytes));
    }
    let (notes, notes_again) = (notes(score), notes(&again.score));
    if format == Format::MusicXml && notes != notes_again {
        let differing = notes.iter().zip(&notes_again).find(|(a, b)| a != b);
        let counts = format!("{} notes became {}", notes.len(), notes_again.len());
        return Err(format!("{counts}; the first that differs: {differing:?}"));
    }
    Ok(())
}

/// What sounds; where writing splits a note, the events after it are counted otherwise.
fn notes(score: &Score) -> Vec<score::Sounding> {
    let mut notes = score.soundings();
    notes.iter_mut().for_each(|note| note.event = 0);
    notes
}

fn first_difference(first: &[u8], second: &[u8]) -> String {
    let (a, b) = (String::from_utf8_lossy(first), String::from_utf8_lossy(second));
    let differing = a.lines().zip(b.lines()).enumerate().find(|(_, (a, b))| a != b);
    match differing {
        Some((line, (a, b))) => format!("line {}: {a:?} became {b:?}", line + 1),
        None => format!("{} bytes became {}", first.len(), second.len()),
    }
}
