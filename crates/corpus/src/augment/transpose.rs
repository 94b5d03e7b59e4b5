//! Other keys, inside what the voices can sing.

use std::ops::RangeInclusive;

use score::Sketch;

use super::dice::Dice;

/// What each voice can sing, as MIDI keys, highest voice first; voices beyond the list sing anything.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Compass(pub Vec<RangeInclusive<u8>>);

impl Compass {
    /// No limits: every key of the octave is open to every piece.
    #[must_use]
    pub const fn any() -> Compass {
        Compass(Vec::new())
    }

    /// The choir of the JSB chorales: the lowest and highest key of each voice in the training split.
    #[must_use]
    pub fn chorales() -> Compass {
        Compass(vec![60..=81, 52..=74, 46..=69, 36..=66])
    }

    /// The lowest and highest key of every voice over some sketches.
    pub fn of<'a>(sketches: impl IntoIterator<Item = &'a Sketch>) -> Compass {
        let mut ranges: Vec<Option<(u8, u8)>> = Vec::new();
        for (index, cells) in
            sketches.into_iter().flat_map(|sketch| sketch.voices.iter().enumerate())
        {
            ranges.resize(ranges.len().max(index + 1), None);
            for key in cells.iter().filter_map(|cell| cell.pitch()).map(score::MidiPitch::number) {
                let (low, high) = ranges[index].unwrap_or((key, key));
                ranges[index] = Some((low.min(key), high.max(key)));
            }
        }
        // A voice that never sounds may sing anything.
        let range = |range: Option<(u8, u8)>| range.map_or(0..=127, |(low, high)| low..=high);
        Compass(ranges.into_iter().map(range).collect())
    }

    /// Whether a voice of a sketch, moved by semitones, stays inside.
    pub(super) fn holds(&self, sketch: &Sketch, voice: usize, semitones: i8) -> bool {
        let Some(cells) = sketch.voices.get(voice) else { return true };
        let range = self.0.get(voice).cloned().unwrap_or(0..=127);
        let keys = cells.iter().filter_map(|cell| cell.pitch()).map(score::MidiPitch::number);
        keys.into_iter()
            .all(|key| key.checked_add_signed(semitones).is_some_and(|key| range.contains(&key)))
    }
}

/// The semitones, from a tritone down to a fourth up, that keep every voice inside its compass; 0 is
/// always among them.
#[must_use]
pub fn transpositions(sketch: &Sketch, compass: &Compass) -> Vec<i8> {
    let inside = |semitones: &i8| {
        let holds = |voice: usize| compass.holds(sketch, voice, *semitones);
        *semitones == 0 || (0..sketch.voices.len()).all(holds)
    };
    (-6..=5).filter(inside).collect()
}

/// The sketch in one of its possible keys.
#[must_use]
pub fn transpose(sketch: &Sketch, compass: &Compass, seed: u64) -> Sketch {
    let possible = transpositions(sketch, compass);
    let chosen = possible[Dice::new(seed).below(possible.len())];
    sketch.transposed(chosen).unwrap_or_else(|| sketch.clone())
}
