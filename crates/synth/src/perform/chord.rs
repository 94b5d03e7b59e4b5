//! The notes a line strikes, with their times: what is written becomes what happens.

use score::{Event, Pitch, Quarters, Sounding};

use super::plan::Plan;

/// The notes of one event that begin with it (those tied from before are already sounding).
#[derive(Debug)]
pub(super) struct Chord<'a> {
    pub(super) event: &'a Event,
    pub(super) turn: usize,
    /// Index of the measure.
    pub(super) measure: usize,
    pub(super) voice: u16,
    /// From the start of the measure.
    pub(super) place: Quarters,
    /// From the start of the written score, in quarter notes.
    pub(super) at: f64,
    /// In seconds.
    pub(super) start: f64,
    /// Lowest first.
    pub(super) tones: Vec<Tone>,
}

/// One note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    /// The MIDI key.
    pub(super) key: u8,
    /// As it sounds.
    pub(super) pitch: Pitch,
    /// Where it ends, ties joined, in seconds.
    pub(super) end: f64,
    /// Its length in quarter notes, ties joined.
    pub(super) quarters: f64,
    /// As performed, for music that was recorded as MIDI.
    pub(super) velocity: Option<u8>,
}

impl Chord<'_> {
    pub(super) fn is_grace(&self) -> bool {
        self.event.grace.is_some()
    }

    /// The end of its longest note, in seconds.
    pub(super) fn end(&self) -> f64 {
        self.tones.iter().map(|tone| tone.end).fold(self.start, f64::max)
    }

    /// Whether both are struck at the same place of the same turn.
    pub(super) fn together(&self, other: &Self) -> bool {
        self.turn == other.turn && self.place == other.place
    }
}

/// The chords of one line's notes, by voice and then in order of time; and how many notes have no key.
pub(super) fn chords<'a>(plan: &Plan<'a>, mut notes: Vec<Sounding>) -> (Vec<Chord<'a>>, usize) {
    notes.sort_by_key(|n| (n.place.voice, n.turn, n.event, n.pitch.semitones(), n.note));
    let mut chords: Vec<Chord<'a>> = Vec::new();
    let mut silent = 0;
    let mut previous = None;
    for note in &notes {
        let Some(event) = event(plan, note) else { continue };
        let place = note.onset - plan.clock.start(note.turn);
        let Some(key) = note.midi() else {
            silent += 1;
            continue;
        };
        let identity = (note.place.voice, note.turn, note.event);
        if previous != Some(identity) {
            let start = plan.clock.onset(note.turn, place);
            if !start.is_finite() || start > plan.settings.last_second() {
                continue;
            }
            let at = (plan.written[note.place.measure] + place).to_f64();
            let (turn, measure, voice) = (note.turn, note.place.measure, note.place.voice);
            chords.push(Chord { event, turn, measure, voice, place, at, start, tones: Vec::new() });
            previous = Some(identity);
        }
        let Some(chord) = chords.last_mut() else { continue };
        let end = plan.clock.end(note.turn, place + note.duration);
        let limit = plan.settings.last_second().max(chord.start) + 0.5;
        chord.tones.push(Tone {
            key: key.number(),
            pitch: note.pitch,
            end: end.clamp(chord.start, limit),
            quarters: note.duration.to_f64().max(0.0),
            velocity: event.notes.get(note.note).and_then(|n| n.velocity).map(|v| v.value()),
        });
    }
    (chords, silent)
}

fn event<'a>(plan: &Plan<'a>, note: &Sounding) -> Option<&'a Event> {
    let part = plan.score.parts.get(note.place.part)?;
    let voices = &part.measures.get(note.place.measure)?.voices;
    let index = voices.binary_search_by_key(&note.place.voice, |voice| voice.number).ok()?;
    voices[index].events.get(note.event)
}
