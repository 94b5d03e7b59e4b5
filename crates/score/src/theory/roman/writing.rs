//! How a numeral is printed.

use std::fmt;

use crate::{ChordKind, Key};

use super::{RomanNumeral, Target, degree_tone, is_two_fold, seventh_on};

const NUMERALS: [&str; 7] = ["I", "II", "III", "IV", "V", "VI", "VII"];

impl fmt::Display for RomanNumeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.local_key();
        if let Some(name) = augmented_sixth(self.kind) {
            write!(f, "{name}+{}", augmented_sixth_figures(self.kind, self.inversion))?;
        } else if self.cadential {
            f.write_str("Cad64")?;
        } else {
            let minor = self.kind.semitones().contains(&3);
            write!(
                f,
                "{}{}",
                signs(key, self.degree, self.alter, minor),
                case(self.degree, minor)
            )?;
            f.write_str(quality(self.kind))?;
            write_figures(f, self, key)?;
        }
        // Each target counts in the key of the one after it.
        for (index, target) in self.applied_to.iter().enumerate() {
            let outer = self.applied_to[index + 1..].to_vec();
            let key = RomanNumeral { applied_to: outer, ..self.clone() }.local_key();
            write_target(f, *target, key)?;
        }
        Ok(())
    }
}

fn write_target(f: &mut fmt::Formatter<'_>, target: Target, key: Key) -> fmt::Result {
    let Target { degree, alter, minor } = target;
    write!(f, "/{}{}", signs(key, degree, alter, minor), case(degree, minor))
}

fn case(degree: u8, minor: bool) -> String {
    let numeral = NUMERALS[usize::from(degree.clamp(1, 7) - 1)];
    if minor { numeral.to_lowercase() } else { numeral.to_owned() }
}

/// Accidentals before the numeral. In minor, `vii` stands on the leading tone and `VII` on the
/// subtonic; the raised sixth and the lowered minor chords carry a sign to be clear to all.
fn signs(key: Key, degree: u8, alter: i8, lower_case: bool) -> String {
    let (sign, count) = match (is_two_fold(key, degree), lower_case, alter) {
        (true, true, 1) if degree == 7 => ("", 0),
        (true, true, ..=0) => ("b", 1 + alter.unsigned_abs()),
        (true, false, ..=-1) => ("b", 1 + alter.unsigned_abs()),
        (_, _, ..=-1) => ("b", alter.unsigned_abs()),
        _ => ("#", alter.unsigned_abs()),
    };
    sign.repeat(usize::from(count))
}

const fn quality(kind: ChordKind) -> &'static str {
    match kind {
        ChordKind::Diminished | ChordKind::DiminishedSeventh => "°",
        ChordKind::HalfDiminished | ChordKind::Tristan => "ø",
        ChordKind::Augmented | ChordKind::AugmentedSeventh => "+",
        _ => "",
    }
}

fn write_figures(f: &mut fmt::Formatter<'_>, numeral: &RomanNumeral, key: Key) -> fmt::Result {
    let figures = figures(numeral.kind, numeral.inversion);
    match foreign_seventh(numeral, key) {
        "" => f.write_str(figures),
        sign if figures == "7" => write!(f, "{sign}7"),
        sign => write!(f, "{figures}[{sign}7]"),
    }
}

/// The figured bass of a quality and inversion.
fn figures(kind: ChordKind, inversion: u8) -> &'static str {
    match kind {
        ChordKind::MajorSixth | ChordKind::MinorSixth => return "[add6]",
        ChordKind::SuspendedFourth => return "sus4",
        ChordKind::SuspendedSecond => return "sus2",
        ChordKind::Power => return "[no3]",
        ChordKind::DominantNinth | ChordKind::MajorNinth | ChordKind::MinorNinth => return "9",
        ChordKind::Dominant11th | ChordKind::Major11th | ChordKind::Minor11th => return "11",
        ChordKind::Dominant13th | ChordKind::Major13th | ChordKind::Minor13th => return "13",
        _ => {}
    }
    match (inversion, kind.semitones().len() > 3) {
        (1, false) => "6",
        (2, false) => "64",
        (0, true) => "7",
        (1, true) => "65",
        (2, true) => "43",
        (3, true) => "42",
        _ => "",
    }
}

/// The sign of a seventh that the key's signature does not spell: F7 in C is `IVb7`.
fn foreign_seventh(numeral: &RomanNumeral, key: Key) -> &'static str {
    let triad = match numeral.kind {
        ChordKind::Dominant | ChordKind::MajorSeventh => ChordKind::Major,
        ChordKind::MinorSeventh | ChordKind::MajorMinor => ChordKind::Minor,
        ChordKind::AugmentedSeventh => ChordKind::Augmented,
        _ => return "",
    };
    let root = degree_tone(key, numeral.degree, numeral.alter);
    let fits = |moved: i8| seventh_on(triad, root, key, moved) == numeral.kind;
    match (fits(0), fits(-1)) {
        (true, _) => "",
        (_, true) => "b",
        _ => "#",
    }
}

const fn augmented_sixth(kind: ChordKind) -> Option<&'static str> {
    match kind {
        ChordKind::Italian => Some("It"),
        ChordKind::French => Some("Fr"),
        ChordKind::German => Some("Ger"),
        _ => None,
    }
}

/// Figures above the bass: the flat sixth is the usual one, and gives 6, 43 and 65.
pub(super) const fn augmented_sixth_figures(kind: ChordKind, inversion: u8) -> &'static str {
    match (kind, inversion) {
        (ChordKind::Italian, 0) => "6",
        (ChordKind::Italian, 1) => "64",
        (ChordKind::Italian, _) => "53",
        (ChordKind::French, 0) => "43",
        (ChordKind::French, 1) => "42",
        (ChordKind::French, 2) => "7",
        (ChordKind::French, _) => "65",
        (_, 0) => "65",
        (_, 1) => "43",
        (_, 2) => "42",
        _ => "7",
    }
}
