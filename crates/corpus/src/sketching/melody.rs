//! The melody of a song: what is sung, or the top of what is played.

use score::{Part, Score};

use super::lines::{Note, by_part};

/// Names that parts with the tune have.
const NAMES: [&str; 12] = [
    "vocal", "voice", "voix", "singst", "gesang", "canto", "chant", "melod", "lead", "sopran",
    "tenor", "solo",
];

/// Whether words stand under a part's notes.
pub(super) fn has_words(part: &Part) -> bool {
    words(part) > 0
}

fn words(part: &Part) -> usize {
    let voices = part.measures.iter().flat_map(|measure| &measure.voices);
    voices.flat_map(|voice| &voice.events).filter(|event| !event.lyrics.is_empty()).count()
}

/// The melody, one note at a time: of the part with most words; without words, of the part called
/// voice or melody; else of the first.
pub(super) fn melody(score: &Score, notes: &[Note]) -> Vec<Note> {
    let parts = by_part(notes);
    let words = |part: &&Vec<Note>| {
        part.first().and_then(|note| score.parts.get(note.part)).map_or(0, words)
    };
    let named = |part: &&Vec<Note>| {
        let part = part.first().and_then(|note| score.parts.get(note.part));
        let name = part.map(|part| part.name.to_lowercase()).unwrap_or_default();
        NAMES.iter().any(|known| name.contains(known))
    };
    // Of parts with as many words, the first: the upper voice of a duet.
    let sung = parts.iter().rev().max_by_key(words).filter(|part| words(part) > 0);
    let chosen = sung.or_else(|| parts.iter().find(named)).or_else(|| parts.first());
    chosen.map(|part| skyline(part)).unwrap_or_default()
}

/// The highest note at each onset. A note under one that still sounds is accompaniment; what sounds
/// when a higher note begins gives way (Uitdenbogerd & Zobel 1998, "skyline").
pub(super) fn skyline(notes: &[Note]) -> Vec<Note> {
    let mut line: Vec<Note> = Vec::new();
    for note in notes {
        match line.last_mut() {
            Some(last)
                if last.end > note.onset
                    && (last.pitch > note.pitch || last.onset == note.onset) =>
            {
                // Within one voice the new note wins: the old one was held into it by mistake.
                if last.voice == note.voice && last.onset < note.onset {
                    last.end = note.onset;
                    line.push(*note);
                }
            }
            Some(last) => {
                last.end = last.end.min(note.onset);
                line.push(*note);
            }
            None => line.push(*note),
        }
    }
    line
}
