//! Time signatures and the weight of the places in a bar.

use std::fmt;
use std::str::FromStr;

use crate::Quarters;

/// One term of a time signature: `beats` notes of `unit` (4 = quarter). 3/4 has one term; 3+2/8 two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MeterTerm {
    /// How many, 1-255.
    pub beats: u8,
    /// Of what note value: 1 whole, 2 half, 4 quarter, 8 eighth ...
    pub unit: u8,
}

/// How a time signature is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum MeterSymbol {
    /// Two numbers.
    #[default]
    Numbers,
    /// C for 4/4.
    Common,
    /// ₵ for 2/2.
    Cut,
}

/// A time signature. No terms at all means senza misura: bars as long as their content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Meter {
    /// The terms, added up: one for ordinary meters, several for 3+2/8 or 3/4+3/8.
    pub terms: Vec<MeterTerm>,
    /// How it is printed.
    pub symbol: MeterSymbol,
}

impl Meter {
    /// An ordinary time signature such as 3/4.
    #[must_use]
    pub fn new(beats: u8, unit: u8) -> Meter {
        Meter { terms: vec![MeterTerm { beats, unit }], symbol: MeterSymbol::Numbers }
    }

    /// Senza misura: no regular bar.
    #[must_use]
    pub fn free() -> Meter {
        Meter { terms: Vec::new(), symbol: MeterSymbol::Numbers }
    }

    /// The length of a full bar; zero when the meter is free.
    #[must_use]
    pub fn bar_length(&self) -> Quarters {
        self.terms.iter().map(|term| unit_length(*term) * i64::from(term.beats)).sum()
    }

    /// Compound time: groups of three units (6/8, 9/8, 12/8, 6/4 ...), beat = a dotted note.
    #[must_use]
    pub fn is_compound(&self) -> bool {
        matches!(self.terms.as_slice(), [term] if term.beats > 3 && term.beats.is_multiple_of(3) && term.unit >= 4)
    }

    /// Where the beats of a bar fall, from its start. Compound meters count dotted beats, additive
    /// ones a beat a term, 3/8 one beat a bar; a free meter has none.
    #[must_use]
    pub fn beats(&self) -> Vec<Quarters> {
        let mut beats = Vec::new();
        let mut at = Quarters::ZERO;
        let additive = self.terms.len() > 1;
        for term in &self.terms {
            let length = unit_length(*term) * i64::from(term.beats);
            let beat = self.beat_of(*term, additive);
            let end = at + length;
            while at < end {
                beats.push(at);
                at += beat;
            }
            at = end;
        }
        beats
    }

    /// The length of the first beat; a quarter when the meter is free.
    #[must_use]
    pub fn beat_length(&self) -> Quarters {
        match self.terms.as_slice() {
            [] => Quarters::ONE,
            [term] => self.beat_of(*term, false),
            [term, ..] => self.beat_of(*term, true),
        }
    }

    fn beat_of(&self, term: MeterTerm, additive: bool) -> Quarters {
        let unit = unit_length(term);
        match term {
            MeterTerm { beats, unit: 8.. } if additive => unit * i64::from(beats.max(1)),
            MeterTerm { beats: 3, unit: 8.. } => unit * 3,
            _ if self.is_compound() => unit * 3,
            _ => unit,
        }
    }

    /// Metrical weight of a place in the bar: 0 the downbeat, 1 the half bar of duple meters,
    /// 2 other beats, 3 between beats (after Lerdahl & Jackendoff 1983, metrical grids).
    #[must_use]
    pub fn weight(&self, place: Quarters) -> u8 {
        if place.is_zero() {
            return 0;
        }
        let beats = self.beats();
        match beats.iter().position(|&beat| beat == place) {
            Some(index) if beats.len().is_multiple_of(2) && index == beats.len() / 2 => 1,
            Some(_) => 2,
            None => 3,
        }
    }
}

fn unit_length(term: MeterTerm) -> Quarters {
    Quarters::new(4, i64::from(term.unit.max(1)))
}

impl Default for Meter {
    fn default() -> Self {
        Meter::new(4, 4)
    }
}

impl fmt::Display for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.terms.is_empty() {
            return f.write_str("free");
        }
        for (index, term) in self.terms.iter().enumerate() {
            let plus = if index > 0 { "+" } else { "" };
            // 3+2/8: terms of one unit share the lower number.
            match self.terms.get(index + 1) {
                Some(next) if next.unit == term.unit => write!(f, "{plus}{}", term.beats)?,
                _ => write!(f, "{plus}{}/{}", term.beats, term.unit)?,
            }
        }
        Ok(())
    }
}

/// The text was not a time signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time signature: write 3/4, 6/8, 3+2/8, C or C|")]
pub struct ParseMeterError(String);

impl FromStr for Meter {
    type Err = ParseMeterError;
    /// Reads `3/4`, `3+2/8`, `3/4+2/8`, `C`, `C|` and `free`.
    fn from_str(text: &str) -> Result<Meter, ParseMeterError> {
        let bad = || ParseMeterError(text.to_owned());
        match text.trim() {
            "C" => return Ok(Meter { symbol: MeterSymbol::Common, ..Meter::new(4, 4) }),
            "C|" => return Ok(Meter { symbol: MeterSymbol::Cut, ..Meter::new(2, 2) }),
            "free" | "none" => return Ok(Meter::free()),
            _ => {}
        }
        let mut terms = Vec::new();
        let mut waiting = Vec::new();
        for part in text.replace(['(', ')', ' '], "").split('+') {
            let (beats, unit) = part.split_once('/').map_or((part, None), |(b, u)| (b, Some(u)));
            waiting.push(beats.parse().ok().filter(|&beats: &u8| beats > 0).ok_or_else(bad)?);
            if let Some(unit) = unit {
                let unit: u8 = unit.parse().map_err(|_| bad())?;
                if !unit.is_power_of_two() {
                    return Err(bad());
                }
                terms.extend(waiting.drain(..).map(|beats| MeterTerm { beats, unit }));
            }
        }
        if terms.is_empty() || !waiting.is_empty() {
            return Err(bad());
        }
        Ok(Meter { terms, symbol: MeterSymbol::Numbers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_beats() {
        let check = |text: &str, length: &str, beats: usize| {
            let meter: Meter = text.parse().unwrap();
            assert_eq!(meter.bar_length(), length.parse().unwrap(), "{text}");
            assert_eq!(meter.beats().len(), beats, "{text}");
        };
        check("3/4", "3", 3);
        check("6/8", "3", 2);
        check("12/8", "6", 4);
        check("3/8", "3/2", 1);
        check("3+2/8", "5/2", 2);
        check("3/4+3/8", "9/2", 4);
        check("C|", "4", 2);
    }

    #[test]
    fn text_both_ways() {
        for text in ["3/4", "3+2/8", "3/4+3/8", "free"] {
            assert_eq!(text.parse::<Meter>().unwrap().to_string(), text);
        }
        for text in ["", "3", "0/4", "3/5", "x/4", "3/", "+/"] {
            assert!(text.parse::<Meter>().is_err(), "{text}");
        }
    }

    #[test]
    fn weights() {
        let common = Meter::new(4, 4);
        let weights = [0, 1, 2, 3].map(|beat| common.weight(Quarters::whole(beat)));
        assert_eq!(weights, [0, 2, 1, 2]);
        assert_eq!(common.weight(Quarters::new(1, 2)), 3);
        assert_eq!(Meter::new(6, 8).weight(Quarters::new(3, 2)), 1);
    }
}
