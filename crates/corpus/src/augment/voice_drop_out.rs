//! Voices left out, so that what remains is learned without them.

use score::{Cell, Sketch};

use super::dice::Dice;

/// Silences each voice with a chance of so many percent, but never all of them.
#[must_use]
pub fn voice_drop_out(sketch: &Sketch, percent: usize, seed: u64) -> Sketch {
    let mut dice = Dice::new(seed);
    let voices = sketch.voices.len();
    let stays = dice.below(voices);
    let mut thinned = sketch.clone();
    for (index, voice) in thinned.voices.iter_mut().enumerate() {
        let drops = dice.percent(percent);
        if drops && index != stays {
            voice.fill(Cell::Rest);
        }
    }
    thinned
}
