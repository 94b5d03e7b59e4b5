//! Four voices out of a reduction: chords on one or two staves become soprano, alto, tenor and bass.
//!
//! Every note goes to one voice for as long as it sounds. Of all ways to do so the cheapest is found
//! moment by moment (Viterbi 1967), where voices cost what they leap, and crossing, singing outside
//! one's range and leaving the soprano silent cost more (after Chew & Wu 2004, who minimise leaps).

use std::collections::HashMap;

use score::Score;

use super::excess::{crowded_percent, full_percent, moments, thinned};
use super::lines::Note;
use crate::Reason;

/// Soprano, alto, tenor, bass.
const VOICES: usize = 4;
/// Comfortable MIDI keys of each voice, and where it starts when nothing came before.
const RANGES: [(i32, i32, i32); VOICES] = [(60, 79, 69), (55, 74, 64), (48, 67, 57), (40, 62, 50)];
/// Semitones of leap that a crossing of neighbours is worth.
const CROSSING: i32 = 30;
/// What a silent outer voice costs at each moment; an inner one rests first.
const SILENT: [i32; VOICES] = [12, 2, 4, 8];
/// What a note on the lower staff costs in an upper voice, and the other way round.
const WRONG_STAFF: i32 = 9;

/// Which note each voice has: the index into the notes.
type Seating = [Option<usize>; VOICES];

/// The cheapest way to a seating.
#[derive(Clone, Debug)]
struct Path {
    cost: i32,
    /// The pitch each voice last had.
    last: [i32; VOICES],
    /// The path's place among those of the moment before.
    from: usize,
    seating: Seating,
}

/// Separates a reduction into four voices.
pub(super) fn separate(score: &Score, notes: &[Note]) -> Result<Vec<Vec<Note>>, Reason> {
    let all = moments(notes);
    let crowded = crowded_percent(&all, VOICES);
    if crowded > 5 {
        return Err(Reason::NotPartWriting(format!("over four notes at once, {crowded} % of it")));
    }
    let full = full_percent(&all, VOICES - 1);
    if full < 60 {
        return Err(Reason::NotPartWriting(format!(
            "under three notes at once, {} % of it",
            100 - full
        )));
    }
    let notes = thinned(notes, VOICES);
    let two_staves = has_two_staves(score, &notes);
    let layers = search(&notes, two_staves);
    Ok(voices(&notes, &layers))
}

/// Whether the notes stand on an upper and a lower staff: two staves of a part, or two parts.
fn has_two_staves(score: &Score, notes: &[Note]) -> bool {
    let parts = notes.iter().map(|note| note.part).max().unwrap_or(0);
    parts == 1 || (parts == 0 && score.parts.first().is_some_and(|part| part.staves == 2))
}

/// All paths, moment by moment; each moment keeps the cheapest path to every seating.
fn search(notes: &[Note], two_staves: bool) -> Vec<Vec<Path>> {
    let mut layers: Vec<Vec<Path>> = Vec::new();
    let start =
        Path { cost: 0, last: RANGES.map(|range| range.2), from: 0, seating: [None; VOICES] };
    for moment in moments(notes) {
        let before = layers.last().map_or(std::slice::from_ref(&start), Vec::as_slice);
        let mut best: HashMap<Seating, Path> = HashMap::new();
        for (from, path) in before.iter().enumerate() {
            for seating in seatings(&moment.notes, path) {
                let next = step(notes, path, from, seating, two_staves);
                let known = best.get(&seating);
                if known.is_none_or(|known| (next.cost, next.from) < (known.cost, known.from)) {
                    best.insert(seating, next);
                }
            }
        }
        let mut layer: Vec<Path> = best.into_values().collect();
        layer.sort_by_key(|path| (path.cost, path.seating));
        layers.push(layer);
    }
    layers
}

/// All ways to seat the sounding notes in voices; a note that goes on keeps its voice.
fn seatings(sounding: &[usize], path: &Path) -> Vec<Seating> {
    let seat_of = |note: &usize| path.seating.iter().position(|seated| seated == &Some(*note));
    let mut held: Seating = [None; VOICES];
    for note in sounding {
        if let Some(voice) = seat_of(note) {
            held[voice] = Some(*note);
        }
    }
    let mut seatings = vec![held];
    for note in sounding.iter().filter(|note| seat_of(note).is_none()) {
        let placed = |seating: &Seating, voice: usize| {
            let mut next = *seating;
            next[voice] = Some(*note);
            next
        };
        let free =
            |seating: &Seating| (0..VOICES).filter(|&v| seating[v].is_none()).collect::<Vec<_>>();
        seatings = seatings
            .iter()
            .flat_map(|seating| free(seating).into_iter().map(move |voice| placed(seating, voice)))
            .collect();
    }
    seatings
}

fn step(notes: &[Note], path: &Path, from: usize, seating: Seating, two_staves: bool) -> Path {
    let mut next = Path { cost: path.cost, last: path.last, from, seating };
    let pitch = |note: usize| i32::from(notes[note].pitch.number());
    for voice in 0..VOICES {
        let Some(note) = seating[voice] else {
            next.cost += SILENT[voice];
            continue;
        };
        if path.seating[voice] == Some(note) {
            continue;
        }
        let (low, high, _) = RANGES[voice];
        let outside = (low - pitch(note)).max(pitch(note) - high).max(0);
        let lower_staff = notes[note].staff > 1 || notes[note].part > 0;
        let wrong_staff = two_staves && lower_staff != (voice >= 2);
        next.cost += (pitch(note) - path.last[voice]).abs() + 2 * outside;
        next.cost += if wrong_staff { WRONG_STAFF } else { 0 };
        next.last[voice] = pitch(note);
    }
    let seated: Vec<i32> = seating.iter().flatten().map(|&note| pitch(note)).collect();
    let crossings = seated.windows(2).filter(|pair| pair[0] < pair[1]).count();
    next.cost += CROSSING * i32::try_from(crossings).unwrap_or(0);
    next
}

/// Walks back along the cheapest path and hands every note to its voice.
fn voices(notes: &[Note], layers: &[Vec<Path>]) -> Vec<Vec<Note>> {
    let mut seat = vec![None; notes.len()];
    let mut at = 0;
    for layer in layers.iter().rev() {
        let Some(path) = layer.get(at) else { break };
        for (voice, seated) in path.seating.iter().enumerate() {
            if let Some(note) = seated {
                seat[*note] = Some(voice);
            }
        }
        at = path.from;
    }
    let of = |voice: usize| {
        let mine = notes.iter().zip(&seat).filter(|(_, seat)| **seat == Some(voice));
        mine.map(|(note, _)| *note).collect()
    };
    (0..VOICES).map(of).collect()
}
