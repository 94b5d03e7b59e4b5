//! The table of JS Fake Chorales (Peracha 2021): a numpy archive of one array `[steps, 4]` a chorale,
//! soprano to bass, sixteenths, -1 for a rest.

use std::io::{Cursor, Read};

use score::Sketch;

use super::pickle::{Array, arrays};
use crate::CorpusError;
use crate::jsb::{VOICES, rows_to_sketch};
use crate::limits::MAX_TABLE_BYTES;

/// The array of the archive that holds the chorales.
const PITCHES: &str = "pitches.npy";

/// Reads the chorales of a numpy archive with an array `pitches`.
///
/// # Errors
/// When the bytes are no such archive, or exceed [`crate::limits`].
pub fn read_js_fakes(bytes: &[u8]) -> Result<Vec<Sketch>, CorpusError> {
    let broken = |what: String| CorpusError::NotNpz { what };
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let entry = archive.by_name(PITCHES).map_err(|error| broken(format!("{PITCHES}: {error}")))?;
    let mut content = Vec::new();
    let limit = MAX_TABLE_BYTES as u64;
    entry.take(limit + 1).read_to_end(&mut content).map_err(|error| broken(error.to_string()))?;
    if content.len() as u64 > limit {
        return Err(CorpusError::TooLarge { what: "bytes in an array", limit: MAX_TABLE_BYTES });
    }
    let objects = objects(&content).ok_or_else(|| broken("no array of objects".to_owned()))?;
    let chorale = |(index, array): (usize, Array<'_>)| {
        sketch(&array).map_err(|what| broken(format!("chorale {index}: {what}")))
    };
    arrays(objects)
        .map_err(|what| broken(what.to_owned()))?
        .into_iter()
        .enumerate()
        .map(chorale)
        .collect()
}

/// What follows the header of a .npy file whose elements are Python objects.
fn objects(content: &[u8]) -> Option<&[u8]> {
    let rest = content.strip_prefix(b"\x93NUMPY")?;
    let (version, rest) = rest.split_at_checked(2)?;
    let (length, rest) = if version[0] == 1 {
        let (length, rest) = rest.split_at_checked(2)?;
        (usize::from(u16::from_le_bytes([length[0], length[1]])), rest)
    } else {
        let (length, rest) = rest.split_at_checked(4)?;
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        (usize::try_from(length).ok()?, rest)
    };
    let (header, rest) = rest.split_at_checked(length)?;
    header.windows(5).any(|word| word == b"'|O',").then_some(rest)
}

fn sketch(array: &Array<'_>) -> Result<Sketch, String> {
    let [steps, VOICES] = array.shape[..] else {
        return Err(format!("its shape is {:?}, not [steps, 4]", array.shape));
    };
    let values = array.values().ok_or("its numbers are of no known type")?;
    if Some(values.len()) != steps.checked_mul(VOICES) {
        return Err("it has more or fewer numbers than its shape says".to_owned());
    }
    // A table `[steps, voices]` in Fortran order is stored voice by voice.
    let at = |step: usize, voice: usize| {
        if array.by_column { values[voice * steps + step] } else { values[step * VOICES + voice] }
    };
    rows_to_sketch((0..steps).map(|step| std::array::from_fn(|voice| at(step, voice))))
}
