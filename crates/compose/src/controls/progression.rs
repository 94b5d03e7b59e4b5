//! Chords, bar by bar.

use std::fmt;
use std::str::FromStr;

use score::{ChordSymbol, ParseChordError, SketchBar};

/// Chords by bar: the chords of one bar share its beats evenly, the first ones getting what is left over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Progression {
    bars: Vec<Vec<ChordSymbol>>,
}

/// The most bars, and the most chords in one bar.
const MOST: usize = 1024;

impl Progression {
    /// Chords by bar; `None` when there is no bar, an empty one, or over 1024 of either.
    #[must_use]
    pub fn new(bars: Vec<Vec<ChordSymbol>>) -> Option<Progression> {
        let fits = |count: usize| (1..=MOST).contains(&count);
        (fits(bars.len()) && bars.iter().all(|bar| fits(bar.len()))).then_some(Progression { bars })
    }

    /// One chord a bar.
    #[must_use]
    pub fn by_bar(chords: Vec<ChordSymbol>) -> Option<Progression> {
        Progression::new(chords.into_iter().map(|chord| vec![chord]).collect())
    }

    /// The chords of each bar.
    #[must_use]
    pub fn bars(&self) -> &[Vec<ChordSymbol>] {
        &self.bars
    }

    /// The chords of a bar of a piece (counted from 0): the progression begins again when it is over.
    #[must_use]
    pub fn bar(&self, index: usize) -> &[ChordSymbol] {
        &self.bars[index % self.bars.len()]
    }

    /// The chords over the bars of a sketch, by the step they start at. A pick-up has none, and a chord
    /// begins on a beat of the meter where there are beats enough.
    #[must_use]
    pub fn over(&self, bars: &[SketchBar]) -> Vec<(usize, ChordSymbol)> {
        let full = bars.iter().filter(|bar| bar.missing == 0);
        let placed = full.enumerate().flat_map(|(index, bar)| {
            let chords = self.bar(index);
            chords.iter().zip(starts(bar, chords.len())).map(|(chord, at)| (at, chord.clone()))
        });
        placed.collect()
    }
}

/// Where so many chords start in a bar, in steps of the sketch; steps are shared when beats do not suffice.
fn starts(bar: &SketchBar, chords: usize) -> Vec<usize> {
    let beats = bar.meter.beats().len();
    let places = if beats >= chords && bar.steps.is_multiple_of(beats) { beats } else { bar.steps };
    // Ceiling: three chords in four beats start on beats 1, 3 and 4.
    (0..chords.min(bar.steps))
        .map(|nth| bar.first + (nth * places).div_ceil(chords) * (bar.steps / places.max(1)))
        .collect()
}

impl fmt::Display for Progression {
    /// `Dm | Gm A7 | Dm`; a bar of several chords that stands alone ends with a line: `Dm A7 |`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, bar) in self.bars.iter().enumerate() {
            f.write_str(if index > 0 { " | " } else { "" })?;
            for (nth, chord) in bar.iter().enumerate() {
                write!(f, "{}{chord}", if nth > 0 { " " } else { "" })?;
            }
        }
        let alone = self.bars.len() == 1 && self.bars[0].len() > 1;
        f.write_str(if alone { " |" } else { "" })
    }
}

/// The text held no chords, or something that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseProgressionError {
    /// One of the symbols is no chord.
    #[error(transparent)]
    Chord(#[from] ParseChordError),
    /// There are none, or too many.
    #[error("write from 1 to 1024 chords, as in \"Dm A7 Dm\" (one a bar) or \"Dm | Gm A7 | Dm\"")]
    Count,
}

impl FromStr for Progression {
    type Err = ParseProgressionError;
    /// Reads `Dm A7 Dm` (one chord a bar) and `Dm | Gm A7 | %` (bars between lines, `%` repeats one).
    fn from_str(text: &str) -> Result<Progression, ParseProgressionError> {
        let bars = if text.contains('|') {
            barred(text.trim().trim_matches('|'))?
        } else {
            let alone = |symbol: &str| chord(symbol).map(|chord| vec![chord]);
            symbols(text).map(alone).collect::<Result<_, ParseChordError>>()?
        };
        Progression::new(bars).ok_or(ParseProgressionError::Count)
    }
}

/// The bars between lines, each with its chords; `%` repeats the bar before it.
fn barred(text: &str) -> Result<Vec<Vec<ChordSymbol>>, ParseChordError> {
    let mut bars: Vec<Vec<ChordSymbol>> = Vec::new();
    for bar in text.split('|') {
        let chords = match (bar.trim(), bars.last()) {
            ("%", Some(before)) => before.clone(),
            (chords, _) => symbols(chords).map(chord).collect::<Result<_, _>>()?,
        };
        bars.push(chords);
    }
    Ok(bars)
}

/// A chord by what sounds, however it is written: a progression has one way to be printed.
fn chord(symbol: &str) -> Result<ChordSymbol, ParseChordError> {
    Ok(ChordSymbol { text: None, ..symbol.parse()? })
}

/// The symbols of a text, between spaces, commas and dashes that stand alone (`C-7` is a chord).
fn symbols(text: &str) -> impl Iterator<Item = &str> {
    let separates = |sign: char| sign.is_whitespace() || ",;–—、,;".contains(sign);
    text.split(separates).filter(|symbol| !matches!(*symbol, "" | "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use score::{Meter, Quarters};

    #[test]
    fn text_both_ways() {
        let check = |text: &str, expected: Expect| {
            let progression: Progression = text.parse().unwrap();
            expected.assert_eq(&progression.to_string());
            assert_eq!(progression.to_string().parse(), Ok(progression));
        };
        check("Dm A7 Dm", expect!["Dm | A7 | Dm"]);
        check("|Dm|Gm A7|%|", expect!["Dm | Gm A7 | Gm A7"]);
        check("C – G - Am、F", expect!["C | G | Am | F"]);
        check("C | C", expect!["C | C"]);
        check("| C F |", expect!["C F |"]);
        check("Dmin G7b9 | C-7", expect!["Dm G7(addb9) | Cm7"]);
        for bad in ["", "|", "C||G", "Dm H7", "%", "- -", "D( Am"] {
            assert!(bad.parse::<Progression>().is_err(), "{bad}");
        }
    }

    #[test]
    fn chords_fall_on_beats() {
        let check = |text: &str, meter: &str, expected: Expect| {
            let meter: Meter = meter.parse().unwrap();
            let bars = SketchBar::lay(&meter, Quarters::new(1, 4), 4, 3);
            let progression: Progression = text.parse().unwrap();
            let placed = progression.over(&bars);
            let shown: Vec<String> = placed.iter().map(|(at, c)| format!("{at}:{c}")).collect();
            expected.assert_eq(&shown.join(" "));
        };
        check("C F", "4/4", expect!["4:C 20:F 36:C"]);
        check("C F | G", "3/4", expect!["4:C 12:F 16:G 28:C 36:F"]);
        check("C F G|", "4/4", expect!["4:C 12:F 16:G 20:C 28:F 32:G 36:C 44:F 48:G"]);
        check("C F G | %", "4/4", expect!["4:C 12:F 16:G 20:C 28:F 32:G 36:C 44:F 48:G"]);
        check("C F | %", "6/8", expect!["4:C 10:F 16:C 22:F 28:C 34:F"]);
        check("C Dm Em F | C", "3/8", expect!["4:C 6:Dm 7:Em 9:F 10:C 16:C 18:Dm 19:Em 21:F"]);
    }
}
