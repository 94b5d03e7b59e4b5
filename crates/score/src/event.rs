//! Notes, chords and rests in a voice, with what is written on them.

use crate::{MidiPitch, NoteValue, Pitch, Quarters, TupletRatio, Velocity};

/// One thing a voice does: a rest, a note, or several notes struck together.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Event {
    /// From the start of the measure.
    pub onset: Quarters,
    /// Sounding length, tuplets applied; zero for grace notes.
    pub duration: Quarters,
    /// The printed value, when it is not simply the one [`NoteValue::of`] finds for `duration`.
    pub value: Option<NoteValue>,
    /// The notes, lowest first as a rule; empty for a rest.
    pub notes: Vec<Note>,
    /// A rest that fills the measure and is printed as a whole rest whatever the meter.
    pub whole_measure_rest: bool,
    /// Not printed.
    pub hidden: bool,
    /// A grace note: takes no time of its own.
    pub grace: Option<Grace>,
    /// Printed smaller than its neighbours.
    pub cue: bool,
    /// Staff within the part, 1 = top.
    pub staff: u8,
    /// Stem direction, where the source fixes it.
    pub stem: Option<Stem>,
    /// Beams from the longest (eighth) to the shortest.
    pub beams: Vec<Beam>,
    /// Starts and ends of tuplet brackets.
    pub tuplets: Vec<TupletMark>,
    /// Starts and ends of slurs.
    pub slurs: Vec<Slur>,
    /// Staccato, accents, fermatas, bowings ...
    pub articulations: Vec<Articulation>,
    /// Trills, mordents, turns, tremolos ...
    pub ornaments: Vec<Ornament>,
    /// Syllables sung, one a verse.
    pub lyrics: Vec<Lyric>,
}

impl Event {
    /// A rest.
    #[must_use]
    pub fn rest(onset: Quarters, duration: Quarters) -> Event {
        Event { onset, duration, staff: 1, ..Event::default() }
    }

    /// A single note.
    #[must_use]
    pub fn note(onset: Quarters, duration: Quarters, pitch: Pitch) -> Event {
        Event { notes: vec![Note::new(pitch)], ..Event::rest(onset, duration) }
    }

    /// Several notes struck together.
    #[must_use]
    pub fn chord(onset: Quarters, duration: Quarters, pitches: &[Pitch]) -> Event {
        let notes = pitches.iter().copied().map(Note::new).collect();
        Event { notes, ..Event::rest(onset, duration) }
    }

    /// Where it stops sounding, from the start of the measure.
    #[must_use]
    pub fn end(&self) -> Quarters {
        self.onset + self.duration
    }

    /// Whether nothing sounds.
    #[must_use]
    pub fn is_rest(&self) -> bool {
        self.notes.is_empty()
    }

    /// The printed value: the stored one, or the one that fits the duration.
    #[must_use]
    pub fn printed_value(&self) -> Option<NoteValue> {
        self.value.or_else(|| NoteValue::of(self.duration))
    }
}

/// One note of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// As written for the instrument (see [`crate::Part::transposition`]). For unpitched
    /// percussion, the place on the staff.
    pub pitch: Pitch,
    /// Unpitched percussion: the General MIDI drum key that sounds instead of `pitch`.
    pub drum: Option<MidiPitch>,
    /// A tie begins here.
    pub tie_start: bool,
    /// A tie ends here.
    pub tie_stop: bool,
    /// An accidental that the source prints (also a courtesy one); writers add the needed ones.
    pub accidental: Option<Accidental>,
    /// Performed velocity, where the source has one (MIDI).
    pub velocity: Option<Velocity>,
    /// Fingering, as printed.
    pub fingering: Option<String>,
    /// The string it is played on, 1 = highest (tablature and bowed strings).
    pub string: Option<u8>,
    /// The fret it is stopped at, 0 = open.
    pub fret: Option<u8>,
    /// The note head, when not the ordinary one (MusicXML names: `diamond`, `x` ...).
    pub notehead: Option<String>,
}

impl Note {
    /// A plain note.
    #[must_use]
    pub fn new(pitch: Pitch) -> Note {
        Note {
            pitch,
            drum: None,
            tie_start: false,
            tie_stop: false,
            accidental: None,
            velocity: None,
            fingering: None,
            string: None,
            fret: None,
            notehead: None,
        }
    }
}

/// A printed accidental.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accidental {
    /// Semitones: -2 double flat ... 2 double sharp.
    pub alter: i8,
    /// Not strictly needed: a courtesy (cautionary) accidental.
    pub courtesy: bool,
    /// Above the note: musica ficta.
    pub editorial: bool,
}

/// A grace note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grace {
    /// With a slash through the stem: an acciaccatura, before the beat; without: an appoggiatura.
    pub slash: bool,
}

/// Stem direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the directions name themselves")]
pub enum Stem {
    Up,
    Down,
    Double,
    None,
}

/// What a beam does at a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "as MusicXML's beam-value")]
pub enum Beam {
    Begin,
    Continue,
    End,
    ForwardHook,
    BackwardHook,
}

/// Whether a bracket, slur, line or wedge starts or stops here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the ends name themselves")]
pub enum Edge {
    Start,
    Stop,
}

/// One end of a tuplet bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TupletMark {
    /// Start or stop.
    pub edge: Edge,
    /// Which of nested brackets, 1 = outermost.
    pub number: u8,
    /// The ratio this bracket shows, when the source says it (needed for nested tuplets).
    pub ratio: Option<TupletRatio>,
    /// Whether the bracket is drawn, where the source says so.
    pub bracket: Option<bool>,
}

/// One end of a slur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slur {
    /// Start or stop.
    pub edge: Edge,
    /// Tells overlapping slurs apart, 1-16.
    pub number: u8,
}

/// How a note is struck or held.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the articulations name themselves")]
pub enum Articulation {
    Staccato,
    Staccatissimo,
    Spiccato,
    Tenuto,
    DetachedLegato,
    Accent,
    StrongAccent,
    Stress,
    Unstress,
    Breath,
    Caesura,
    Scoop,
    Plop,
    Doit,
    Falloff,
    Fermata,
    UpBow,
    DownBow,
    Pizzicato,
    SnapPizzicato,
    OpenString,
    Stopped,
    Harmonic,
    ThumbPosition,
    Fingernails,
    DoubleTongue,
    TripleTongue,
    Heel,
    Toe,
    HalfMuted,
    Open,
    Flip,
    Smear,
    BrassBend,
    Golpe,
    /// One end of a note sounded by a finger hammering on the string.
    HammerOn(Edge),
    /// One end of a note sounded by a finger leaving the string.
    PullOff(Edge),
    /// The plucking finger, as printed: `p`, `i`, `m`, `a`.
    Pluck(String),
    /// A tap of the plucking hand, with its letter if one is printed.
    Tap(String),
    Arpeggio,
    /// Any other sign, by its MusicXML element name.
    Other(String),
}

/// A decoration that adds notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the ornaments name themselves")]
pub enum Ornament {
    Trill,
    /// The wavy line after a trill.
    WavyLine(Edge),
    Mordent,
    InvertedMordent,
    Turn,
    InvertedTurn,
    DelayedTurn,
    DelayedInvertedTurn,
    VerticalTurn,
    Schleifer,
    Shake,
    /// Tremolo on one note, with so many strokes.
    Tremolo(u8),
    /// One end of a tremolo between two notes, with so many strokes.
    TremoloBetween(Edge, u8),
    /// One end of a glissando or slide.
    Glissando(Edge),
}

/// A sung syllable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lyric {
    /// Verse, 1 first.
    pub verse: u8,
    /// Where in its word it stands.
    pub syllabic: Syllabic,
    /// The text; elided syllables are joined with `‿`.
    pub text: String,
    /// The syllable is held over the notes that follow (melisma line).
    pub extend: bool,
}

/// Where a syllable stands in its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs, reason = "as MusicXML's syllabic")]
pub enum Syllabic {
    #[default]
    Single,
    Begin,
    Middle,
    End,
}
