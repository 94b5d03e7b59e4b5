//! Why a file could not be read or a score could not be written.

use crate::{Format, Position};

/// Why a file could not be read or a score could not be written, by what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing in the file: export it again.
    #[error("the file is empty: export it again from the program that made it")]
    Empty,
    /// The content is none of the formats read: convert it first.
    #[error(
        "this is not MusicXML, MXL, MIDI or ABC (it begins with {start:?}): export the piece as MusicXML from your notation program"
    )]
    UnknownFormat {
        /// The first bytes, made printable.
        start: String,
    },
    /// A known format, but broken beyond mending.
    #[error("broken {format}{}: {what}", at(place))]
    Malformed {
        /// Which format it claims to be.
        format: Format,
        /// Where it broke.
        place: Position,
        /// What is wrong, and the remedy.
        what: String,
    },
    /// A known format, used in a way that is not read: say how to convert.
    #[error("{format}{} is not supported: {what}", at(place))]
    Unsupported {
        /// Which format.
        format: Format,
        /// Where.
        place: Position,
        /// What is not supported, and the remedy.
        what: String,
    },
    /// The file asks for more than [`crate::limits`] allows.
    #[error("the file is too large: {what} (limit {limit}); split it into movements")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
}

/// ` at line 12`; nothing when no place is known.
fn at(place: &Position) -> String {
    if *place == Position::default() { String::new() } else { format!(" at {place}") }
}

impl Error {
    pub(crate) fn malformed(format: Format, place: Position, what: impl Into<String>) -> Error {
        Error::Malformed { format, place, what: what.into() }
    }
}
