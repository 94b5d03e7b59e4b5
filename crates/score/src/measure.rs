//! What all parts share at a measure: its length, meter, tempo, barlines, repeats and jumps.

use crate::{Meter, Placed, Quarters, Tempo};

/// A measure, seen from above all parts.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Measure {
    /// The number as printed (`0` for a pick-up, `12a` ...).
    pub number: String,
    /// A pick-up or the second half of a split measure: not counted when numbering.
    pub implicit: bool,
    /// How long it really is; shorter than the meter asks for pick-ups and split measures.
    pub length: Quarters,
    /// A meter that starts here.
    pub meter: Option<Meter>,
    /// Tempo marks, in order of place.
    pub tempi: Vec<Placed<Tempo>>,
    /// Rehearsal letter or section name.
    pub rehearsal: Option<String>,
    /// How the barline at its end is drawn.
    pub barline: Barline,
    /// A repeated section starts here.
    pub repeat_start: bool,
    /// A repeated section ends here and is played so many times in all (2 = an ordinary repeat).
    pub repeat_end: Option<u8>,
    /// A numbered ending (volta) starts here, for these passes.
    pub ending_start: Vec<u8>,
    /// The ending ends here.
    pub ending_stop: Option<EndingStop>,
    /// Jumps and their targets.
    pub jumps: Vec<Jump>,
    /// A new system (line) starts here in the source's layout.
    pub new_system: bool,
    /// A new page starts here in the source's layout.
    pub new_page: bool,
}

/// How an ending's bracket closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "as MusicXML's ending type")]
pub enum EndingStop {
    Stop,
    Discontinue,
}

/// How a barline is drawn; repeats are kept apart in [`Measure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs, reason = "as MusicXML's bar-style")]
pub enum Barline {
    #[default]
    Regular,
    Double,
    Final,
    Dashed,
    Dotted,
    Heavy,
    HeavyLight,
    HeavyHeavy,
    Tick,
    Short,
    None,
}

/// Jumps between sections, and where they lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Jump {
    /// The sign 𝄋, at the start of the measure.
    Segno,
    /// The coda sign, at the start of the measure.
    Coda,
    /// *Fine*, at the end of the measure.
    Fine,
    /// *To Coda*, at the end of the measure; taken after a jump back.
    ToCoda,
    /// *Da capo*, at the end of the measure.
    DaCapo,
    /// *Dal segno*, at the end of the measure.
    DalSegno,
}
