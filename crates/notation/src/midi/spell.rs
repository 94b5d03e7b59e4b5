//! The key signature a file without one most likely has.

use score::{Key, Mode};

/// Pitch classes of the major scale on C.
const SCALE: [usize; 7] = [0, 2, 4, 5, 7, 9, 11];

/// The signature whose scale holds most of the notes; of equals the one with fewest signs.
pub(super) fn likely_key(keys: impl Iterator<Item = u8>) -> Key {
    let mut counts = [0u64; 12];
    for key in keys {
        counts[usize::from(key % 12)] += 1;
    }
    let held = |fifths: i8| -> u64 {
        let tonic = usize::try_from(i32::from(fifths) * 7 + 84).unwrap_or(0) % 12;
        SCALE.iter().map(|step| counts[(tonic + step) % 12]).sum()
    };
    let best = (-6..=6).max_by_key(|&fifths: &i8| (held(fifths), -i32::from(fifths.abs())));
    Key::new(best.unwrap_or(0), Mode::Unknown)
}
