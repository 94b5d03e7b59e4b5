//! A piece begun at another bar: what came before follows at the end. Tempo and meter stay.

use score::{Cell, Sketch, SketchBar};

use super::dice::Dice;

/// Begins the piece at a full bar that the seed chooses. A note that the cut goes through begins
/// anew; the chord in force there is told again. Without bars nothing is moved.
#[must_use]
pub fn bar_rotation(sketch: &Sketch, seed: u64) -> Sketch {
    let full: Vec<usize> =
        (0..sketch.bars.len()).filter(|&bar| sketch.bars[bar].missing == 0).collect();
    let chosen = full.get(Dice::new(seed).below(full.len())).copied().unwrap_or(0);
    if chosen == 0 { sketch.clone() } else { rotated(sketch, chosen) }
}

fn rotated(sketch: &Sketch, bar: usize) -> Sketch {
    let cut = sketch.bars[bar].first;
    let steps = sketch.steps();
    let mut rotated = sketch.clone();
    rotated.bars.rotate_left(bar);
    let mut first = 0;
    for bar in &mut rotated.bars {
        bar.first = first;
        first = SketchBar::end(bar);
    }
    for voice in &mut rotated.voices {
        let at = cut.min(voice.len());
        voice.rotate_left(at);
        for at in [0, steps - cut] {
            if let Some(cell) = voice.get_mut(at)
                && let Cell::Hold(pitch) = *cell
            {
                *cell = Cell::Strike(pitch);
            }
        }
    }
    let in_force = sketch.chord_at(cut).map(|chord| (cut, chord.clone()));
    let after = sketch.chords.iter().filter(|(step, _)| *step > cut).cloned();
    let before = sketch.chords.iter().filter(|(step, _)| *step < cut).cloned();
    let moved = in_force.into_iter().chain(after).map(|(step, chord)| (step - cut, chord));
    let last = before.map(|(step, chord)| (step + steps - cut, chord));
    rotated.chords = moved.chain(last).collect();
    rotated
}
