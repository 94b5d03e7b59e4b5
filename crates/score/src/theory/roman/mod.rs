//! Roman numerals: a chord seen from a key, with applied chords, the Neapolitan, augmented sixths,
//! borrowed chords and figured bass (Aldwell & Schachter, *Harmony and Voice Leading*, ch. 4, 24-32;
//! spelling after Tymoczko, Gotham, Cuthbert & Ariza 2019, "The `RomanText` format").

mod body;
mod naming;
mod reading;
mod writing;

use crate::{ChordKind, ChordSymbol, Key, Mode, Tone};

pub(super) use naming::belongs;
pub use reading::ParseRomanError;

/// A chord as a degree of a key: `V65/V`, `ii6`, `bII6`, `Ger+65`.
///
/// ```
/// use score::theory::RomanNumeral;
/// let numeral = RomanNumeral::parse("V65/V", "C".parse()?)?;
/// assert_eq!(numeral.chord().to_string(), "D7/F#");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RomanNumeral {
    /// The key it is read in.
    pub key: Key,
    /// The degree of the root, 1-7, in the key or in the one that [`applied_to`] makes a tonic.
    ///
    /// [`applied_to`]: RomanNumeral::applied_to
    pub degree: u8,
    /// Semitones of the root from that degree of the scale (in minor, of the natural scale: the
    /// leading tone is 7 and +1).
    pub alter: i8,
    /// The quality; augmented sixths stand on the flat sixth degree.
    pub kind: ChordKind,
    /// Which chord tone is in the bass: 0 the root, 1 the third ...
    pub inversion: u8,
    /// Degrees that are tonics for the moment, as read: `V/V`, `V/IV/ii`.
    pub applied_to: Vec<Target>,
    /// A 64 that decorates the dominant it moves to.
    pub cadential: bool,
}

/// A degree that another chord treats as its tonic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// 1-7.
    pub degree: u8,
    /// Semitones from the scale.
    pub alter: i8,
    /// A minor tonic.
    pub minor: bool,
}

impl RomanNumeral {
    /// The key in which the degree counts: its own or, for applied chords, that of the target.
    #[must_use]
    pub fn local_key(&self) -> Key {
        self.applied_to.iter().rev().fold(self.key, |key, target| {
            let tonic = degree_tone(key, target.degree, target.alter);
            let mode = if target.minor { Mode::Minor } else { Mode::Major };
            Key::on(tonic, mode).unwrap_or(key)
        })
    }

    /// The chord it stands for.
    #[must_use]
    pub fn chord(&self) -> ChordSymbol {
        let root = degree_tone(self.local_key(), self.degree, self.alter);
        let mut symbol = ChordSymbol::new(root, self.kind);
        let bass = tones(root, self.kind).nth(usize::from(self.inversion));
        symbol.bass = bass.filter(|_| self.inversion > 0);
        symbol
    }
}

/// A chord as a Roman numeral in a key, with figures for inversions: `V65`, `ii6`, `bVI`, `vii°7/V`;
/// `-` for no chord.
#[must_use]
pub fn roman_numeral(symbol: &ChordSymbol, key: Key) -> String {
    RomanNumeral::name(symbol, key, None).map_or_else(|| "-".to_owned(), |found| found.to_string())
}

/// The tone of a degree of the scale, altered.
fn degree_tone(key: Key, degree: u8, alter: i8) -> Tone {
    let natural = key.scale()[usize::from(degree.clamp(1, 7) - 1)];
    Tone::new(natural.step, natural.alter.saturating_add(alter))
}

/// The tones of a chord, spelled, root first.
pub(crate) fn tones(root: Tone, kind: ChordKind) -> impl Iterator<Item = Tone> {
    kind.semitones().iter().map(move |&semitones| {
        let fifths = fifths_above(kind, semitones);
        Tone::from_fifths(root.fifths() + fifths)
    })
}

/// How far along the line of fifths a chord tone lies from the root.
fn fifths_above(kind: ChordKind, semitones: u8) -> i32 {
    let sixth = matches!(
        kind,
        ChordKind::MajorSixth
            | ChordKind::MinorSixth
            | ChordKind::Dominant13th
            | ChordKind::Major13th
            | ChordKind::Minor13th
    );
    let augmented_sixth =
        matches!(kind, ChordKind::Italian | ChordKind::French | ChordKind::German);
    match semitones {
        2 => 2,
        3 => -3,
        4 => 4,
        5 => -1,
        6 if kind == ChordKind::French => 6,
        6 => -6,
        7 => 1,
        8 => 8,
        9 if sixth => 3,
        9 => -9,
        10 if augmented_sixth => 10,
        10 => -2,
        11 => 5,
        _ => 0,
    }
}

/// Whether degrees 6 and 7 exist in two forms, so that `vi` and `VI` stand on different tones.
fn is_two_fold(key: Key, degree: u8) -> bool {
    matches!(key.mode, Mode::Minor | Mode::Aeolian) && matches!(degree, 6 | 7)
}

/// The seventh chord on a triad: with the seventh that the key's signature spells or, after a sign
/// (-1 a flat, +1 a sharp), the minor or major one.
fn seventh_on(triad: ChordKind, root: Tone, key: Key, sign: i8) -> ChordKind {
    let letter = crate::Step::from_index(root.step.index() + 6);
    let seventh = Tone::new(letter, key.signature_alter(letter));
    let spelled = i32::from(seventh.pitch_class()) - i32::from(root.pitch_class());
    let semitones = match sign {
        0 => spelled.rem_euclid(12),
        ..=-1 => 10,
        _ => 11,
    };
    match (triad, semitones) {
        (ChordKind::Major, 11) => ChordKind::MajorSeventh,
        (ChordKind::Major, _) => ChordKind::Dominant,
        (ChordKind::Minor, 11) => ChordKind::MajorMinor,
        (ChordKind::Minor, _) => ChordKind::MinorSeventh,
        // An augmented triad with a major seventh has no name here and stays a triad.
        (ChordKind::Augmented, ..=10) => ChordKind::AugmentedSeventh,
        (other, _) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [ChordKind; 14] = [
        ChordKind::Major,
        ChordKind::Minor,
        ChordKind::Augmented,
        ChordKind::Diminished,
        ChordKind::Dominant,
        ChordKind::MajorSeventh,
        ChordKind::MinorSeventh,
        ChordKind::DiminishedSeventh,
        ChordKind::HalfDiminished,
        ChordKind::AugmentedSeventh,
        ChordKind::MajorMinor,
        ChordKind::Italian,
        ChordKind::French,
        ChordKind::German,
    ];

    proptest! {
        #[test]
        fn names_read_back_as_the_same_chord(
            root in -8i32..=12,
            kind in 0usize..KINDS.len(),
            inversion in 0usize..4,
            fifths in -6i8..=6,
            minor: bool,
        ) {
            let key = Key::new(fifths, if minor { Mode::Minor } else { Mode::Major });
            let root = Tone::from_fifths(root + i32::from(fifths));
            let mut symbol = ChordSymbol::new(root, KINDS[kind]);
            symbol.bass = tones(root, KINDS[kind]).nth(inversion).filter(|bass| *bass != root);
            let numeral = RomanNumeral::name(&symbol, key, None).unwrap();
            prop_assume!(numeral.kind == symbol.kind); // an augmented sixth out of its place
            prop_assert_eq!(numeral.chord(), symbol.clone(), "{}", numeral);
            let read = RomanNumeral::parse(&numeral.to_string(), key);
            prop_assert_eq!(read.unwrap().chord(), symbol, "{} in {}", numeral, key);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}", roman in "[#bIViv°ø+/o0-9\\[\\]]{0,12}") {
            for text in [text, roman] {
                if let Ok(numeral) = RomanNumeral::parse(&text, Key::C_MAJOR) {
                    let _ = (numeral.chord(), numeral.to_string());
                }
            }
        }
    }
}
