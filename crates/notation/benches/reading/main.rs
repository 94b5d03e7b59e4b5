//! How many files a second are read on one core, beside the readers of music21, partitura, mido and
//! `pretty_midi` on the same files in the same run. Prints a table with the ratios. What is not
//! installed is skipped, and said so.
//!
//! `cargo xtask bench [FOLDER...]` sets the peers up and runs this; or, with `MUSAIC_PYTHON` naming a
//! Python that has them, `cargo bench -p notation --bench reading -- [FOLDER...]`. Of each folder,
//! up to [`MOST_FILES`] scores and as many MIDI files are taken, evenly spread over its names.
//!
//! Both sides read from disk, [`PASSES`] times each file. What counts is the least processor time of
//! each file, so that a busy machine favours neither side; on an idle one it is the time on the clock. Ours makes more of a MIDI file than
//! the peers do: bars, voices, ties and spelled pitches where mido lists messages.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod files;
mod peers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cpu_time::ThreadTime;
use files::Set;

/// How often each file is read by each reader.
const PASSES: usize = 5;
/// How many files of a kind are taken from a folder: music21 takes seconds for some.
const MOST_FILES: usize = 40;

/// Best time in seconds of each file that was read.
type Times = BTreeMap<PathBuf, f64>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts this too, without the flag; there it only has to build.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let folders = arguments.iter().filter(|argument| !argument.starts_with('-'));
    let scratch = std::env::temp_dir().join(format!("musaic-reading-{}", std::process::id()));
    let mut sets = files::generated(&scratch);
    sets.extend(folders.flat_map(|folder| files::of_folder(Path::new(folder), MOST_FILES)));

    println!("| files | reader | files/s | Musaic's times as many |\n|---|---|---:|---:|");
    for set in &sets {
        compare(set, &scratch);
    }
    // Left behind, a few megabytes in the temporary folder do no harm.
    let _ = std::fs::remove_dir_all(scratch);
}

fn compare(set: &Set, scratch: &Path) {
    let best = |path: &PathBuf| Some((path.clone(), our_best(path)?));
    let ours: Times = set.files.iter().filter_map(best).collect();
    row(set, "Musaic", &ours, None);
    match peers::time(set, PASSES, scratch) {
        Err(reason) => println!("| {set} | skipped: {reason} | | |"),
        Ok(readers) => {
            for (reader, times) in readers {
                match times {
                    None => println!("| {set} | skipped: no python with {reader} | | |"),
                    Some(times) => against(set, &ours, &reader, &times),
                }
            }
        }
    }
}

/// The ratio counts the files that both read.
fn against(set: &Set, ours: &Times, reader: &str, theirs: &Times) {
    let shared = ours.iter().filter_map(|(path, ours)| Some((ours, theirs.get(path)?)));
    let (ours, both): (Vec<f64>, Vec<f64>) = shared.unzip();
    let ratio = both.iter().sum::<f64>() / ours.iter().sum::<f64>();
    row(set, reader, theirs, (!both.is_empty()).then_some(ratio));
}

fn row(set: &Set, reader: &str, times: &Times, ratio: Option<f64>) {
    let refused = set.files.len() - times.len();
    let note = if refused > 0 { format!(" ({refused} not read)") } else { String::new() };
    let ratio = ratio.map(|ratio| format!("{ratio:.0}")).unwrap_or_default();
    println!("| {set} | {reader}{note} | {:.1} | {ratio} |", files_per_second(times));
}

#[expect(clippy::cast_precision_loss, reason = "thousands of files at most")]
fn files_per_second(times: &Times) -> f64 {
    times.len() as f64 / times.values().sum::<f64>()
}

fn our_best(path: &Path) -> Option<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..PASSES {
        let start = ThreadTime::now();
        let bytes = std::fs::read(path).ok()?;
        let reading = std::hint::black_box(notation::read(&bytes));
        best = best.min(start.elapsed().as_secs_f64());
        reading.ok()?;
    }
    Some(best)
}
