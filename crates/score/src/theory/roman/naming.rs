//! From a chord to its numeral in a key.

use crate::{ChordKind, ChordSymbol, Key, Tone};

use super::{RomanNumeral, Target, is_two_fold, tones};

impl RomanNumeral {
    /// Names a chord in a key. The chord that follows decides what one chord alone cannot: whether a
    /// chord of the key is the dominant of the next, whether a 64 is cadential and whether a flat
    /// submediant seventh is a German sixth. `None` for no chord.
    #[must_use]
    pub fn name(
        symbol: &ChordSymbol,
        key: Key,
        next: Option<&ChordSymbol>,
    ) -> Option<RomanNumeral> {
        if symbol.kind == ChordKind::None {
            return None;
        }
        let mut kind = kind_in_context(symbol, key, next);
        let target = target(symbol.root, kind, key, next);
        if is_augmented_sixth(kind) && target.is_none() && symbol.root != flat_sixth(key.tonic()) {
            // On no flat sixth it leads nowhere: by ear, a dominant seventh.
            kind = ChordKind::Dominant;
        }
        let mut numeral = RomanNumeral {
            key,
            degree: 1,
            alter: 0,
            kind,
            inversion: inversion(symbol, kind),
            applied_to: target.into_iter().collect(),
            cadential: false,
        };
        (numeral.degree, numeral.alter) = numeral.local_key().degree(symbol.root);
        numeral.cadential = is_cadential(&numeral, next);
        Some(numeral)
    }
}

/// Which chord tone is in the bass; 0 when it is foreign to the chord.
fn inversion(symbol: &ChordSymbol, kind: ChordKind) -> u8 {
    let Some(bass) = symbol.bass else { return 0 };
    let at = tones(symbol.root, kind).position(|tone| tone.pitch_class() == bass.pitch_class());
    at.and_then(|index| u8::try_from(index).ok()).unwrap_or(0)
}

/// An augmented sixth spelled as a dominant seventh is known by where it goes: V or its 64.
fn kind_in_context(symbol: &ChordSymbol, key: Key, next: Option<&ChordSymbol>) -> ChordKind {
    let dominant = Tone::from_fifths(key.tonic().fifths() + 1);
    let to_dominant = next.is_some_and(|next| next.bass.unwrap_or(next.root) == dominant);
    match symbol.kind {
        ChordKind::Neapolitan => ChordKind::Major,
        ChordKind::Dominant if to_dominant && symbol.root == flat_sixth(key.tonic()) => {
            ChordKind::German
        }
        kind => kind,
    }
}

const fn is_augmented_sixth(kind: ChordKind) -> bool {
    matches!(kind, ChordKind::Italian | ChordKind::French | ChordKind::German)
}

fn flat_sixth(tonic: Tone) -> Tone {
    Tone::from_fifths(tonic.fifths() - 4)
}

/// The degree that the chord is a dominant, leading-tone chord or augmented sixth of, if not I.
fn target(root: Tone, kind: ChordKind, key: Key, next: Option<&ChordSymbol>) -> Option<Target> {
    let above = match kind {
        ChordKind::Major
        | ChordKind::Dominant
        | ChordKind::DominantNinth
        | ChordKind::Augmented
        | ChordKind::AugmentedSeventh => -1,
        ChordKind::Diminished | ChordKind::DiminishedSeventh | ChordKind::HalfDiminished => -5,
        _ if is_augmented_sixth(kind) => 4,
        _ => return None,
    };
    let tonic = Tone::from_fifths(root.fifths() + above);
    let (degree, alter) = key.degree(tonic);
    // A diminished triad is nobody's tonic.
    if degree == 1 || alter != 0 || degree == if key.is_minor() { 2 } else { 7 } {
        return None;
    }
    let resolution = next.filter(|next| next.root == tonic);
    if above != 4 && !is_applied(root, kind, key, resolution.is_some()) {
        return None;
    }
    let minor = match resolution {
        Some(next) => next.kind.semitones().contains(&3),
        None if key.is_minor() => degree == 4,
        None => matches!(degree, 2 | 3 | 6),
    };
    // The augmented sixth stands on the flat sixth of either mode; the other chords are spelled
    // alike in both too, so the mode is only how the target is shown.
    Some(Target { degree, alter, minor })
}

/// Chords outside the key are applied; chords of the key only when they resolve so.
fn is_applied(root: Tone, kind: ChordKind, key: Key, resolves: bool) -> bool {
    let tonic_triad = root == key.tonic() && kind == ChordKind::Major;
    if tones(root, kind).all(|tone| belongs(tone, key)) {
        // VII is a chord of minor like any other; only its seventh wants to resolve.
        let (degree, _) = key.degree(root);
        return resolves && !(degree == 7 && kind == ChordKind::Major) && !tonic_triad;
    }
    // The major tonic of a minor key is the Picardy third unless it leads on.
    resolves || !tonic_triad
}

/// Whether a tone is of the key's scale; in minor with both forms of 6 and 7.
pub(in crate::theory) fn belongs(tone: Tone, key: Key) -> bool {
    match key.degree(tone) {
        (_, 0) => true,
        (degree, 1) => is_two_fold(key, degree),
        _ => false,
    }
}

/// The 64 of the tonic that moves to V over the same bass.
fn is_cadential(numeral: &RomanNumeral, next: Option<&ChordSymbol>) -> bool {
    let key = numeral.key;
    let dominant = Tone::from_fifths(key.tonic().fifths() + 1);
    let tonic_triad = matches!(numeral.kind, ChordKind::Major | ChordKind::Minor)
        && (numeral.degree, numeral.alter, numeral.inversion) == (1, 0, 2)
        && numeral.applied_to.is_empty();
    tonic_triad
        && next.is_some_and(|next| {
            next.root == dominant
                && next.bass.is_none_or(|bass| bass == dominant)
                && next.kind.semitones().contains(&4)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(chord: &str, key: &str, expected: &str) {
        let numeral = super::super::roman_numeral(&chord.parse().unwrap(), key.parse().unwrap());
        assert_eq!(numeral, expected, "{chord} in {key}");
    }

    #[test]
    fn chords_of_the_key() {
        check("F#m7b5", "Em", "iiø7");
        check("D7/F#", "G", "V65");
        check("G#dim7", "Am", "vii°7");
        check("Am/C", "C", "vi6");
        check("G", "Am", "VII");
        check("Dm7/C", "C", "ii42");
        check("Caug/E", "Am", "III+6");
        check("N.C.", "C", "-");
    }

    #[test]
    fn applied_chords() {
        check("D", "C", "V/V");
        check("C7", "C", "V7/IV");
        check("C#dim7", "C", "vii°7/ii");
        check("F#m7b5/A", "C", "viiø65/V");
        check("A7/G", "C", "V42/ii");
        check("B7", "Am", "V7/V");
        check("A7", "Am", "V7/iv");
    }

    #[test]
    fn chromatic_chords() {
        check("Db/F", "C", "bII6");
        check("Bb/D", "Am", "bII6");
        check("AbGer6", "C", "Ger+65");
        check("FIt6", "Am", "It+6");
        check("AbFr6", "Cm", "Fr+43");
        check("EbGer6", "C", "Ger+65/V");
        check("Fm", "C", "iv");
        check("Bb", "C", "bVII");
        check("Ab", "C", "bVI");
        check("A", "Am", "I");
        check("F#dim", "Am", "#vi°");
    }

    #[test]
    fn what_follows_decides() {
        let check = |chord: &str, next: &str, key: &str, expected: &str| {
            let next = next.parse().unwrap();
            let key = key.parse().unwrap();
            let numeral = RomanNumeral::name(&chord.parse().unwrap(), key, Some(&next));
            assert_eq!(numeral.unwrap().to_string(), expected, "{chord} {next}");
        };
        check("C/G", "G7", "C", "Cad64");
        check("C/G", "F", "C", "I64");
        check("Ab7", "G", "Cm", "Ger+65");
        check("G7", "C", "Am", "V7/III");
        check("G", "C", "Am", "VII");
        check("A/C#", "Dm", "Am", "V6/iv");
        check("D", "Gm", "C", "V/v");
    }
}
