//! What every fuzz target does with bytes: reads them, writes what was read in every format and reads
//! that back. Nothing may panic, and what Musaic wrote, Musaic must be able to read.

use std::time::Duration;

use cpu_time::ProcessTime;
use notation::{Error, Format, Reading};
use score::Score;

/// A book may hold thousands of tunes; that they are read one after another shows with a few.
const MOST_TUNES: usize = 4;
/// A kilobyte of MIDI may hold silence for a hundred thousand bars. Writing takes time in proportion to
/// the score, not to the file it came from: larger ones are read only.
const MOST_CELLS: usize = 20_000;

/// Longest that reading one input, writing it and reading that back may take.
const LONGEST: Duration = Duration::from_secs(5);

/// Does the work, which must not take long. Processor time tells: the fuzzer's own alarm goes by the
/// clock, and rings on a busy machine.
pub fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let start = ProcessTime::now();
    let result = work();
    let taken = start.elapsed();
    assert!(taken < LONGEST, "that took {taken:?} of processor time");
    result
}

/// Reads every score in the bytes, whatever format they are in.
pub fn any(bytes: &[u8]) {
    if let Ok(readings) = notation::read_all(bytes) {
        readings.iter().take(MOST_TUNES).for_each(travels);
    }
    let _ = notation::read(bytes);
}

/// Goes on with what a reader of one format made, if it made something.
pub fn read(reading: Result<Reading, Error>) {
    if let Ok(reading) = reading {
        travels(&reading);
    }
}

fn travels(reading: &Reading) {
    let score = &reading.score;
    if score.measures.len() * score.parts.len() > MOST_CELLS {
        return;
    }
    for format in Format::ALL {
        there_and_back(score, format);
    }
}

fn there_and_back(score: &Score, format: Format) {
    let Ok(written) = notation::write(score, format) else { return };
    match notation::read_all(&written.bytes) {
        Ok(_) | Err(Error::TooLarge { .. }) => {}
        Err(error) => panic!("Musaic cannot read the {format} it wrote: {error}"),
    }
}
