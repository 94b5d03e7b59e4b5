//! Pitch classes as sets of bits: bit 0 is C.

use score::Key;

/// The set of some pitch classes.
pub(crate) fn class_set(classes: impl IntoIterator<Item = u8>) -> u16 {
    classes.into_iter().fold(0, |set, class| set | 1 << (class % 12))
}

/// The pitch classes of a key; in minor the raised sixth and seventh belong to it.
pub(crate) fn scale(key: Key) -> u16 {
    let tonic = key.tonic().pitch_class();
    let raised: &[u8] = if key.is_minor() { &[9, 11] } else { &[] };
    let natural = key.scale().map(score::Tone::pitch_class);
    class_set(natural.into_iter().chain(raised.iter().map(|above| tonic + above)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_has_its_raised_tones() {
        assert_eq!(scale(Key::C_MAJOR), 0b1010_1011_0101);
        // A minor: all white keys, F sharp and G sharp.
        assert_eq!(scale("Am".parse().unwrap()), 0b1011_1111_0101 | 1 << 6 | 1 << 8);
    }
}
