//! Cadences where the melody comes to rest, for pieces on a grid, which know no fermatas.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use score::theory::{CadenceKind, cadences, phrase_ends};
use score::{Articulation, Quarters, Score, Sketch, Staves};

/// How long a note of the melody must be to end a phrase: a half note.
fn rest() -> Quarters {
    Quarters::whole(2)
}

/// How phrases end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Closes {
    /// Places where the melody rests on a half note or longer, or all voices are silent, or the piece ends.
    pub(crate) phrases: usize,
    /// Those that close in a known cadence.
    pub(crate) cadences: usize,
    /// Those whose cadence is authentic.
    pub(crate) authentic: usize,
}

impl Closes {
    pub(crate) fn of(piece: &Sketch) -> Closes {
        let mut score = piece.to_score(Staves::Open);
        mark_rests(&mut score);
        let found = cadences(&score);
        let authentic =
            |kind| matches!(kind, CadenceKind::PerfectAuthentic | CadenceKind::ImperfectAuthentic);
        Closes {
            phrases: phrase_ends(&score).len(),
            cadences: found.len(),
            authentic: found.iter().filter(|cadence| authentic(cadence.kind)).count(),
        }
    }

    /// The share of phrases that close in no cadence.
    #[allow(clippy::cast_precision_loss, reason = "counts of phrases")]
    pub(crate) fn open(&self) -> f64 {
        1.0 - self.cadences as f64 / self.phrases.max(1) as f64
    }
}

impl AddAssign for Closes {
    fn add_assign(&mut self, other: Closes) {
        self.phrases += other.phrases;
        self.cadences += other.cadences;
        self.authentic += other.authentic;
    }
}

/// Puts a fermata on the long notes of the first part: on the last of the tied ones that write it.
fn mark_rests(score: &mut Score) {
    let long = |note: &&score::Sounding| note.place.part == 0 && note.duration >= rest();
    let ends: BTreeSet<Quarters> =
        score.soundings().iter().filter(long).map(score::Sounding::end).collect();
    let starts = score.measure_starts();
    for (place, event) in score.events_mut().filter(|(place, _)| place.part == 0) {
        if ends.contains(&(starts[place.measure] + event.end())) && !event.is_rest() {
            event.articulations.push(Articulation::Fermata);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Cell, MidiPitch};

    #[test]
    fn a_long_note_of_the_melody_ends_a_phrase() {
        // C F G7 C, the last a half note, then G for a quarter.
        let chords = [[72, 67, 64, 48], [72, 69, 65, 53], [71, 65, 62, 43], [72, 67, 64, 48]];
        let mut piece = Sketch { voices: vec![Vec::new(); 4], ..Sketch::default() };
        piece.grid = Quarters::ONE;
        for chord in chords {
            for (voice, key) in piece.voices.iter_mut().zip(chord) {
                voice.push(Cell::Strike(MidiPitch::new(key).unwrap()));
            }
        }
        let held = |voice: &Vec<Cell>| Cell::Hold(voice[3].pitch().unwrap());
        piece.voices.iter_mut().for_each(|voice| voice.push(held(voice)));
        for (voice, key) in piece.voices.iter_mut().zip([71, 67, 62, 43]) {
            voice.push(Cell::Strike(MidiPitch::new(key).unwrap()));
        }
        let found = Closes::of(&piece);
        assert_eq!((found.phrases, found.authentic), (2, 1), "{found:?}");
    }
}
