//! A piece on a grid: what the composer reads and writes, and what arrangements are made from.
//!
//! Rows are steps of one length; columns are a chord and up to a few voices. A chorale fills four
//! voices, a lead sheet one voice and the chords. The grid is the coarsest that loses nothing.

mod bar;
mod cell;
mod notes;
mod spelling;
mod to_score;

pub use bar::SketchBar;
pub use cell::Cell;
pub use notes::SketchNote;
pub use to_score::Staves;

use crate::{ChordSymbol, Info, Key, MidiPitch, Quarters, Tempo};

/// A piece on a grid, `[steps, voices]`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sketch {
    /// Title, people, licence, provenance.
    pub info: Info,
    /// The home key.
    pub key: Option<Key>,
    /// How fast, where it is known.
    pub tempo: Option<Tempo>,
    /// The length of one step: 1/4 is a sixteenth note, 1/6 a sixteenth triplet.
    pub grid: Quarters,
    /// The bars, in order and without gaps; the first may be a pick-up. None where bars are unknown.
    pub bars: Vec<SketchBar>,
    /// The voices, highest first as a rule; all have the same number of steps.
    pub voices: Vec<Vec<Cell>>,
    /// Chords by the step they start at, ascending; each lasts until the next. `ChordKind::None` ends one.
    pub chords: Vec<(usize, ChordSymbol)>,
}

impl Sketch {
    /// An empty sketch of rests.
    #[must_use]
    pub fn silent(grid: Quarters, bars: Vec<SketchBar>, voices: usize) -> Sketch {
        let steps = bars.last().map_or(0, SketchBar::end);
        Sketch { grid, bars, voices: vec![vec![Cell::Rest; steps]; voices], ..Sketch::default() }
    }

    /// How many steps it has.
    #[must_use]
    pub fn steps(&self) -> usize {
        let chorded = self.chords.last().map_or(0, |(step, _)| step + 1);
        let barred = self.bars.last().map_or(0, SketchBar::end);
        self.voices.first().map_or(chorded.max(barred), Vec::len)
    }

    /// What each voice sounds at a step, as MIDI keys; `None` is silence.
    #[must_use]
    pub fn frame(&self, step: usize) -> Vec<Option<MidiPitch>> {
        let sounding = |voice: &Vec<Cell>| voice.get(step).and_then(|cell| cell.pitch());
        self.voices.iter().map(sounding).collect()
    }

    /// The chord in force at a step.
    #[must_use]
    pub fn chord_at(&self, step: usize) -> Option<&ChordSymbol> {
        let after = self.chords.partition_point(|(start, _)| *start <= step);
        self.chords[..after].last().map(|(_, chord)| chord)
    }

    /// The bar a step stands in, and the step's distance from the bar's own first beat (in a pick-up
    /// it counts from where the full bar would have begun).
    #[must_use]
    pub fn place(&self, step: usize) -> Option<(usize, usize)> {
        let index = self.bars.partition_point(|bar| bar.first <= step).checked_sub(1)?;
        let bar = self.bars.get(index).filter(|bar| step < bar.end())?;
        Some((index, step - bar.first + bar.missing))
    }

    /// Moves every voice by semitones; `None` when a note would leave the MIDI keys. Chords, key and
    /// spelling follow.
    #[must_use]
    pub fn transposed(&self, semitones: i8) -> Option<Sketch> {
        let mut moved = self.clone();
        for cell in moved.voices.iter_mut().flatten() {
            *cell = cell.transposed(semitones)?;
        }
        let by = crate::Interval::chromatic(i32::from(semitones));
        moved.key = self.key.map(|key| key.transposed(by));
        for (_, chord) in &mut moved.chords {
            *chord = chord.transposed(by);
        }
        Some(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Meter;

    fn pickup_then_bar() -> Sketch {
        let grid = Quarters::new(1, 4);
        let meter = Meter::new(3, 4);
        let bars = SketchBar::lay(&meter, grid, 4, 2);
        Sketch::silent(grid, bars, 1)
    }

    #[test]
    fn a_pickup_counts_from_the_bar_it_belongs_to() {
        let sketch = pickup_then_bar();
        assert_eq!(sketch.steps(), 4 + 12 + 12);
        assert_eq!(sketch.place(0), Some((0, 8)));
        assert_eq!(sketch.place(4), Some((1, 0)));
        assert_eq!(sketch.place(27), Some((2, 11)));
        assert_eq!(sketch.place(28), None);
    }

    #[test]
    fn transposing_moves_notes_key_and_chords() {
        let mut sketch = pickup_then_bar();
        let middle_c = MidiPitch::new(60).unwrap();
        sketch.voices[0][0] = Cell::Strike(middle_c);
        sketch.voices[0][1] = Cell::Hold(middle_c);
        sketch.key = Some("C".parse().unwrap());
        sketch.chords = vec![(4, "Am/C".parse().unwrap())];
        let up = sketch.transposed(3).unwrap();
        assert_eq!(up.frame(1), [MidiPitch::new(63)]);
        assert_eq!(up.key.unwrap().to_string(), "Eb major");
        assert_eq!(up.chord_at(9).unwrap().to_string(), "Cm/Eb");
        assert_eq!(up.chord_at(3), None);
        assert!(sketch.transposed(100).is_none());
    }
}
