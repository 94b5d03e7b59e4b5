//! Reads and writes scores: MusicXML (`.musicxml`, `.mxl`), Standard MIDI and ABC.
//!
//! In flow bytes nobody has vouched for; out flows a [`score::Score`] with [`Warning`]s for what was
//! odd, or an [`Error`] that says where and what to do. No bytes make a reader panic, and none make it
//! use more than bounded time and memory (see [`limits`]).
//!
//! ```
//! let abc = b"X:1\nT:Scale\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|]\n";
//! let reading = notation::read(abc)?;
//! assert_eq!(reading.score.measures.len(), 2);
//! let written = notation::write(&reading.score, notation::Format::MusicXml)?;
//! assert_eq!(notation::detect(&written.bytes), Some(notation::Format::MusicXml));
//! # Ok::<(), notation::Error>(())
//! ```

pub mod abc;
mod error;
mod format;
pub mod limits;
pub mod midi;
pub mod musicxml;
mod warning;

pub use error::Error;
pub use format::{Format, Reading, Written, detect, read, read_all, write};
pub use warning::{Position, Warning, Warnings};
