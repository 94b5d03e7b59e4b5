//! The table of chorales that models of Bach are compared on: JSON, four voices a row, one row a
//! sixteenth (Boulanger-Lewandowski et al. 2012; separated into voices by Huang et al. 2019).

use std::fmt;

use score::{Cell, MidiPitch, Quarters, Sketch};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::limits::{MAX_PIECES, MAX_STEPS, MAX_TABLE_BYTES};
use crate::{CorpusError, Split};

/// How many voices a row has: soprano, alto, tenor, bass.
pub(crate) const VOICES: usize = 4;

/// The chorales of a table, by split, in the order of the file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JsbChorales {
    splits: [Vec<Sketch>; 3],
}

impl JsbChorales {
    /// The chorales of one split: four voices, a grid of sixteenths, no bars (the table has none).
    #[must_use]
    pub fn split(&self, split: Split) -> &[Sketch] {
        &self.splits[split.index()]
    }

    /// The chorales of one split, taken out.
    #[must_use]
    pub fn take(&mut self, split: Split) -> Vec<Sketch> {
        std::mem::take(&mut self.splits[split.index()])
    }
}

/// Reads a table of chorales. A note begins where its voice changes pitch or after a rest; a value
/// repeated is a note held, since the table does not tell a repeated note from a long one.
///
/// # Errors
/// When the bytes are no such table, name a split twice, or exceed [`crate::limits`].
pub fn read_jsb(bytes: &[u8]) -> Result<JsbChorales, CorpusError> {
    if bytes.len() > MAX_TABLE_BYTES {
        return Err(CorpusError::TooLarge { what: "bytes in a table", limit: MAX_TABLE_BYTES });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let broken = |error: serde_json::Error| CorpusError::NotJsb { what: error.to_string() };
    let chorales = reader.deserialize_map(Table).map_err(broken)?;
    reader.end().map_err(broken)?;
    Ok(chorales)
}

/// One row to cells, given the row before: see [`read_jsb`].
pub(crate) fn cell_after(before: Option<Cell>, pitch: Option<MidiPitch>) -> Cell {
    match pitch {
        None => Cell::Rest,
        Some(pitch) if before.and_then(Cell::pitch) == Some(pitch) => Cell::Hold(pitch),
        Some(pitch) => Cell::Strike(pitch),
    }
}

/// A sketch from rows of keys, a sixteenth each.
pub(crate) fn rows_to_sketch(rows: impl Iterator<Item = [f32; VOICES]>) -> Result<Sketch, String> {
    let mut voices = vec![Vec::new(); VOICES];
    for row in rows {
        push_row(&mut voices, row)?;
    }
    Ok(sixteenths(voices))
}

fn push_row(voices: &mut [Vec<Cell>], row: [f32; VOICES]) -> Result<(), String> {
    if voices[0].len() == MAX_STEPS {
        return Err(format!("a piece of more than {MAX_STEPS} steps"));
    }
    for (voice, value) in voices.iter_mut().zip(row) {
        voice.push(cell_after(voice.last().copied(), key(value)?));
    }
    Ok(())
}

fn sixteenths(voices: Vec<Vec<Cell>>) -> Sketch {
    Sketch { grid: Quarters::new(1, 4), voices, ..Sketch::default() }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = JsbChorales;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of splits")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<JsbChorales, M::Error> {
        let mut chorales = JsbChorales::default();
        let mut seen = [false; 3];
        while let Some(name) = map.next_key::<String>()? {
            let Ok(split) = name.parse::<Split>() else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if std::mem::replace(&mut seen[split.index()], true) {
                return Err(M::Error::custom(format!("the {split} split occurs twice")));
            }
            chorales.splits[split.index()] = map.next_value_seed(Pieces)?;
        }
        if seen == [false; 3] {
            return Err(M::Error::custom("there is no train, valid or test split"));
        }
        Ok(chorales)
    }
}

struct Pieces;

impl<'de> DeserializeSeed<'de> for Pieces {
    type Value = Vec<Sketch>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Vec<Sketch>, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Pieces {
    type Value = Vec<Sketch>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of pieces")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Vec<Sketch>, S::Error> {
        let mut pieces = Vec::new();
        while let Some(piece) = list.next_element_seed(Rows)? {
            if pieces.len() == MAX_PIECES {
                return Err(S::Error::custom(format!("more than {MAX_PIECES} pieces in a split")));
            }
            pieces.push(piece);
        }
        Ok(pieces)
    }
}

struct Rows;

impl<'de> DeserializeSeed<'de> for Rows {
    type Value = Sketch;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Sketch, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows {
    type Value = Sketch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows of four keys")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Sketch, S::Error> {
        let mut voices = vec![Vec::new(); VOICES];
        while let Some(row) = list.next_element::<[f32; VOICES]>()? {
            push_row(&mut voices, row).map_err(S::Error::custom)?;
        }
        Ok(sixteenths(voices))
    }
}

/// A value of the table: some writers export whole floats, so 60.0 is 60.
fn key(value: f32) -> Result<Option<MidiPitch>, String> {
    if value.fract() != 0.0 || !(-1.0..=127.0).contains(&value) {
        return Err(format!("{value} is no MIDI key"));
    }
    #[allow(clippy::cast_possible_truncation, reason = "whole, and within -1 and 127")]
    let whole = value as i16;
    Ok(u8::try_from(whole).ok().and_then(MidiPitch::new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pitch(key: u8) -> MidiPitch {
        MidiPitch::new(key).unwrap()
    }

    #[test]
    fn rows_become_strikes_and_holds() {
        let text = r#"{"about": {"x": [1]}, "train": [],
            "validation": [[[60, -1, 40.0, 5], [60, 50, 41, 5], [-1, 50, 41, 5], [60, 50, 41, 5]]]}"#;
        let chorales = read_jsb(text.as_bytes()).unwrap();
        let sketch = &chorales.split(Split::Valid)[0];
        let c = pitch(60);
        assert_eq!(sketch.voices[0], [Cell::Strike(c), Cell::Hold(c), Cell::Rest, Cell::Strike(c)]);
        assert_eq!(sketch.voices[1][..2], [Cell::Rest, Cell::Strike(pitch(50))]);
        assert_eq!(sketch.voices[2][1], Cell::Strike(pitch(41)));
        assert_eq!((sketch.steps(), sketch.grid), (4, Quarters::new(1, 4)));
        assert!(chorales.split(Split::Train).is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let complaint = |text: &str| read_jsb(text.as_bytes()).unwrap_err().to_string();
        assert!(complaint(r#"{"train": [[[60, 61, 62, 128]]]}"#).contains("128 is no MIDI key"));
        assert!(complaint(r#"{"train": [[[60, 61, 62]]]}"#).contains("line 1 column"));
        assert!(complaint(r#"{"train": [[[60, 61, 62, 1, 5]]]}"#).contains("line 1 column"));
        assert!(complaint(r#"{"train": [], "training": []}"#).contains("twice"));
        assert!(complaint(r#"{"tunes": []}"#).contains("no train, valid or test"));
        assert!(complaint(r#"{"train": [[[60.5, 61, 62, 1]]]}"#).contains("60.5"));
        assert!(complaint("[[[]]]").contains("an object of splits"));
    }

    #[test]
    fn hostile_tables_are_refused() {
        let deep = format!(r#"{{"x": {}"#, "[".repeat(1 << 20));
        assert!(matches!(read_jsb(deep.as_bytes()), Err(CorpusError::NotJsb { .. })));
        let long = format!(r#"{{"train": [[{}[1,1,1,1]]]}}"#, "[1,1,1,1],".repeat(MAX_STEPS));
        assert!(read_jsb(long.as_bytes()).unwrap_err().to_string().contains("steps"));
        let many = format!(r#"{{"train": [{}[]]}}"#, "[],".repeat(MAX_PIECES));
        assert!(read_jsb(many.as_bytes()).unwrap_err().to_string().contains("pieces"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_jsb(&bytes);
        }

        #[test]
        fn near_tables_do_not_either(text in r#"\{"(train|test|x)": ?\[?\[?\[?[-0-9e., \[\]\{\}"a]{0,60}\]{0,3}\}"#) {
            let _ = read_jsb(text.as_bytes());
        }

        #[test]
        fn every_value_comes_back(rows in prop::collection::vec(prop::array::uniform4(-1i16..128), 0..40)) {
            let table = serde_json::json!({ "test": [rows] }).to_string();
            let chorales = read_jsb(table.as_bytes()).unwrap();
            let sketch = &chorales.split(Split::Test)[0];
            for (step, row) in rows.iter().enumerate() {
                let sounding = sketch.frame(step);
                let keys = sounding.iter().map(|p| p.map_or(-1, |p| i16::from(p.number())));
                prop_assert_eq!(keys.collect::<Vec<_>>(), row.to_vec());
            }
        }
    }
}
