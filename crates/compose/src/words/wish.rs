//! One thing that is wished for.

use score::theory::RomanNumeral;
use score::{ChordKind, ChordSymbol, Key, Meter, Mode, TempoBeat, Tone};

use crate::controls::{Compass, Ending, Mood, Progression};

/// One control that a stretch of text sets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    Title(String),
    /// A manner: folk, jazz.
    Style(String),
    /// A kind of piece: waltz, lullaby. It gives the style where no manner is named.
    Form(String),
    Ensemble(String),
    Key(Key),
    /// A tonic alone; the key is major unless a mode is named.
    Tonic(Tone),
    /// A scale without a tonic.
    Mode(Mode),
    Meter(Meter),
    /// From a lowest to a highest number.
    Bars(u16, u16),
    /// The length in time.
    Seconds(f64),
    /// Beats a minute in figures, of a note value where one is named.
    Speed(f64, Option<TempoBeat>),
    /// Beats a minute that a word stands for, and what is printed.
    TempoWord(f64, Option<String>),
    Mood(Mood),
    Chords(Progression),
    /// Chords as degrees of whatever key the piece has.
    Numerals(Numerals),
    NotesPerBeat(f32),
    Compass(Compass),
    Ending(Ending),
}

/// Roman numerals by bar.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numerals {
    /// The numerals of each bar.
    pub(super) bars: Vec<Vec<String>>,
    /// They count from the tonic of the relative major, as Chinese figures (6415) do.
    pub(super) from_major: bool,
}

impl Numerals {
    /// Reads `I | V | vi | IV`; `None` when one of them is no numeral.
    pub(super) fn read(text: &str) -> Option<Numerals> {
        let bar = |bar: &str| -> Option<Vec<String>> {
            let numerals: Vec<String> = bar.split_whitespace().map(str::to_owned).collect();
            let all = numerals.iter().all(|numeral| chord(numeral, Key::C_MAJOR).is_some());
            (all && !numerals.is_empty()).then_some(numerals)
        };
        let bars = text.split('|').map(bar).collect::<Option<Vec<_>>>()?;
        Some(Numerals { bars, from_major: false })
    }

    /// The chords in a key.
    pub(super) fn in_key(&self, key: Key) -> Option<Progression> {
        let home = match (self.from_major, key.is_minor()) {
            (true, true) => Key::new(key.fifths, Mode::Major),
            _ => key,
        };
        let bar = |bar: &Vec<String>| bar.iter().map(|numeral| chord(numeral, home)).collect();
        Progression::new(self.bars.iter().map(bar).collect::<Option<_>>()?)
    }

    /// Whether the first chord is a minor tonic, so that the piece is in minor.
    pub(super) fn begins_minor(&self) -> bool {
        let first = self.bars.first().and_then(|bar| bar.first());
        let degree =
            first.map(|numeral| numeral.trim_end_matches(|sign: char| !sign.is_alphabetic()));
        degree.is_some_and(|degree| degree == "i")
    }
}

/// A numeral as a chord. Sevenths are written as in lead sheets: I7 is dominant, Imaj7 major.
fn chord(numeral: &str, key: Key) -> Option<ChordSymbol> {
    let parsed = |text: &str| RomanNumeral::parse(text, key).ok().map(|numeral| numeral.chord());
    let seventh = |suffix: &str, kind: ChordKind| {
        let degree = numeral.strip_suffix(suffix)?;
        let major = !degree.is_empty() && degree.chars().all(|sign| "IV#b♭".contains(sign));
        let triad = parsed(degree).filter(|_| major)?;
        Some(ChordSymbol { kind, ..triad })
    };
    seventh("maj7", ChordKind::MajorSeventh)
        .or_else(|| seventh("M7", ChordKind::MajorSeventh))
        .or_else(|| seventh("7", ChordKind::Dominant))
        .or_else(|| parsed(numeral))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_become_chords_of_a_key() {
        let shown = |text: &str, key: &str| {
            let numerals = Numerals::read(text).unwrap();
            numerals.in_key(key.parse().unwrap()).unwrap().to_string()
        };
        assert_eq!(shown("I | V | vi | IV", "G"), "G | D | Em | C");
        assert_eq!(shown("ii7 V7 | Imaj7", "Bb"), "Cm7 F7 | Bbmaj7");
        assert_eq!(shown("i | iv | V7 | i", "Am"), "Am | Dm | E7 | Am");
        assert_eq!(shown("I7 | bVII | IV7", "C"), "C7 | Bb | F7");
        assert!(Numerals::read("I | x").is_none());
        assert!(Numerals::read("i | V").unwrap().begins_minor());
        assert!(!Numerals::read("iv | V").unwrap().begins_minor());
    }
}
