//! What a piece has in common with the pieces a model learned from, for people and for scripts.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::held_out::HeldOut;
use super::measures::{Measure, Measures};

/// How original a piece is.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginalityReport {
    /// How many pieces the index holds.
    pub indexed: usize,
    /// How much pieces of people overlap.
    pub held_out: HeldOut,
    /// How many voices the piece has. Two or more are judged together, one by its notes.
    pub voices: usize,
    /// The measures of the piece.
    pub measures: Measures,
    /// The longest passages of all voices shared with different pieces, longest first.
    pub passages: Vec<SharedPassage>,
    /// The longest passages of melody shared with different pieces, longest first.
    pub phrases: Vec<SharedPassage>,
}

/// A passage that a piece shares with an indexed one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedPassage {
    /// The indexed piece.
    pub piece: String,
    /// Its title.
    pub title: Option<String>,
    /// Where it begins in the piece: a step (a sixteenth), or for melodies a note, counted from 0.
    pub first: usize,
    /// The same in quarters from the beginning.
    pub quarter: f64,
    /// Where it begins in the indexed piece: a step or a note.
    pub other: usize,
    /// How long it is: steps, or for melodies notes.
    pub length: usize,
}

impl OriginalityReport {
    /// The percentile rank of a measure among held-out pieces of people, 0 to 100.
    #[must_use]
    pub fn percentile(&self, measure: Measure) -> Option<f64> {
        self.held_out.percentile(measure, self.measures.get(measure))
    }
}

impl fmt::Display for OriginalityReport {
    /// A table of measures, then the nearest passages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (people, same) = (self.held_out.pieces(), self.held_out.left_out());
        writeln!(
            f,
            "Against {} pieces learned from; {people} other pieces of people to compare",
            self.indexed
        )?;
        if same > 0 {
            writeln!(f, "({same} more are left out: they are among those learned from)")?;
        }
        writeln!(f, "{:<38}{:>10}{:>10}{:>10}{:>12}", "", "this", "median", "99 %", "percentile")?;
        for measure in Measure::ALL {
            let shown = |value: Option<f64>| value.map_or("-".into(), |value| measure.shown(value));
            let percentile =
                self.percentile(measure).map_or("-".into(), |rank| format!("{rank:.0}"));
            let value = measure.shown(self.measures.get(measure));
            let (median, high) = (self.held_out.at(measure, 50.0), self.held_out.at(measure, 99.0));
            let (median, high) = (shown(median), shown(high));
            writeln!(
                f,
                "{:<38}{value:>10}{median:>10}{high:>10}{percentile:>12}",
                measure.label()
            )?;
        }
        for row in &self.passages {
            writeln!(
                f,
                "{} steps from quarter {}: {row}, step {}",
                row.length, row.quarter, row.other
            )?;
        }
        for row in &self.phrases {
            writeln!(
                f,
                "{} notes from quarter {}: {row}, note {}",
                row.length, row.quarter, row.other
            )?;
        }
        if self.passages.is_empty() && self.phrases.is_empty() {
            writeln!(f, "No passage of 16 steps or 9 melody notes is found.")?;
        }
        Ok(())
    }
}

impl fmt::Display for SharedPassage {
    /// The piece's name and title.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.title {
            Some(title) => write!(f, "{} ({title})", self.piece),
            None => f.write_str(&self.piece),
        }
    }
}

impl Serialize for OriginalityReport {
    /// The measures, their percentiles, median and 99th percentile of held-out pieces, and the passages.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = |percentile| self.each(|measure| self.held_out.at(measure, percentile));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("indexed_pieces", &self.indexed)?;
        map.serialize_entry("held_out_pieces", &self.held_out.pieces())?;
        map.serialize_entry("held_out_left_out", &self.held_out.left_out())?;
        map.serialize_entry("voices", &self.voices)?;
        map.serialize_entry("measures", &self.measures)?;
        map.serialize_entry("percentiles", &self.each(|measure| self.percentile(measure)))?;
        map.serialize_entry("held_out_median", &at(50.0))?;
        map.serialize_entry("held_out_99", &at(99.0))?;
        map.serialize_entry("passages", &self.passages)?;
        map.serialize_entry("phrases", &self.phrases)?;
        map.end()
    }
}

impl OriginalityReport {
    fn each(&self, value: impl Fn(Measure) -> Option<f64>) -> EachMeasure {
        EachMeasure(Measure::ALL.map(|measure| (measure, value(measure))))
    }
}

/// A value for each measure, by its name.
struct EachMeasure([(Measure, Option<f64>); 5]);

impl Serialize for EachMeasure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}
