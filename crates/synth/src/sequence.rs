use crate::SynthError;
use crate::soundfont::DRUM_BANK;

/// What is to be played: timed events for any number of parts. Times are in seconds, so whoever
/// makes a sequence has already applied tempo, repeats and swing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sequence {
    /// The parts; each has its own instrument, controllers and place in the room.
    pub parts: Vec<Part>,
}

/// One player.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The name in the score, for reports.
    pub name: String,
    /// The instrument at the start.
    pub instrument: Instrument,
    /// Gain in decibels over what the instrument gives by itself.
    pub gain_db: f32,
    /// -1 (left) to 1 (right).
    pub pan: f32,
    /// How much goes to the reverb: 0 (dry) to 1.
    pub reverb_send: f32,
    /// What happens, in any order; events at the same time are played offs first, then
    /// controllers, then notes.
    pub events: Vec<Event>,
}

/// A preset of a SoundFont by its MIDI numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// 0 for General MIDI instruments, [`DRUM_BANK`] for drum kits.
    pub bank: u16,
    /// 0 to 127.
    pub program: u8,
}

/// Something that happens at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Seconds from the start of the piece.
    pub seconds: f64,
    /// What happens.
    pub action: Action,
}

/// What a player does. Keys, velocities and controller values go from 0 to 127, as in MIDI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Starts a note. The same key may sound several times at once, as in a unison.
    NoteOn {
        /// MIDI key, 60 is middle C.
        key: u8,
        /// How hard, from 1 to 127.
        velocity: u8,
    },
    /// Ends the oldest note still held on the key.
    NoteOff {
        /// MIDI key.
        key: u8,
    },
    /// Ends all notes, with their releases.
    AllNotesOff,
    /// Changes the instrument for the notes that follow.
    Instrument(Instrument),
    /// Channel volume (controller 7); 100 at the start.
    Volume(u8),
    /// Expression (controller 11): the swell within a note or phrase; 127 at the start.
    Expression(u8),
    /// Vibrato depth (controller 1), up to 50 cents.
    Modulation(u8),
    /// Sustain pedal (controller 64).
    Sustain(bool),
    /// Bends the pitch by so many cents, from -2400 to 2400.
    Bend {
        /// Hundredths of a semitone.
        cents: i16,
    },
}

impl Instrument {
    /// A General MIDI instrument; `program` counts from 0, so 0 is the piano.
    #[must_use]
    pub fn general_midi(program: u8) -> Self {
        Self { bank: 0, program }
    }

    /// The standard drum kit.
    #[must_use]
    pub fn drums() -> Self {
        Self { bank: DRUM_BANK, program: 0 }
    }
}

impl Part {
    /// A part in the middle, at its own volume, with a little reverb and no events yet.
    #[must_use]
    pub fn new(name: impl Into<String>, instrument: Instrument) -> Self {
        let (gain_db, pan, reverb_send) = (0.0, 0.0, 0.3);
        Self { name: name.into(), instrument, gain_db, pan, reverb_send, events: Vec::new() }
    }

    /// Adds a note from `start` for `length` seconds.
    pub fn note(&mut self, start: f64, length: f64, key: u8, velocity: u8) {
        self.events.push(Event { seconds: start, action: Action::NoteOn { key, velocity } });
        self.events.push(Event { seconds: start + length, action: Action::NoteOff { key } });
    }
}

impl Sequence {
    /// The time of the last event, in seconds; the sound rings on after it.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        let events = self.parts.iter().flat_map(|part| &part.events);
        events.map(|event| event.seconds).fold(0.0, f64::max)
    }

    /// Checks every number against its range.
    ///
    /// # Errors
    /// [`SynthError::Sequence`] naming the part and the first thing wrong.
    pub fn check(&self) -> Result<(), SynthError> {
        for part in &self.parts {
            let wrong = |what: &str| SynthError::Sequence(format!("part {:?}: {what}", part.name));
            if !part.gain_db.is_finite() || part.gain_db.abs() > 60.0 {
                return Err(wrong("the gain is not within 60 dB"));
            }
            if !(-1.0..=1.0).contains(&part.pan) || !(0.0..=1.0).contains(&part.reverb_send) {
                return Err(wrong("pan or reverb is out of range"));
            }
            let timed = |event: &Event| event.seconds.is_finite() && event.seconds >= 0.0;
            if !part.events.iter().all(timed) {
                return Err(wrong("an event's time is not zero or later"));
            }
            if !part.events.iter().all(|event| event.action.in_range()) {
                return Err(wrong("a key, velocity or controller is out of range"));
            }
        }
        Ok(())
    }
}

impl Action {
    fn in_range(&self) -> bool {
        match *self {
            Self::NoteOn { key, velocity } => key <= 127 && (1..=127).contains(&velocity),
            Self::NoteOff { key } => key <= 127,
            Self::Instrument(instrument) => instrument.program <= 127,
            Self::Volume(value) | Self::Expression(value) | Self::Modulation(value) => value <= 127,
            Self::Bend { cents } => cents.abs() <= 2400,
            Self::AllNotesOff | Self::Sustain(_) => true,
        }
    }

    /// The order among events at the same time: a key that is struck again must be let go first.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::NoteOff { .. } | Self::AllNotesOff => 0,
            Self::NoteOn { .. } => 2,
            _ => 1,
        }
    }
}
