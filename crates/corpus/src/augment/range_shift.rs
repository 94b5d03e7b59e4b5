//! A voice an octave higher or lower, as another singer would take it.

use score::{Cell, Sketch};

use super::Compass;
use super::dice::Dice;

/// How many percent of the steps neighbours may cross after a shift.
const MAY_CROSS: usize = 2;

/// Moves one voice by an octave, where it stays in its compass and crosses no neighbour.
#[must_use]
pub fn range_shift(sketch: &Sketch, compass: &Compass, seed: u64) -> Sketch {
    let possible: Vec<Sketch> = (0..sketch.voices.len())
        .flat_map(|voice| [(voice, -12), (voice, 12)])
        .filter(|&(voice, semitones)| compass.holds(sketch, voice, semitones))
        .filter_map(|(voice, semitones)| moved(sketch, voice, semitones))
        .filter(|moved| crossed_percent(moved) <= MAY_CROSS.max(crossed_percent(sketch)))
        .collect();
    // As it is has the same chance as each of the others.
    let chosen = Dice::new(seed).below(possible.len() + 1);
    possible.into_iter().nth(chosen).unwrap_or_else(|| sketch.clone())
}

fn moved(sketch: &Sketch, voice: usize, semitones: i8) -> Option<Sketch> {
    let mut moved = sketch.clone();
    let cells = sketch.voices[voice].iter().map(|cell| cell.transposed(semitones));
    moved.voices[voice] = cells.collect::<Option<Vec<Cell>>>()?;
    Some(moved)
}

fn crossed_percent(sketch: &Sketch) -> usize {
    let crossed = |step: &usize| {
        let frame = sketch.frame(*step);
        let sounding: Vec<score::MidiPitch> = frame.into_iter().flatten().collect();
        sounding.windows(2).any(|pair| pair[0] < pair[1])
    };
    let steps = sketch.steps();
    (0..steps).filter(crossed).count() * 100 / steps.max(1)
}
