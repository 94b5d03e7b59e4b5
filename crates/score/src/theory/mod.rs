//! What theory says of a score: its key, its chords, its voice-leading faults.

mod chords;
mod faults;
mod key_finding;
mod statistics;

pub use chords::{ChordSpan, label_chords, roman_numeral, written_chords};
pub use faults::{Fault, FaultKind, faults};
pub use key_finding::{KeyEstimate, find_key, find_keys};
pub use statistics::{GridFrame, VoiceStatistics};
