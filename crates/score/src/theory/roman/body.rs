//! One numeral's text: its head, quality, figures and words in brackets.

use crate::ChordKind;

/// What stands before the figures.
#[derive(Clone, Copy)]
pub(super) enum Head {
    Degree { degree: u8, signs: i8, lower_case: bool },
    AugmentedSixth(ChordKind),
    Neapolitan,
    Cadential,
}

/// A numeral up to its target.
pub(super) struct Body<'a> {
    pub(super) head: Head,
    quality: Quality,
    /// Digits only.
    pub(super) figures: String,
    /// Semitones that a sign moves the seventh.
    moved: i8,
    /// The words in brackets and `sus4`.
    words: Vec<&'a str>,
    pub(super) rest: &'a str,
}

#[derive(Clone, Copy, PartialEq)]
enum Quality {
    ByCase,
    Diminished,
    HalfDiminished,
    Augmented,
}

impl<'a> Body<'a> {
    pub(super) fn read(text: &'a str) -> Option<Body<'a>> {
        let (head, rest) = read_head(text)?;
        let (quality, rest) = read_quality(rest);
        let mut body =
            Body { head, quality, figures: String::new(), moved: 0, words: Vec::new(), rest };
        body.read_figures()?;
        Some(body)
    }

    fn read_figures(&mut self) -> Option<()> {
        loop {
            let mut letters = self.rest.chars();
            match letters.next() {
                Some(digit) if digit.is_ascii_digit() => {
                    self.figures.push(digit);
                    self.rest = letters.as_str();
                }
                Some('/') if letters.clone().next().is_some_and(|c| c.is_ascii_digit()) => {
                    self.rest = letters.as_str();
                }
                Some(sign @ ('b' | '#')) if letters.as_str().starts_with('7') => {
                    self.moved = if sign == 'b' { -1 } else { 1 };
                    self.rest = letters.as_str();
                }
                Some('[') => {
                    let (word, rest) = letters.as_str().split_once(']')?;
                    match word {
                        "b7" => self.moved = -1,
                        "#7" => self.moved = 1,
                        _ => self.words.push(word),
                    }
                    self.rest = rest;
                }
                Some('s') if letters.as_str().starts_with("us") => {
                    let word = self.rest.get(..4)?;
                    self.words.push(word);
                    self.rest = &self.rest[4..];
                }
                _ => break,
            }
            if self.figures.len() > 4 || self.words.len() > 4 {
                return None;
            }
        }
        Some(())
    }

    /// Quality and inversion.
    pub(super) fn chord(
        &self,
        minor: bool,
        seventh: impl Fn(ChordKind, i8) -> ChordKind,
    ) -> Option<(ChordKind, u8)> {
        let triad = match (self.quality, minor) {
            (Quality::Augmented, _) => ChordKind::Augmented,
            (Quality::Diminished | Quality::HalfDiminished, _) => ChordKind::Diminished,
            (Quality::ByCase, true) => ChordKind::Minor,
            (Quality::ByCase, false) => ChordKind::Major,
        };
        for word in &self.words {
            match (*word, minor) {
                ("sus4", _) => return Some((ChordKind::SuspendedFourth, 0)),
                ("sus2", _) => return Some((ChordKind::SuspendedSecond, 0)),
                ("add6", true) => return Some((ChordKind::MinorSixth, 0)),
                ("add6", false) => return Some((ChordKind::MajorSixth, 0)),
                _ => {}
            }
        }
        let full = match self.quality {
            Quality::Diminished => ChordKind::DiminishedSeventh,
            Quality::HalfDiminished => ChordKind::HalfDiminished,
            Quality::ByCase | Quality::Augmented => seventh(triad, self.moved),
        };
        Some(match self.figures.as_str() {
            "" | "5" | "53" => (triad, 0),
            "6" | "63" => (triad, 1),
            "64" => (triad, 2),
            "7" | "73" | "75" | "753" => (full, 0),
            "65" | "653" => (full, 1),
            "43" | "643" => (full, 2),
            "2" | "42" | "642" => (full, 3),
            "9" | "11" | "13" => (extended(full, &self.figures), 0),
            _ => return None,
        })
    }
}

/// The ninth, eleventh or thirteenth chord over a seventh chord.
fn extended(seventh: ChordKind, figures: &str) -> ChordKind {
    match (seventh, figures) {
        (ChordKind::Dominant, "9") => ChordKind::DominantNinth,
        (ChordKind::Dominant, "11") => ChordKind::Dominant11th,
        (ChordKind::Dominant, _) => ChordKind::Dominant13th,
        (ChordKind::MajorSeventh, "9") => ChordKind::MajorNinth,
        (ChordKind::MajorSeventh, "11") => ChordKind::Major11th,
        (ChordKind::MajorSeventh, _) => ChordKind::Major13th,
        (ChordKind::MinorSeventh, "9") => ChordKind::MinorNinth,
        (ChordKind::MinorSeventh, "11") => ChordKind::Minor11th,
        (ChordKind::MinorSeventh, _) => ChordKind::Minor13th,
        (other, _) => other,
    }
}

fn read_head(text: &str) -> Option<(Head, &str)> {
    let special = [
        ("Cad", Head::Cadential),
        ("It", Head::AugmentedSixth(ChordKind::Italian)),
        ("Fr", Head::AugmentedSixth(ChordKind::French)),
        ("Ger", Head::AugmentedSixth(ChordKind::German)),
        ("N", Head::Neapolitan),
    ];
    for (name, head) in special {
        if let Some(rest) = text.strip_prefix(name) {
            return Some((head, rest));
        }
    }
    let mut signs = 0i8;
    let mut rest = text;
    while let Some(sign) = rest.chars().next().filter(|c| "#b♯♭".contains(*c)) {
        signs = signs.checked_add(if "#♯".contains(sign) { 1 } else { -1 })?;
        rest = &rest[sign.len_utf8()..];
    }
    // The longest numeral first, so that VII is not V.
    let numerals = [("VII", 7), ("VI", 6), ("IV", 4), ("V", 5), ("III", 3), ("II", 2), ("I", 1)];
    let degree = numerals.into_iter().find_map(|(numeral, degree)| {
        let upper = rest.strip_prefix(numeral).map(|rest| (degree, false, rest));
        upper.or_else(|| {
            rest.strip_prefix(numeral.to_lowercase().as_str()).map(|rest| (degree, true, rest))
        })
    });
    let (degree, lower_case, rest) = degree.filter(|_| signs.unsigned_abs() <= 3)?;
    Some((Head::Degree { degree, signs, lower_case }, rest))
}

fn read_quality(text: &str) -> (Quality, &str) {
    let marks = [
        ("/o", Quality::HalfDiminished),
        ("ø", Quality::HalfDiminished),
        ("%", Quality::HalfDiminished),
        ("o", Quality::Diminished),
        ("°", Quality::Diminished),
        ("+", Quality::Augmented),
    ];
    let found =
        marks.into_iter().find_map(|(mark, quality)| Some((quality, text.strip_prefix(mark)?)));
    found.unwrap_or((Quality::ByCase, text))
}
