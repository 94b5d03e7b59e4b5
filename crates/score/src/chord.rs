//! Chord symbols: root, quality, bass and altered degrees.

use std::fmt;
use std::str::FromStr;

use crate::{Interval, Tone, pitch::split_tone};

/// The quality of a chord, as MusicXML's `kind-value` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the qualities name themselves")]
pub enum ChordKind {
    Major,
    Minor,
    Augmented,
    Diminished,
    Dominant,
    MajorSeventh,
    MinorSeventh,
    DiminishedSeventh,
    AugmentedSeventh,
    HalfDiminished,
    MajorMinor,
    MajorSixth,
    MinorSixth,
    DominantNinth,
    MajorNinth,
    MinorNinth,
    Dominant11th,
    Major11th,
    Minor11th,
    Dominant13th,
    Major13th,
    Minor13th,
    SuspendedSecond,
    SuspendedFourth,
    Neapolitan,
    Italian,
    French,
    German,
    Pedal,
    Power,
    Tristan,
    Other,
    /// N.C.: no chord sounds.
    None,
}

/// One row of the table of qualities: kind, MusicXML name, printed suffix, semitones above the root.
type KindRow = (ChordKind, &'static str, &'static str, &'static [u8]);

const KINDS: [KindRow; 33] = [
    (ChordKind::Major, "major", "", &[0, 4, 7]),
    (ChordKind::Minor, "minor", "m", &[0, 3, 7]),
    (ChordKind::Augmented, "augmented", "aug", &[0, 4, 8]),
    (ChordKind::Diminished, "diminished", "dim", &[0, 3, 6]),
    (ChordKind::Dominant, "dominant", "7", &[0, 4, 7, 10]),
    (ChordKind::MajorSeventh, "major-seventh", "maj7", &[0, 4, 7, 11]),
    (ChordKind::MinorSeventh, "minor-seventh", "m7", &[0, 3, 7, 10]),
    (ChordKind::DiminishedSeventh, "diminished-seventh", "dim7", &[0, 3, 6, 9]),
    (ChordKind::AugmentedSeventh, "augmented-seventh", "aug7", &[0, 4, 8, 10]),
    (ChordKind::HalfDiminished, "half-diminished", "m7b5", &[0, 3, 6, 10]),
    (ChordKind::MajorMinor, "major-minor", "mMaj7", &[0, 3, 7, 11]),
    (ChordKind::MajorSixth, "major-sixth", "6", &[0, 4, 7, 9]),
    (ChordKind::MinorSixth, "minor-sixth", "m6", &[0, 3, 7, 9]),
    (ChordKind::DominantNinth, "dominant-ninth", "9", &[0, 4, 7, 10, 2]),
    (ChordKind::MajorNinth, "major-ninth", "maj9", &[0, 4, 7, 11, 2]),
    (ChordKind::MinorNinth, "minor-ninth", "m9", &[0, 3, 7, 10, 2]),
    (ChordKind::Dominant11th, "dominant-11th", "11", &[0, 4, 7, 10, 2, 5]),
    (ChordKind::Major11th, "major-11th", "maj11", &[0, 4, 7, 11, 2, 5]),
    (ChordKind::Minor11th, "minor-11th", "m11", &[0, 3, 7, 10, 2, 5]),
    (ChordKind::Dominant13th, "dominant-13th", "13", &[0, 4, 7, 10, 2, 5, 9]),
    (ChordKind::Major13th, "major-13th", "maj13", &[0, 4, 7, 11, 2, 5, 9]),
    (ChordKind::Minor13th, "minor-13th", "m13", &[0, 3, 7, 10, 2, 5, 9]),
    (ChordKind::SuspendedSecond, "suspended-second", "sus2", &[0, 2, 7]),
    (ChordKind::SuspendedFourth, "suspended-fourth", "sus4", &[0, 5, 7]),
    (ChordKind::Neapolitan, "Neapolitan", "N6", &[0, 4, 7]),
    (ChordKind::Italian, "Italian", "It6", &[0, 4, 10]),
    (ChordKind::French, "French", "Fr6", &[0, 4, 6, 10]),
    (ChordKind::German, "German", "Ger6", &[0, 4, 7, 10]),
    (ChordKind::Pedal, "pedal", "ped", &[0]),
    (ChordKind::Power, "power", "5", &[0, 7]),
    (ChordKind::Tristan, "Tristan", "Tristan", &[0, 3, 6, 10]),
    (ChordKind::Other, "other", "?", &[0]),
    (ChordKind::None, "none", "N.C.", &[]),
];

/// Other spellings of suffixes that lead sheets use.
const SUFFIX_ALIASES: [(&str, ChordKind); 40] = [
    ("M", ChordKind::Major),
    ("maj", ChordKind::Major),
    ("major", ChordKind::Major),
    ("min", ChordKind::Minor),
    ("mi", ChordKind::Minor),
    ("minor", ChordKind::Minor),
    ("-", ChordKind::Minor),
    ("+", ChordKind::Augmented),
    ("°", ChordKind::Diminished),
    ("o", ChordKind::Diminished),
    ("dom7", ChordKind::Dominant),
    ("M7", ChordKind::MajorSeventh),
    ("Maj7", ChordKind::MajorSeventh),
    ("ma7", ChordKind::MajorSeventh),
    ("Δ", ChordKind::MajorSeventh),
    ("Δ7", ChordKind::MajorSeventh),
    ("j7", ChordKind::MajorSeventh),
    ("min7", ChordKind::MinorSeventh),
    ("mi7", ChordKind::MinorSeventh),
    ("-7", ChordKind::MinorSeventh),
    ("°7", ChordKind::DiminishedSeventh),
    ("o7", ChordKind::DiminishedSeventh),
    ("+7", ChordKind::AugmentedSeventh),
    ("7#5", ChordKind::AugmentedSeventh),
    ("7+", ChordKind::AugmentedSeventh),
    ("ø", ChordKind::HalfDiminished),
    ("ø7", ChordKind::HalfDiminished),
    ("min7b5", ChordKind::HalfDiminished),
    ("-7b5", ChordKind::HalfDiminished),
    ("mM7", ChordKind::MajorMinor),
    ("m(maj7)", ChordKind::MajorMinor),
    ("mmaj7", ChordKind::MajorMinor),
    ("maj6", ChordKind::MajorSixth),
    ("M6", ChordKind::MajorSixth),
    ("min6", ChordKind::MinorSixth),
    ("M9", ChordKind::MajorNinth),
    ("min9", ChordKind::MinorNinth),
    ("-9", ChordKind::MinorNinth),
    ("sus", ChordKind::SuspendedFourth),
    ("NC", ChordKind::None),
];

impl ChordKind {
    fn row(self) -> &'static KindRow {
        // The table is in the order of the enum; a test keeps it so.
        &KINDS[self as usize]
    }

    /// All kinds.
    pub fn all() -> impl Iterator<Item = ChordKind> {
        KINDS.iter().map(|row| row.0)
    }

    /// MusicXML's name for the kind.
    #[must_use]
    pub fn musicxml_name(self) -> &'static str {
        self.row().1
    }

    /// The kind with a MusicXML name.
    #[must_use]
    pub fn from_musicxml_name(name: &str) -> Option<ChordKind> {
        KINDS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// What is printed after the root.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        self.row().2
    }

    /// Semitones above the root (within an octave), root first.
    #[must_use]
    pub fn semitones(self) -> &'static [u8] {
        self.row().3
    }

    fn from_suffix(suffix: &str) -> Option<ChordKind> {
        let plain = KINDS.iter().find(|row| row.2 == suffix && row.0 != ChordKind::Neapolitan);
        let alias = || SUFFIX_ALIASES.iter().find(|(alias, _)| *alias == suffix).map(|(_, k)| *k);
        plain.map(|row| row.0).or_else(alias)
    }
}

/// What is done to a degree of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "as MusicXML's degree-type")]
pub enum DegreeChange {
    Add,
    Alter,
    Subtract,
}

/// An added, altered or omitted degree of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChordDegree {
    /// The degree above the root: 5, 9, 11, 13 ...
    pub degree: u8,
    /// Semitones from the major or perfect interval (for a seventh, from the minor one).
    pub alter: i8,
    /// What is done.
    pub change: DegreeChange,
}

impl ChordDegree {
    /// Semitones of the unaltered degree above the root, within an octave.
    fn semitones(self) -> u8 {
        let natural: i32 = match (self.degree.max(1) - 1) % 7 {
            0 => 0,
            1 => 2,
            2 => 4,
            3 => 5,
            4 => 7,
            5 => 9,
            _ => 10,
        };
        u8::try_from((natural + i32::from(self.alter)).rem_euclid(12)).unwrap_or(0)
    }
}

/// A chord symbol: `Cm7`, `F#m7b5/A`, `N.C.`
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChordSymbol {
    /// The root; meaningless for [`ChordKind::None`].
    pub root: Tone,
    /// The quality.
    pub kind: ChordKind,
    /// The bass, when it is not the root.
    pub bass: Option<Tone>,
    /// Degrees added, altered or left out.
    pub degrees: Vec<ChordDegree>,
    /// The suffix as the source prints it, when it differs from ours.
    pub text: Option<String>,
}

impl ChordSymbol {
    /// A plain chord in root position.
    #[must_use]
    pub const fn new(root: Tone, kind: ChordKind) -> ChordSymbol {
        ChordSymbol { root, kind, bass: None, degrees: Vec::new(), text: None }
    }

    /// The chord moved by an interval.
    #[must_use]
    pub fn transposed(&self, by: Interval) -> ChordSymbol {
        let moved = |tone: Tone| (tone.in_octave(4) + by).tone();
        ChordSymbol { root: moved(self.root), bass: self.bass.map(moved), ..self.clone() }
    }

    /// The tones that sound, spelled from the root (a minor third above C is E♭, never D♯), root first,
    /// the bass last when it is foreign. In the order of [`ChordSymbol::pitch_classes`].
    #[must_use]
    pub fn tones(&self) -> Vec<Tone> {
        let kind = crate::theory::tones(self.root, self.kind);
        let mut tones: Vec<Tone> = kind.collect();
        let on = |degree: ChordDegree| {
            let steps = i32::from(degree.degree.max(1) - 1).rem_euclid(7);
            let above = Interval::new(steps, i32::from(degree.semitones()));
            (self.root.in_octave(4) + above).tone()
        };
        for degree in &self.degrees {
            let natural = on(ChordDegree { alter: 0, ..*degree }).pitch_class();
            if degree.change != DegreeChange::Add {
                tones.retain(|tone| tone.pitch_class() != natural);
            }
            if degree.change != DegreeChange::Subtract {
                tones.push(on(*degree));
            }
        }
        if let Some(bass) = self.bass
            && !tones.iter().any(|tone| tone.pitch_class() == bass.pitch_class())
        {
            tones.push(bass);
        }
        tones
    }

    /// The pitch classes (C = 0) that sound, root first, the bass last when it is foreign.
    #[must_use]
    pub fn pitch_classes(&self) -> Vec<u8> {
        let root = self.root.pitch_class();
        let mut above: Vec<u8> = self.kind.semitones().to_vec();
        for degree in &self.degrees {
            let natural = ChordDegree { alter: 0, ..*degree }.semitones();
            match degree.change {
                DegreeChange::Add => above.push(degree.semitones()),
                DegreeChange::Alter => {
                    above.retain(|&semitones| semitones != natural);
                    above.push(degree.semitones());
                }
                DegreeChange::Subtract => above.retain(|&semitones| semitones != natural),
            }
        }
        let mut classes: Vec<u8> =
            above.into_iter().map(|semitones| (root + semitones) % 12).collect();
        if let Some(bass) = self.bass
            && !classes.contains(&bass.pitch_class())
        {
            classes.push(bass.pitch_class());
        }
        classes
    }
}

impl fmt::Display for ChordSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == ChordKind::None {
            return f.write_str("N.C.");
        }
        write!(f, "{}{}", self.root, self.kind.suffix())?;
        for degree in &self.degrees {
            let sign = if degree.alter < 0 { 'b' } else { '#' };
            let signs: String = (0..degree.alter.unsigned_abs()).map(|_| sign).collect();
            match degree.change {
                DegreeChange::Add => write!(f, "(add{signs}{})", degree.degree)?,
                DegreeChange::Alter => write!(f, "({signs}{})", degree.degree)?,
                DegreeChange::Subtract => write!(f, "(no{})", degree.degree)?,
            }
        }
        self.bass.map_or(Ok(()), |bass| write!(f, "/{bass}"))
    }
}

/// The text did not name a chord.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a chord symbol: write C, Dm7, F#dim, Bbmaj7/D or N.C.")]
pub struct ParseChordError(String);

impl FromStr for ChordSymbol {
    type Err = ParseChordError;
    /// Reads `Cm7`, `F#m7b5/A`, `G7(b9)`, `Dsus4`, `C(add9)`, `N.C.`
    fn from_str(text: &str) -> Result<ChordSymbol, ParseChordError> {
        let bad = || ParseChordError(text.to_owned());
        let trimmed = text.trim();
        if matches!(trimmed, "N.C." | "NC" | "N.C" | "n.c.") {
            return Ok(ChordSymbol::new(Tone::new(crate::Step::C, 0), ChordKind::None));
        }
        let (root, rest) = split_tone(trimmed).ok_or_else(bad)?;
        let (quality, bass) = match rest.rsplit_once('/') {
            Some((quality, bass)) if bass.parse::<Tone>().is_ok() => (quality, bass.parse().ok()),
            _ => (rest, None),
        };
        let (kind, degrees) = parse_quality(quality).ok_or_else(bad)?;
        let symbol = ChordSymbol { root, kind, bass, degrees, text: None };
        let printed = symbol.to_string();
        let text = (printed != trimmed).then(|| quality.to_owned());
        Ok(ChordSymbol { text, ..symbol })
    }
}

/// The longest known suffix, then degrees: `7(b9)`, `m7add11`, `7b5#9`, `(no3)`.
fn parse_quality(quality: &str) -> Option<(ChordKind, Vec<ChordDegree>)> {
    let cuts = quality.char_indices().map(|(at, _)| at).chain([quality.len()]);
    cuts.rev().find_map(|cut| {
        let (suffix, degrees) = quality.split_at(cut);
        Some((ChordKind::from_suffix(suffix)?, parse_degrees(degrees)?))
    })
}

fn parse_degrees(text: &str) -> Option<Vec<ChordDegree>> {
    let mut degrees = Vec::new();
    let mut rest = text.trim_start_matches(['(', ',', ' ', ')']);
    while !rest.is_empty() {
        let mut change = None;
        for (word, meaning) in [
            ("add", DegreeChange::Add),
            ("no", DegreeChange::Subtract),
            ("omit", DegreeChange::Subtract),
        ] {
            if let Some(after) = rest.strip_prefix(word) {
                (change, rest) = (Some(meaning), after);
            }
        }
        let mut alter = 0i8;
        while let Some(sign) = rest.chars().next().filter(|c| "#b♯♭+-".contains(*c)) {
            alter = alter.checked_add(if "#♯+".contains(sign) { 1 } else { -1 })?;
            rest = &rest[sign.len_utf8()..];
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let degree: u8 = rest[..digits].parse().ok().filter(|d| (2..=13).contains(d))?;
        rest = rest[digits..].trim_start_matches([')', '(', ',', ' ']);
        if change.is_none() && alter == 0 {
            return None; // a bare number is part of the suffix, not a degree
        }
        let default = if degree > 7 { DegreeChange::Add } else { DegreeChange::Alter };
        degrees.push(ChordDegree { degree, alter, change: change.unwrap_or(default) });
    }
    // Brackets around nothing are no degrees: `D(` is no chord.
    (text.is_empty() || !degrees.is_empty()).then_some(degrees)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_enum() {
        for kind in ChordKind::all() {
            assert_eq!(kind.row().0, kind);
        }
    }

    #[test]
    fn reads_lead_sheet_symbols() {
        let check = |text: &str, printed: &str, classes: &[u8]| {
            let chord: ChordSymbol = text.parse().unwrap();
            assert_eq!(chord.to_string(), printed);
            assert_eq!(chord.pitch_classes(), classes, "{text}");
            let spelled: Vec<u8> = chord.tones().into_iter().map(Tone::pitch_class).collect();
            assert_eq!(spelled, classes, "{text}");
        };
        check("C", "C", &[0, 4, 7]);
        check("F#m7b5/A", "F#m7b5/A", &[6, 9, 0, 4]);
        check("Bb-7", "Bbm7", &[10, 1, 5, 8]);
        check("G7b9", "G7(addb9)", &[7, 11, 2, 5, 8]);
        check("G7(b5)", "G7(b5)", &[7, 11, 5, 1]);
        check("D7/C", "D7/C", &[2, 6, 9, 0]);
        check("C/D", "C/D", &[0, 4, 7, 2]);
        check("C(add9)", "C(add9)", &[0, 4, 7, 2]);
        check("C(no3)", "C(no3)", &[0, 7]);
        check("N.C.", "N.C.", &[]);
        for bad in ["", "H", "Cxyz", "C7(b)", "C(99)", "D(", "C7()"] {
            assert!(bad.parse::<ChordSymbol>().is_err(), "{bad}");
        }
    }
}
