//! A part: one player or singer, or one group reading the same staves.

use crate::{Event, Interval, Mark, Placed};

/// A part of the score.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Part {
    /// Name as printed before the first system.
    pub name: String,
    /// Name before later systems.
    pub abbreviation: String,
    /// What sounds.
    pub instrument: Instrument,
    /// From written to sounding pitch: clarinet in B♭ = a major second down.
    pub transposition: Interval,
    /// How many staves it is written on, at least 1.
    pub staves: u8,
    /// One entry a measure of the score, in order.
    pub measures: Vec<PartMeasure>,
}

impl Part {
    /// An empty part on one staff with so many empty measures.
    #[must_use]
    pub fn new(name: &str, measures: usize) -> Part {
        Part {
            name: name.to_owned(),
            staves: 1,
            measures: vec![PartMeasure::default(); measures],
            ..Part::default()
        }
    }

    /// The numbers of the voices that occur, ascending.
    #[must_use]
    pub fn voice_numbers(&self) -> Vec<u16> {
        let mut numbers: Vec<u16> =
            self.measures.iter().flat_map(|m| m.voices.iter().map(|v| v.number)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// What plays a part, as General MIDI knows it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Instrument {
    /// The instrument's own name (`Clarinet in Bb`); may be empty.
    pub name: String,
    /// General MIDI program 0-127 (0 = acoustic grand); `None` when the source does not say.
    pub program: Option<u8>,
    /// Plays on the drum channel; notes carry [`crate::Note::drum`].
    pub percussion: bool,
    /// Channel 0-15 of the source, kept for writing.
    pub channel: Option<u8>,
    /// Mixer volume 0-127.
    pub volume: Option<u8>,
    /// Place in the stereo field: -90 left ... 90 right, in degrees.
    pub pan: Option<i8>,
}

/// One part's music within one measure.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PartMeasure {
    /// The voices that do something here, ascending by number.
    pub voices: Vec<Voice>,
    /// What stands between the notes, ordered by place.
    pub marks: Vec<Placed<Mark>>,
}

impl PartMeasure {
    /// The voice with a number, made when absent.
    pub fn voice_mut(&mut self, number: u16) -> &mut Voice {
        let at = self.voices.partition_point(|voice| voice.number < number);
        if self.voices.get(at).is_none_or(|voice| voice.number != number) {
            // Many hold a single rest: a list that begins with room for four would waste a kilobyte.
            self.voices.insert(at, Voice { number, events: Vec::with_capacity(1) });
        }
        &mut self.voices[at]
    }

    /// The voice with a number.
    #[must_use]
    pub fn voice(&self, number: u16) -> Option<&Voice> {
        self.voices.iter().find(|voice| voice.number == number)
    }
}

/// One melodic line within a measure: events in order of onset that do not overlap. Gaps are silent
/// and print nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Voice {
    /// Which line of the part this is; the same number in the next measure continues it.
    pub number: u16,
    /// Its events.
    pub events: Vec<Event>,
}

/// Parts bracketed together in the margin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartGroup {
    /// Index of the first part.
    pub first: usize,
    /// Index of the last part.
    pub last: usize,
    /// How it is drawn.
    pub symbol: GroupSymbol,
    /// Name in the margin; may be empty.
    pub name: String,
    /// Barlines run through all its staves.
    pub joined_barlines: bool,
}

/// The sign that holds a group together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the signs name themselves")]
pub enum GroupSymbol {
    None,
    Bracket,
    Brace,
    Line,
    Square,
}
