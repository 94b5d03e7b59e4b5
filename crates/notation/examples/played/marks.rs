//! How much of what was written comes back from what was played.

use std::collections::HashMap;

use score::{Quarters, Score, Sounding};

/// Notes, and how many of them came back right.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    /// Notes of the score.
    pub(crate) notes: usize,
    /// Notes that came back at all.
    pub(crate) found: usize,
    /// At their very place, counted from the start of the file.
    pub(crate) placed: usize,
    /// At their place from the first note on: where the bar lines stand does not count.
    pub(crate) onsets: usize,
    /// At their place when all values may be doubled, halved or taken by thirds: the beat was found,
    /// but written as another note value.
    pub(crate) levels: usize,
    /// With their length.
    pub(crate) lengths: usize,
}

impl Marks {
    /// A share of the notes, in per cent.
    pub(crate) fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.notes.max(1) as f64
    }

    /// Adds those of another piece.
    pub(crate) fn add(&mut self, other: &Marks) {
        self.notes += other.notes;
        self.found += other.found;
        self.placed += other.placed;
        self.onsets += other.onsets;
        self.levels += other.levels;
        self.lengths += other.lengths;
    }
}

/// Note values in which the same beat may be written.
const LEVELS: [(i64, i64); 7] = [(1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (4, 3), (3, 4)];

/// (onset, duration)
type Timing = (Quarters, Quarters);

/// The notes of each part and key in order of time.
fn by_key(score: &Score) -> HashMap<(usize, u8), Vec<Timing>> {
    let mut notes: HashMap<(usize, u8), Vec<Timing>> = HashMap::new();
    let sounding = score.soundings().into_iter().filter(|note| !note.grace);
    for note in sounding {
        let Some(key) = note.midi() else { continue };
        let place = (note.place.part, key.number());
        let Sounding { onset, duration, .. } = note;
        let timings = notes.entry(place).or_default();
        // Two voices in unison strike a key once.
        if timings.last().is_none_or(|last| last.0 != onset) {
            timings.push((onset, duration));
        }
    }
    notes
}

/// Compares: the k-th note of a key in a part with the k-th.
pub(crate) fn compare(written: &Score, read: &Score) -> Marks {
    let (written, read) = (by_key(written), by_key(read));
    let mut marks = Marks::default();
    let mut shifts: HashMap<Quarters, usize> = HashMap::new();
    let mut by_level = LEVELS.map(|_| HashMap::<Quarters, usize>::new());
    for (place, truth) in &written {
        marks.notes += truth.len();
        let found = read.get(place).map_or(&[][..], Vec::as_slice);
        for (truth, found) in truth.iter().zip(found) {
            marks.found += 1;
            *shifts.entry(found.0 - truth.0).or_default() += 1;
            for (level, shifts) in LEVELS.iter().zip(&mut by_level) {
                let shift = found.0 * Quarters::new(level.0, level.1) - truth.0;
                *shifts.entry(shift).or_default() += 1;
            }
            marks.lengths += usize::from(truth.1 == found.1);
        }
    }
    marks.placed = shifts.get(&Quarters::ZERO).copied().unwrap_or(0);
    marks.onsets = shifts.values().copied().max().unwrap_or(0);
    marks.levels = by_level.iter().flat_map(HashMap::values).copied().max().unwrap_or(0);
    marks
}
