//! What theory says of a score: its keys, chords, Roman numerals, cadences and voice-leading faults,
//! and what it has in common with another.

mod analyse;
mod cadences;
mod chords;
mod faults;
mod harmony;
mod key_finding;
mod ngrams;
mod phrases;
mod roman;
mod romantext;
mod statistics;

pub use analyse::{Analysis, NamedChord, PartCompass, analyse};
pub use cadences::{Cadence, CadenceKind, cadences};
pub use chords::written_chords;
pub use faults::{Fault, FaultKind, faults};
pub use harmony::{ChordModel, ChordSpan, Harmony, KeyModel, KeyProfile, find_keys, label_chords};
pub use key_finding::{KeyEstimate, find_key};
pub use ngrams::{Likeness, NGram, Passage, grid_ngrams, longest_common_passage, melody_ngrams};
pub use phrases::{PhraseEnd, phrase_ends};
pub(crate) use roman::tones;
pub use roman::{ParseRomanError, RomanNumeral, Target, roman_numeral};
pub use romantext::{RomanEntry, RomanText};
pub use statistics::{GridFrame, VoiceStatistics};
