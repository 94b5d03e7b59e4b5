//! Harmony: the chords of a piece and the keys they are heard in, each found with the help of the
//! other: chords first without a key, keys from those chords, then the chords again in their keys.

mod cells;
mod function;
mod keys;
mod model;
mod ornaments;
mod profiles;
mod segments;

use crate::{ChordSymbol, Key, Mode, Quarters, Score, Sounding};

use super::key_finding::spelled;
use super::{KeyEstimate, phrase_ends};
use cells::Cell;
use keys::Evidence;
use ornaments::Ornaments;

pub use model::{ChordModel, KeyModel};
pub use profiles::KeyProfile;

/// A chord and how long it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ChordSpan {
    /// From the start as written.
    pub onset: Quarters,
    /// How long.
    pub duration: Quarters,
    /// Its symbol, with the bass when it is inverted.
    pub symbol: ChordSymbol,
    /// The share of sounding time that its tones explain, 0 to 1.
    pub confidence: f64,
}

/// The chords of a piece and the keys they are heard in.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Harmony {
    /// The chords in order; silence and noise have none.
    pub chords: Vec<ChordSpan>,
    /// The keys in order, each until the next; their confidence is the mean probability of the key
    /// over its chords, given the whole piece.
    pub keys: Vec<KeyEstimate>,
}

impl Harmony {
    /// Hears a score as written, repeats once.
    #[must_use]
    pub fn of(score: &Score) -> Harmony {
        Harmony::with(score, &KeyModel::default(), &ChordModel::default())
    }

    /// The same with other weights.
    #[must_use]
    pub fn with(score: &Score, key_model: &KeyModel, chord_model: &ChordModel) -> Harmony {
        let mut notes = score.soundings();
        notes.retain(|note| note.drum.is_none() && note.duration.is_positive());
        let ornaments = Ornaments::of(score, &notes, chord_model);
        let cells = cells::cells(score, &notes, &ornaments);
        let closes: Vec<Quarters> = phrase_ends(score).iter().map(|end| end.onset).collect();
        let alone = segments::segments(&cells, &[], chord_model);
        let keys = local_keys(&cells, &alone, &closes, &notes, key_model);
        let chords = segments::segments(&cells, &key_by_cell(&cells, &keys), chord_model);
        let keys = local_keys(&cells, &chords, &closes, &notes, key_model);
        Harmony { chords, keys }
    }

    /// The key that holds at a place.
    #[must_use]
    pub fn key_at(&self, place: Quarters) -> Option<Key> {
        key_at(&self.keys, place)
    }
}

/// The last key that starts at or before a place; before all, the first.
fn key_at(keys: &[KeyEstimate], place: Quarters) -> Option<Key> {
    let index = keys.partition_point(|key| key.onset <= place).saturating_sub(1);
    keys.get(index).map(|found| found.key)
}

/// Labels the chords of a score.
#[must_use]
pub fn label_chords(score: &Score) -> Vec<ChordSpan> {
    Harmony::of(score).chords
}

/// The keys of a score from place to place: it modulates where the next starts.
#[must_use]
pub fn find_keys(score: &Score) -> Vec<KeyEstimate> {
    Harmony::of(score).keys
}

fn key_by_cell(cells: &[Cell], keys: &[KeyEstimate]) -> Vec<Option<Key>> {
    cells.iter().map(|cell| key_at(keys, cell.onset)).collect()
}

fn local_keys(
    cells: &[Cell],
    chords: &[ChordSpan],
    closes: &[Quarters],
    notes: &[Sounding],
    model: &KeyModel,
) -> Vec<KeyEstimate> {
    let (onsets, evidence): (Vec<Quarters>, Vec<Evidence>) =
        evidence(cells, chords, closes).into_iter().unzip();
    let found = keys::keys(&evidence, model);
    let mut estimates: Vec<KeyEstimate> = Vec::new();
    let mut from = 0;
    for stretch in found.chunk_by(|a, b| a.0 == b.0) {
        let end = onsets.get(from + stretch.len()).copied();
        let (tonic, mode) = match stretch[0].0 {
            major @ ..12 => (major, Mode::Major),
            minor => (minor - 12, Mode::Minor),
        };
        let first = notes.partition_point(|note| note.onset < onsets[from]);
        let last = end.map_or(notes.len(), |end| notes.partition_point(|note| note.onset < end));
        let key = spelled(tonic, mode, &notes[first..last.max(first)]);
        #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
        let confidence = stretch.iter().map(|(_, share)| share).sum::<f64>() / stretch.len() as f64;
        estimates.push(KeyEstimate { key, confidence, onset: onsets[from] });
        from += stretch.len();
    }
    estimates
}

/// What each chord says of the key; what sounds before the first chord has no symbol.
fn evidence(
    cells: &[Cell],
    chords: &[ChordSpan],
    closes: &[Quarters],
) -> Vec<(Quarters, Evidence)> {
    let mut list: Vec<(Quarters, Evidence)> = Vec::new();
    let mut next = 0;
    for cell in cells {
        let chord = chords.get(next).filter(|chord| chord.onset <= cell.onset);
        next += usize::from(chord.is_some());
        let sounds = cell.inside.iter().any(|weight| *weight > 0.0);
        if chord.is_some() || (list.is_empty() && sounds) {
            let symbol = chord.map(|chord| chord.symbol.clone());
            list.push((cell.onset, Evidence { weights: [0.0; 12], symbol, closes: false }));
        }
        let Some((_, evidence)) = list.last_mut() else { continue };
        for (weight, inside) in evidence.weights.iter_mut().zip(cell.inside) {
            *weight += inside;
        }
        let closing = closes.partition_point(|close| *close < cell.onset);
        evidence.closes |= closes.get(closing).is_some_and(|close| *close < cell.end);
    }
    list
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;
    use crate::theory::roman_numeral;

    #[test]
    fn a_cadence() {
        let score = shorthand(
            "C",
            "4/4",
            &[
                "G4:1 A4 G4 F4 | E4:4",
                "E4:1 F4 E4 D4 | C4:4",
                "C4:1 C4 C4 B3 | G3:4",
                "C3:1 F3 G3 G3 | C3:4",
            ],
        );
        let score = score.unwrap();
        let key = score.first_key().unwrap();
        let labels: Vec<String> = label_chords(&score)
            .iter()
            .map(|span| format!("{} {}", span.symbol, roman_numeral(&span.symbol, key)))
            .collect();
        assert_eq!(labels.join(", "), "C I, F IV, C/G I64, G7 V7, C I");
    }

    #[test]
    fn the_bass_of_a_left_hand_chord_is_its_lowest_note() {
        let lines = ["E5:2 G5 | F5:2 E5:2", "C3+E3+G3:4 | G2+B2+F3:2 E3+G3+C4:2"];
        let score = shorthand("C", "4/4", &lines).unwrap();
        let labels: Vec<String> =
            label_chords(&score).iter().map(|span| span.symbol.to_string()).collect();
        assert_eq!(labels.join(", "), "C, G7, C/E");
    }
}
