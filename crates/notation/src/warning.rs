//! What was odd in a file, and where.

use std::collections::BTreeSet;
use std::fmt;

use crate::limits::{MAX_NAME, MAX_WARNINGS, shortened};

/// A place in a file, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Position {
    /// Line, 1 first (text formats).
    pub line: Option<u32>,
    /// Byte offset, 0 first (binary formats).
    pub byte: Option<u64>,
    /// Part name or id, track or voice.
    pub part: Option<String>,
    /// Measure number as printed.
    pub measure: Option<String>,
}

impl Position {
    /// A line of a text file.
    #[must_use]
    pub fn line(line: u32) -> Position {
        Position { line: Some(line), ..Position::default() }
    }

    /// A byte of a binary file.
    #[must_use]
    pub fn byte(byte: u64) -> Position {
        Position { byte: Some(byte), ..Position::default() }
    }

    /// A measure of the score.
    #[must_use]
    pub fn measure(measure: &str) -> Position {
        Position { measure: Some(measure.to_owned()), ..Position::default() }
    }

    /// The same place, within a measure.
    #[must_use]
    pub fn in_measure(self, measure: &str) -> Position {
        Position { measure: Some(measure.to_owned()), ..self }
    }

    /// The same place, within a part.
    #[must_use]
    pub fn in_part(self, part: &str) -> Position {
        Position { part: Some(part.to_owned()), ..self }
    }
}

impl fmt::Display for Position {
    /// `line 12, part P1, measure 4`; `the file` when nothing is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = [
            self.line.map(|line| format!("line {line}")),
            self.byte.map(|byte| format!("byte {byte}")),
            self.part.as_ref().map(|part| format!("part {part}")),
            self.measure.as_ref().map(|measure| format!("measure {measure}")),
        ];
        let known: Vec<String> = places.into_iter().flatten().collect();
        if known.is_empty() { f.write_str("the file") } else { f.write_str(&known.join(", ")) }
    }
}

/// Something a reader mended or left out, or a writer could not express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub place: Position,
    /// What was odd and what was done about it.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What concerns the whole file needs no place: programs name the file already.
        if self.place == Position::default() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Warnings, limited in number so that a hostile file cannot fill memory with them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Warnings {
    list: Vec<Warning>,
    dropped: usize,
    /// What was said for the whole file.
    once: BTreeSet<String>,
}

impl Warnings {
    /// Adds a warning; beyond [`MAX_WARNINGS`] it is only counted.
    pub fn push(&mut self, place: Position, message: impl Into<String>) {
        self.push_with(|| (place, message.into()));
    }

    /// Adds a warning that is only worded while there is room: where each sign of a file may be odd,
    /// wording them all would take longer than reading it.
    pub(crate) fn push_with(&mut self, warning: impl FnOnce() -> (Position, String)) {
        if self.list.len() >= MAX_WARNINGS {
            self.dropped += 1;
            return;
        }
        let (place, mut message) = warning();
        // A message may quote the file.
        message.truncate(shortened(&message, MAX_NAME).len());
        self.list.push(Warning { place, message });
    }

    /// Adds a warning unless one with the same message was given before: for what a whole file lacks.
    pub fn push_once(&mut self, place: Position, message: impl Into<String> + AsRef<str>) {
        if self.once.contains(message.as_ref()) {
            return;
        }
        let message = message.into();
        if self.once.len() < MAX_WARNINGS {
            self.once.insert(message.clone());
        }
        self.push(place, message);
    }

    /// Keeps so many at most, and the number of the others.
    pub(crate) fn keep(&mut self, most: usize) {
        self.dropped += self.list.len().saturating_sub(most);
        self.list.truncate(most);
        self.list.shrink_to_fit();
        self.once = BTreeSet::new();
    }

    /// The warnings kept, in order.
    #[must_use]
    pub fn list(&self) -> &[Warning] {
        &self.list
    }

    /// How many there were in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.list.len() + self.dropped
    }

    /// Whether nothing was odd.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
