//! From text to a numeral, in the spelling of `RomanText`: `V6/5/V`, `viio7`, `ii/o4/3`, `bII6`.

use crate::{ChordKind, Key, Mode};

use super::body::{Body, Head};
use super::writing::augmented_sixth_figures;
use super::{RomanNumeral, Target, degree_tone, is_two_fold, seventh_on};

/// The text was no Roman numeral.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a Roman numeral: write I, V6/5, viio7/V, ii/o6/5, bII6 or Ger65")]
pub struct ParseRomanError(String);

/// How many `/` targets are read.
const MOST_TARGETS: usize = 3;

impl RomanNumeral {
    /// Reads a numeral in a key. Case is quality; in minor, `VI` and `VII` stand on the natural and
    /// `vi` and `vii` on the raised degree, with or without a cautionary `b` or `#`. Omissions such
    /// as `[no3]` are allowed and dropped.
    ///
    /// # Errors
    /// When the text is no Roman numeral.
    pub fn parse(text: &str, key: Key) -> Result<RomanNumeral, ParseRomanError> {
        read(text.trim(), key).ok_or_else(|| ParseRomanError(text.chars().take(40).collect()))
    }
}

fn read(text: &str, key: Key) -> Option<RomanNumeral> {
    let body = Body::read(text)?;
    let mut targets = Vec::new();
    let mut rest = body.rest;
    while let Some(text) = rest.strip_prefix('/') {
        let target = Body::read(text)?;
        targets.push(target.head);
        rest = target.rest;
        if targets.len() > MOST_TARGETS {
            return None;
        }
    }
    if !rest.is_empty() {
        return None;
    }
    let mut numeral = RomanNumeral {
        key,
        degree: 1,
        alter: 0,
        kind: ChordKind::Major,
        inversion: 0,
        applied_to: resolve(&targets, key)?,
        cadential: false,
    };
    let local = numeral.local_key();
    match body.head {
        Head::Cadential if body.figures == "64" => {
            let kind = if local.is_minor() { ChordKind::Minor } else { ChordKind::Major };
            numeral = RomanNumeral { kind, inversion: 2, cadential: true, ..numeral };
        }
        Head::Cadential => return None,
        Head::AugmentedSixth(kind) => {
            (numeral.degree, numeral.alter) = (6, if local.is_minor() { 0 } else { -1 });
            (numeral.kind, numeral.inversion) =
                (kind, augmented_sixth_inversion(kind, &body.figures)?);
        }
        Head::Neapolitan => {
            (numeral.degree, numeral.alter) = (2, -1);
            numeral.inversion = u8::from(body.figures != "53");
        }
        Head::Degree { degree, signs, lower_case } => {
            (numeral.degree, numeral.alter) = (degree, altered(local, degree, signs, lower_case));
            let root = degree_tone(local, numeral.degree, numeral.alter);
            let seventh = |triad, moved| seventh_on(triad, root, local, moved);
            (numeral.kind, numeral.inversion) = body.chord(lower_case, seventh)?;
        }
    }
    Some(numeral)
}

/// Targets in the order read; each counts in the key of the one after it.
fn resolve(heads: &[Head], key: Key) -> Option<Vec<Target>> {
    let mut targets = Vec::new();
    let mut local = key;
    for head in heads.iter().rev() {
        let Head::Degree { degree, signs, lower_case } = *head else { return None };
        let alter = altered(local, degree, signs, lower_case);
        let mode = if lower_case { Mode::Minor } else { Mode::Major };
        local = Key::on(degree_tone(local, degree, alter), mode)?;
        targets.insert(0, Target { degree, alter, minor: lower_case });
    }
    Some(targets)
}

/// Semitones from the scale. In minor, a `b` before `VI` and a `#` before `vi` are cautionary.
fn altered(key: Key, degree: u8, signs: i8, lower_case: bool) -> i8 {
    match (is_two_fold(key, degree), lower_case, signs) {
        (true, true, 0) => 1,
        (true, _, ..=-1) => signs + 1,
        _ => signs,
    }
}

fn augmented_sixth_inversion(kind: ChordKind, text: &str) -> Option<u8> {
    (0..4).find(|&inversion| {
        let figures = augmented_sixth_figures(kind, inversion);
        figures == text || (inversion == 0 && matches!(text, "" | "6"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, key: &str, chord: &str) {
        let numeral = RomanNumeral::parse(text, key.parse().unwrap()).unwrap();
        assert_eq!(numeral.chord().to_string(), chord, "{text} in {key}");
    }

    #[test]
    fn romantext() {
        check("V6/5/V", "C", "D7/F#");
        check("viio7", "Am", "G#dim7");
        check("vii/o4/3", "C", "Bm7b5/F");
        check("ii/o6/5", "Am", "Bm7b5/D");
        check("IV7", "C", "Fmaj7");
        check("V2", "G", "D7/C");
        check("bII6", "Am", "Bb/D");
        check("N6", "Am", "Bb/D");
        check("Ger65", "C", "AbGer6");
        check("It+6", "C", "AbIt6");
        check("Fr4/3", "Am", "FFr6");
        check("V[no3]", "F", "C");
        check("viio6[no1]/III", "Am", "Bdim/D");
        check("V7/IV/V", "C", "G7");
        check("Cad64", "Am", "Am/E");
    }

    #[test]
    fn both_forms_of_six_and_seven() {
        check("VI", "Am", "F");
        check("bVI", "Am", "F");
        check("vio6", "Am", "F#dim/A");
        check("#vio", "Am", "F#dim");
        check("VII", "Am", "G");
        check("bVII", "Am", "G");
        check("bvii", "Am", "Gm");
        check("bVII", "C", "Bb");
        check("#iii6", "Am", "C#m/E");
    }

    #[test]
    fn refuses() {
        for text in ["", "X", "V99", "V/", "V/Q", "V[no3", "viiio4/3", "Iv", "V/V/V/V/V", "Cad6"] {
            assert!(RomanNumeral::parse(text, Key::C_MAJOR).is_err(), "{text}");
        }
    }
}
