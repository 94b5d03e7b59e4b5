//! The notes of a score and the lines they are written in.

use std::collections::BTreeMap;

use score::{MidiPitch, Quarters, Score, Sounding};

/// A note that takes time, on the line of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) onset: Quarters,
    pub(super) end: Quarters,
    pub(super) pitch: MidiPitch,
    /// The part it is in.
    pub(super) part: usize,
    /// The voice within the part.
    pub(super) voice: u16,
    /// The staff within the part, 1 = top.
    pub(super) staff: u8,
}

/// The pitched notes in an order of measures, by onset, highest first. Grace notes take no time.
pub(super) fn notes(score: &Score, order: &[usize]) -> Vec<Note> {
    let sounding = score.soundings_in(order);
    let mut notes: Vec<Note> = sounding.iter().filter_map(|note| taken(score, note)).collect();
    notes.sort_by_key(|note| (note.onset, std::cmp::Reverse(note.pitch)));
    notes
}

fn taken(score: &Score, note: &Sounding) -> Option<Note> {
    if note.drum.is_some() || note.grace || !note.duration.is_positive() {
        return None;
    }
    let part = score.parts.get(note.place.part)?;
    let written = part.measures.get(note.place.measure)?.voice(note.place.voice)?;
    let event = written.events.get(note.event)?;
    Some(Note {
        onset: note.onset,
        end: note.end(),
        pitch: note.pitch.midi()?,
        part: note.place.part,
        voice: note.place.voice,
        staff: event.staff,
    })
}

/// The notes by the line they are written in: part and voice, in order of the score.
pub(super) fn by_line(notes: &[Note]) -> Vec<Vec<Note>> {
    grouped(notes, |note| (note.part, note.voice))
}

/// The notes by part, in order of the score.
pub(super) fn by_part(notes: &[Note]) -> Vec<Vec<Note>> {
    grouped(notes, |note| (note.part, 0))
}

fn grouped(notes: &[Note], key: impl Fn(&Note) -> (usize, u16)) -> Vec<Vec<Note>> {
    let mut groups: BTreeMap<(usize, u16), Vec<Note>> = BTreeMap::new();
    for note in notes {
        groups.entry(key(note)).or_default().push(*note);
    }
    groups.into_values().collect()
}

/// How long the notes of a line sound, added up.
pub(super) fn sounding(line: &[Note]) -> Quarters {
    line.iter().map(|note| note.end - note.onset).sum()
}

/// How long notes of a line sound over one another: from each note's start to the end of one before.
pub(super) fn overlap(line: &[Note]) -> Quarters {
    let mut until = Quarters::ZERO;
    let mut shared = Quarters::ZERO;
    for note in line {
        if until > note.onset {
            shared += until.min(note.end) - note.onset;
        }
        until = until.max(note.end);
    }
    shared
}

/// Whether a line has one note at a time, but for an odd chord: at most 3 % of its time.
pub(super) fn is_single(line: &[Note]) -> bool {
    overlap(line) * 100 <= sounding(line) * 3
}

/// Which of the notes struck together in a line is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeps {
    /// The highest: what a singer of an upper voice sings.
    Highest,
    /// The lowest; but of an octave the upper note, which is sung: the lower one is the continuo's.
    Bass,
}

/// A line of one note at a time: a note ends where the next begins.
pub(super) fn single(line: &[Note], keeps: Keeps) -> Vec<Note> {
    let mut kept: Vec<Note> = Vec::with_capacity(line.len());
    for chord in line.chunk_by(|one, other| one.onset == other.onset) {
        let note = match keeps {
            Keeps::Highest => chord.first(),
            Keeps::Bass => bass(chord),
        };
        let Some(note) = note else { continue };
        if let Some(last) = kept.last_mut() {
            last.end = last.end.min(note.onset);
        }
        kept.push(*note);
    }
    kept
}

/// The bass of notes struck together, highest first.
fn bass(chord: &[Note]) -> Option<&Note> {
    let lowest = chord.last()?;
    let octave = |note: &&Note| note.pitch.number() == lowest.pitch.number() + 12;
    chord.iter().find(octave).or(Some(lowest))
}

/// The mean pitch of a line over its sounding time, in hundredths of a semitone.
pub(super) fn mean_pitch(line: &[Note]) -> i64 {
    let weighted: Quarters =
        line.iter().map(|note| (note.end - note.onset) * i64::from(note.pitch.number())).sum();
    let total = sounding(line);
    if total.is_positive() { (weighted * 100).div_floor(total) } else { 0 }
}
