//! What every fuzz target does with bytes: reads them, writes what was read in every format and reads
//! that back. Nothing may panic, and what Musaic wrote, Musaic must be able to read.

use notation::{Error, Format, Reading};
use score::Score;

/// A book may hold thousands of tunes; that they are read one after another shows with a few.
const MOST_TUNES: usize = 4;

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
    for format in Format::ALL {
        there_and_back(&reading.score, format);
    }
}

fn there_and_back(score: &Score, format: Format) {
    let Ok(written) = notation::write(score, format) else { return };
    match notation::read_all(&written.bytes) {
        Ok(_) | Err(Error::TooLarge { .. }) => {}
        Err(error) => panic!("Musaic cannot read the {format} it wrote: {error}"),
    }
}
