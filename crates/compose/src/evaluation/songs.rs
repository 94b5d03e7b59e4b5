//! Is it a good song? What can be counted of a melody over chords, the same for people's songs and composed ones.

use std::collections::HashSet;

use score::{Sketch, SketchBar, SketchNote};
use serde::{Deserialize, Serialize};

use crate::tokens::scale;

/// What can be counted of a song.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SongCounts {
    /// Notes that sound on a strong beat over a chord.
    pub strong: usize,
    /// Of these, tones of the chord, or others that move by step to one.
    pub settled: usize,
    /// Bars with a melody.
    pub bars: usize,
    /// Of these, bars whose rhythm and intervals were heard in an earlier bar of the piece.
    pub repeated: usize,
    /// Bars with a melody note outside the key that no chord of the bar contains.
    pub strayed: usize,
    /// Melodic moves, repeated notes not counted.
    pub moves: usize,
    /// Of these, seconds.
    pub steps: usize,
    /// Chords that begin.
    pub chords: usize,
    /// 1 when the last chord stands on the tonic.
    pub home: usize,
}

/// From this metrical weight on (0 is the downbeat) a place counts as strong: downbeats and half-bars.
const STRONG: u8 = 1;

impl SongCounts {
    /// Counts a song: the first voice is its melody.
    #[must_use]
    pub fn of(piece: &Sketch) -> SongCounts {
        let notes = piece.notes(0);
        let (strong, settled) = strong_notes(piece, &notes);
        let (bars, repeated) = repeated_bars(piece, &notes);
        let moves: Vec<u8> = notes
            .windows(2)
            .map(|pair| pair[0].pitch.number().abs_diff(pair[1].pitch.number()))
            .filter(|&size| size > 0)
            .collect();
        let last = piece.chords.iter().rfind(|(_, chord)| chord.kind != score::ChordKind::None);
        let home = piece
            .key
            .zip(last)
            .is_some_and(|(key, (_, chord))| chord.root.pitch_class() == key.tonic().pitch_class());
        SongCounts {
            strong,
            settled,
            bars,
            repeated,
            strayed: strayed_bars(piece, &notes),
            steps: moves.iter().filter(|&&size| size <= 2).count(),
            moves: moves.len(),
            chords: piece.chords.len(),
            home: usize::from(home),
        }
    }

    /// Bars of the melody that were heard before, in percent.
    #[must_use]
    pub fn repeated_percent(&self) -> f64 {
        percent(self.repeated, self.bars)
    }
}

impl std::ops::AddAssign for SongCounts {
    fn add_assign(&mut self, more: SongCounts) {
        self.strong += more.strong;
        self.settled += more.settled;
        self.bars += more.bars;
        self.repeated += more.repeated;
        self.strayed += more.strayed;
        self.moves += more.moves;
        self.steps += more.steps;
        self.chords += more.chords;
        self.home += more.home;
    }
}

/// What can be counted of many songs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SongQuality {
    /// Pieces counted.
    pub pieces: usize,
    /// All counts together.
    pub counts: SongCounts,
    /// Bars heard before, in percent of a piece's: quartiles over the pieces.
    pub repeated_quartiles: [f64; 3],
}

impl SongQuality {
    /// Counts pieces, of each at most the first `bars` bars, so that long and short ones compare.
    #[must_use]
    pub fn of(pieces: &[Sketch], bars: usize) -> SongQuality {
        let each: Vec<SongCounts> =
            pieces.iter().map(|piece| SongCounts::of(&beginning(piece, bars))).collect();
        let mut counts = SongCounts::default();
        each.iter().for_each(|&more| counts += more);
        let mut repeated: Vec<f64> = each.iter().map(SongCounts::repeated_percent).collect();
        repeated.sort_by(f64::total_cmp);
        let at = |quarters: usize| repeated.get(repeated.len() * quarters / 4).copied();
        let quartiles = [1, 2, 3].map(|quarters| at(quarters).unwrap_or(0.0));
        SongQuality { pieces: pieces.len(), counts, repeated_quartiles: quartiles }
    }

    /// The rows of a table: what is counted, and how much.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    pub fn rows(&self) -> [(&'static str, f64); 8] {
        let counts = &self.counts;
        [
            ("strong notes in the chord or resolved %", percent(counts.settled, counts.strong)),
            ("bars outside the key, unexplained %", percent(counts.strayed, counts.bars)),
            ("bars heard before %, lower quartile", self.repeated_quartiles[0]),
            ("bars heard before %, median", self.repeated_quartiles[1]),
            ("bars heard before %, upper quartile", self.repeated_quartiles[2]),
            ("stepwise melodic moves %", percent(counts.steps, counts.moves)),
            ("chords a bar", counts.chords as f64 / counts.bars.max(1) as f64),
            ("closes at home %", percent(counts.home, self.pieces)),
        ]
    }
}

/// The first bars of a piece.
fn beginning(piece: &Sketch, bars: usize) -> Sketch {
    let mut piece = piece.clone();
    piece.bars.truncate(bars);
    let steps = piece.bars.last().map_or(0, SketchBar::end);
    piece.voices.iter_mut().for_each(|voice| voice.truncate(steps));
    piece.chords.retain(|(step, _)| *step < steps);
    piece
}

/// Notes that sound on strong beats over a chord, and how many of them are settled.
fn strong_notes(piece: &Sketch, notes: &[SketchNote]) -> (usize, usize) {
    let (mut strong, mut settled) = (0, 0);
    for (index, note) in notes.iter().enumerate() {
        let Some(beat) = (note.first..note.end).find(|&step| is_strong(piece, step)) else {
            continue;
        };
        let Some(within) = in_chord(piece, beat, note.pitch.number()) else { continue };
        let resolved = || {
            let next =
                notes[index + 1..].iter().find(|next| next.pitch.number() != note.pitch.number());
            next.is_some_and(|next| {
                next.pitch.number().abs_diff(note.pitch.number()) <= 2
                    && in_chord(piece, next.first, next.pitch.number()).unwrap_or(false)
            })
        };
        strong += 1;
        settled += usize::from(within || resolved());
    }
    (strong, settled)
}

fn is_strong(piece: &Sketch, step: usize) -> bool {
    piece.place(step).is_some_and(|(bar, place)| {
        let at = piece.grid * i64::try_from(place).unwrap_or(0);
        piece.bars[bar].meter.weight(at) <= STRONG
    })
}

/// Whether the chord at a step contains a key; `None` where there is no chord.
fn in_chord(piece: &Sketch, step: usize, key: u8) -> Option<bool> {
    let classes = piece.chord_at(step)?.pitch_classes();
    (!classes.is_empty()).then(|| classes.contains(&(key % 12)))
}

/// Bars with a melody, and how many were heard before in the piece, moved or not.
fn repeated_bars(piece: &Sketch, notes: &[SketchNote]) -> (usize, usize) {
    let (mut bars, mut repeated) = (0, 0);
    let mut heard = HashSet::new();
    for bar in &piece.bars {
        let within = |note: &&SketchNote| (bar.first..bar.end()).contains(&note.first);
        let own: Vec<&SketchNote> = notes.iter().filter(within).collect();
        let Some(first) = own.first() else { continue };
        let figure: Vec<(usize, i16)> = own
            .iter()
            .map(|note| {
                (
                    note.first - bar.first + bar.missing,
                    i16::from(note.pitch.number()) - i16::from(first.pitch.number()),
                )
            })
            .collect();
        bars += 1;
        repeated += usize::from(!heard.insert(figure));
    }
    (bars, repeated)
}

/// Bars with a note outside the key that no chord of the bar contains.
fn strayed_bars(piece: &Sketch, notes: &[SketchNote]) -> usize {
    let Some(key) = piece.key else { return 0 };
    let scale = scale(key);
    let strays = |bar: &&SketchBar| {
        let within = |note: &&SketchNote| note.first < bar.end() && note.end > bar.first;
        let chords: HashSet<u8> = (bar.first..bar.end())
            .filter_map(|step| piece.chord_at(step))
            .flat_map(score::ChordSymbol::pitch_classes)
            .collect();
        notes.iter().filter(within).any(|note| {
            let class = note.pitch.number() % 12;
            scale & (1 << class) == 0 && !chords.contains(&class)
        })
    };
    piece.bars.iter().filter(strays).count()
}

#[allow(clippy::cast_precision_loss, reason = "counts are small")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Cell, Key, MidiPitch, Quarters};

    /// A melody in quarters over one chord a bar of 4/4.
    fn song(keys: &[u8], chords: &[&str]) -> Sketch {
        let bars = SketchBar::lay(&"4/4".parse().unwrap(), Quarters::ONE, 0, keys.len() / 4);
        let mut sketch = Sketch::silent(Quarters::ONE, bars, 1);
        sketch.key = Some(Key::C_MAJOR);
        for (cell, &key) in sketch.voices[0].iter_mut().zip(keys) {
            *cell = Cell::Strike(MidiPitch::new(key).unwrap());
        }
        let chord = |(bar, name): (usize, &&str)| (4 * bar, name.parse().unwrap());
        sketch.chords = chords.iter().enumerate().map(chord).collect();
        sketch
    }

    #[test]
    fn strong_notes_belong_to_chords_or_resolve() {
        // F over C falls to E: resolved. A over C leaps to C: not.
        let counts = SongCounts::of(&song(&[65, 64, 67, 65, 69, 72, 67, 67], &["C", "C"]));
        assert_eq!((counts.strong, counts.settled), (4, 3));
        assert_eq!(counts.home, 1);
    }

    #[test]
    fn bars_heard_before_count_in_any_key() {
        let counts = SongCounts::of(&song(
            &[60, 62, 64, 65, 67, 69, 71, 72, 60, 60, 60, 60],
            &["C", "G7", "F"],
        ));
        assert_eq!((counts.bars, counts.repeated, counts.home), (3, 1, 0));
    }

    #[test]
    fn a_note_outside_the_key_wants_a_chord() {
        let keys = [60, 62, 64, 66, 67, 66, 64, 62];
        assert_eq!(SongCounts::of(&song(&keys, &["C", "D7"])).strayed, 1);
        assert_eq!(SongCounts::of(&song(&keys, &["D7", "D7"])).strayed, 0);
    }
}
