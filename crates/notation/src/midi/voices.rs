//! Separates the notes of a part into voices that do not overlap.
//!
//! Notes struck and released together are one chord; each chord joins the free voice whose last note
//! is nearest in pitch, the proximity principle of Chew & Wu (2004), "Separating voices in polyphonic
//! music".

use score::Quarters;

use crate::limits::MAX_VOICES;

/// A note on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GridNote {
    pub(super) onset: Quarters,
    pub(super) end: Quarters,
    pub(super) key: u8,
    pub(super) velocity: u8,
}

/// Notes struck and released together.
#[derive(Clone, Debug)]
pub(super) struct Chord {
    pub(super) onset: Quarters,
    pub(super) end: Quarters,
    /// (key, velocity), lowest first.
    pub(super) notes: Vec<(u8, u8)>,
    /// The highest key: every later chord asks for it.
    top: u8,
}

/// The voices of a part, highest first; each a run of chords that do not overlap. When more than
/// [`MAX_VOICES`] sound at once, the chord that ends first is cut short for the next; the number of
/// those comes second.
pub(super) fn separate(mut notes: Vec<GridNote>) -> (Vec<Vec<Chord>>, usize) {
    notes.sort_by_key(|note| (note.onset, note.end, note.key));
    let mut chords: Vec<Chord> = Vec::new();
    for note in notes {
        let struck = (note.key, note.velocity);
        match chords.last_mut() {
            Some(chord) if chord.onset == note.onset && chord.end == note.end => {
                chord.notes.push(struck);
                chord.top = chord.top.max(note.key);
            }
            _ => {
                let (onset, end, top) = (note.onset, note.end, note.key);
                chords.push(Chord { onset, end, notes: vec![struck], top });
            }
        }
    }
    // Of chords struck together the highest chooses first, so that melodies stay on top.
    chords.sort_by_key(|chord| (chord.onset, std::cmp::Reverse(chord.top)));
    let mut voices: Vec<Vec<Chord>> = Vec::new();
    let mut cut = 0;
    for chord in chords {
        let distance = |voice: &Vec<Chord>| {
            let last = voice.last()?;
            (last.end <= chord.onset).then(|| last.top.abs_diff(chord.top))
        };
        let nearest =
            (0..voices.len()).filter_map(|index| Some((distance(&voices[index])?, index))).min();
        match nearest {
            Some((_, index)) => voices[index].push(chord),
            None if voices.len() < MAX_VOICES => voices.push(vec![chord]),
            None => {
                cut += 1;
                let end = |voice: &&mut Vec<Chord>| voice.last().map(|last| last.end);
                let Some(voice) = voices.iter_mut().min_by_key(end) else { continue };
                if let Some(last) = voice.last_mut() {
                    last.end = chord.onset;
                }
                // Struck together with what it replaces: nothing of that is left to hold.
                match voice.last_mut().filter(|last| last.onset == chord.onset) {
                    Some(last) => {
                        last.notes.extend(chord.notes);
                        last.top = last.top.max(chord.top);
                        last.end = chord.end;
                    }
                    None => voice.push(chord),
                }
            }
        }
    }
    (voices, cut)
}
