//! Music as written, and what theory says of it.
//!
//! In flows music from a reader, a composer or a hand; out flows the same [`Score`] to writers, to the
//! synthesiser and to the functions of theory. Musical time is exact ([`Quarters`]) and pitch is
//! spelled ([`Pitch`]): F♯ is not G♭, and three triplets make one quarter.
//!
//! ```
//! let score = score::shorthand("C", "4/4", &["E4:1 D4 C4 D4 | E4:4", "C3:4 | C3:4"])?;
//! assert_eq!(score.length(), score::Quarters::whole(8));
//! assert_eq!(score.soundings()[0].pitch.to_string(), "E4");
//! # Ok::<(), score::ShorthandError>(())
//! ```

mod chord;
mod event;
mod interval;
mod key;
mod line;
mod mark;
mod measure;
mod meter;
mod part;
mod piece;
mod pitch;
mod quarters;
mod shorthand;
mod sketch;
pub mod theory;
mod timeline;
mod unfold;
mod value;

pub use chord::{ChordDegree, ChordKind, ChordSymbol, DegreeChange, ParseChordError};
pub use event::{
    Accidental, Articulation, Beam, Edge, Event, Grace, Lyric, Note, Ornament, Slur, Stem,
    Syllabic, TupletMark,
};
pub use interval::Interval;
pub use key::{Key, Mode, ParseKeyError};
pub use line::Silence;
pub use mark::{Clef, ClefSign, Dynamic, Mark, Placed, Tempo, TempoBeat, Wedge};
pub use measure::{Barline, EndingStop, Jump, Measure};
pub use meter::{Meter, MeterSymbol, MeterTerm, ParseMeterError};
pub use part::{GroupSymbol, Instrument, Part, PartGroup, PartMeasure, Voice};
pub use piece::{Info, Place, Score};
pub use pitch::{MidiPitch, ParsePitchError, Pitch, Step, Tone, Velocity};
pub use quarters::{ParseQuartersError, Quarters};
pub use shorthand::{ShorthandError, shorthand};
pub use sketch::{Cell, Sketch, SketchBar, SketchNote, Staves};
pub use timeline::{Slice, Sounding, slices};
pub use unfold::PlayOrder;
pub use value::{NoteValue, TupletRatio, ValueBase};
