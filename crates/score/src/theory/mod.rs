//! What theory says of a score: its key, chords, cadences and voice-leading faults.

mod analyse;
mod cadences;
mod chords;
mod faults;
mod key_finding;
mod ngrams;
mod phrases;
mod roman;
mod romantext;
mod statistics;

pub use analyse::{Analysis, PartCompass, analyse};
pub use cadences::{Cadence, CadenceKind, cadences};
pub use chords::{ChordSpan, label_chords, written_chords};
pub use faults::{Fault, FaultKind, faults};
pub use key_finding::{KeyEstimate, find_key, find_keys};
pub use ngrams::{Likeness, NGram, Passage, grid_ngrams, longest_common_passage, melody_ngrams};
pub use phrases::{PhraseEnd, phrase_ends};
pub use roman::{ParseRomanError, RomanNumeral, Target, roman_numeral};
pub use romantext::{RomanEntry, RomanText};
pub use statistics::{GridFrame, VoiceStatistics};
