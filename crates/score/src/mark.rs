//! What is written between or above the notes: dynamics, words, clefs, pedals, tempo.

use crate::{ChordSymbol, Edge, Key, Quarters, ValueBase};

/// Something at a place in a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// From the start of the measure.
    pub at: Quarters,
    /// Staff within the part, 1 = top.
    pub staff: u8,
    /// What stands there.
    pub what: T,
}

impl<T> Placed<T> {
    /// `what` at a place on the first staff.
    pub fn new(at: Quarters, what: T) -> Placed<T> {
        Placed { at, staff: 1, what }
    }
}

/// A mark in one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A clef, at a measure's start or a change within it.
    Clef(Clef),
    /// A key signature as written for this part.
    Key(Key),
    /// A loudness sign.
    Dynamic(Dynamic),
    /// One end of a hairpin.
    Wedge(Wedge),
    /// Expression text (`dolce`, `pizz.`) as printed.
    Words(String),
    /// The sustain pedal goes down (`Start`) or up (`Stop`).
    Pedal(Edge),
    /// One end of an octave line; the notes are stored as they sound, so playing ignores it.
    OctaveShift {
        /// Start or stop.
        edge: Edge,
        /// Octaves the printed notes are displaced from the sounding ones: 1 for 8va (printed lower), -1 for 8vb.
        octaves: i8,
    },
    /// A chord symbol above the staff.
    Chord(ChordSymbol),
    /// The player takes another instrument: General MIDI program 0-127.
    Program(u8),
}

/// A clef.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Clef {
    /// Its sign.
    pub sign: ClefSign,
    /// The staff line it stands on, 1 = lowest.
    pub line: u8,
    /// Octaves it shifts reading: -1 for the tenor's treble clef.
    pub octave: i8,
}

impl Clef {
    /// Treble clef.
    pub const TREBLE: Clef = Clef { sign: ClefSign::G, line: 2, octave: 0 };
    /// Treble clef sounding an octave lower.
    pub const TENOR_G: Clef = Clef { sign: ClefSign::G, line: 2, octave: -1 };
    /// Alto clef.
    pub const ALTO: Clef = Clef { sign: ClefSign::C, line: 3, octave: 0 };
    /// Bass clef.
    pub const BASS: Clef = Clef { sign: ClefSign::F, line: 4, octave: 0 };
    /// Percussion clef.
    pub const PERCUSSION: Clef = Clef { sign: ClefSign::Percussion, line: 2, octave: 0 };
}

/// The sign of a clef.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the signs name themselves")]
pub enum ClefSign {
    G,
    F,
    C,
    Percussion,
    Tab,
}

/// A loudness sign.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the signs name themselves")]
pub enum Dynamic {
    Pppp,
    Ppp,
    Pp,
    P,
    Mp,
    Mf,
    F,
    Ff,
    Fff,
    Ffff,
    Fp,
    Sf,
    Sfz,
    Sffz,
    Sfp,
    Fz,
    Rf,
    Rfz,
    N,
    /// Any other sign, as printed.
    Other(String),
}

impl Dynamic {
    const NAMED: [(&'static str, Dynamic); 19] = [
        ("pppp", Dynamic::Pppp),
        ("ppp", Dynamic::Ppp),
        ("pp", Dynamic::Pp),
        ("p", Dynamic::P),
        ("mp", Dynamic::Mp),
        ("mf", Dynamic::Mf),
        ("f", Dynamic::F),
        ("ff", Dynamic::Ff),
        ("fff", Dynamic::Fff),
        ("ffff", Dynamic::Ffff),
        ("fp", Dynamic::Fp),
        ("sf", Dynamic::Sf),
        ("sfz", Dynamic::Sfz),
        ("sffz", Dynamic::Sffz),
        ("sfp", Dynamic::Sfp),
        ("fz", Dynamic::Fz),
        ("rf", Dynamic::Rf),
        ("rfz", Dynamic::Rfz),
        ("n", Dynamic::N),
    ];

    /// The sign named `name` (`mf`, `sfz`), or [`Dynamic::Other`].
    #[must_use]
    pub fn from_name(name: &str) -> Dynamic {
        let known = Dynamic::NAMED.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Dynamic::Other(name.to_owned()), |(_, sign)| sign.clone())
    }

    /// The printed name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Dynamic::Other(name) => name,
            known => {
                let named = Dynamic::NAMED.iter().find(|(_, sign)| sign == known);
                named.map_or("mf", |(name, _)| name)
            }
        }
    }

    /// The MIDI velocity it asks for, `None` for signs that accent one note or are unknown
    /// (MusicXML 4.0, `sound dynamics`: 100 % = forte = velocity 90).
    #[must_use]
    pub const fn velocity(&self) -> Option<u8> {
        Some(match self {
            Dynamic::N => 1,
            Dynamic::Pppp => 10,
            Dynamic::Ppp => 23,
            Dynamic::Pp => 36,
            Dynamic::P => 49,
            Dynamic::Mp => 64,
            Dynamic::Mf => 80,
            Dynamic::F => 96,
            Dynamic::Ff => 112,
            Dynamic::Fff => 120,
            Dynamic::Ffff => 127,
            Dynamic::Fp
            | Dynamic::Sf
            | Dynamic::Sfz
            | Dynamic::Sffz
            | Dynamic::Sfp
            | Dynamic::Fz
            | Dynamic::Rf
            | Dynamic::Rfz
            | Dynamic::Other(_) => return None,
        })
    }
}

/// One end of a hairpin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the hairpins name themselves")]
pub enum Wedge {
    Crescendo,
    Diminuendo,
    Stop,
}

/// A tempo that all parts follow from a place on.
#[derive(Clone, Debug, PartialEq)]
pub struct Tempo {
    /// Beats a minute; finite and above zero.
    pub bpm: f64,
    /// What the beat is: a quarter, a dotted quarter ...
    pub beat: TempoBeat,
    /// The printed word: `Allegro`.
    pub text: Option<String>,
    /// Whether the number is printed (`♩ = 120`) or only played.
    pub shown: bool,
}

/// The note value a metronome mark counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TempoBeat {
    /// Head and flags.
    pub base: ValueBase,
    /// Dots.
    pub dots: u8,
}

impl Tempo {
    /// So many quarter notes a minute.
    #[must_use]
    pub fn quarters(bpm: f64) -> Tempo {
        let beat = TempoBeat { base: ValueBase::Quarter, dots: 0 };
        Tempo { bpm, beat, text: None, shown: true }
    }

    /// Quarter notes a minute, whatever the beat.
    #[must_use]
    pub fn quarters_per_minute(&self) -> f64 {
        let beat = crate::NoteValue::dotted(self.beat.base, self.beat.dots).length();
        self.bpm * beat.to_f64()
    }
}
