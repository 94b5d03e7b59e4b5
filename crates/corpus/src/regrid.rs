//! The same piece on another grid.

use score::{Cell, Quarters, Sketch};

/// A sketch on another grid; `None` when something would be lost: a note, a barline or a chord between
/// the steps.
#[must_use]
pub fn regridded(sketch: &Sketch, grid: Quarters) -> Option<Sketch> {
    if !grid.is_positive() || !sketch.grid.is_positive() {
        return None;
    }
    // Both grids are refined to the steps of each other: `up` new for every `down` old ones.
    let ratio = sketch.grid / grid;
    let up = usize::try_from(ratio.numerator()).ok()?;
    let down = usize::try_from(ratio.denominator()).ok()?;
    let scaled = |steps: usize| (steps * up).is_multiple_of(down).then(|| steps * up / down);
    let mut moved = Sketch { grid, ..sketch.clone() };
    for bar in &mut moved.bars {
        (bar.first, bar.steps) = (scaled(bar.first)?, scaled(bar.steps)?);
        bar.missing = scaled(bar.missing)?;
    }
    for (step, _) in &mut moved.chords {
        *step = scaled(*step)?;
    }
    let voices = sketch.voices.iter().map(|voice| rescaled(voice, up, down));
    moved.voices = voices.collect::<Option<_>>()?;
    Some(moved)
}

/// Each old step becomes `up` parts, and every `down` of those a new step, which may hold one thing.
fn rescaled(voice: &[Cell], up: usize, down: usize) -> Option<Vec<Cell>> {
    if !(voice.len() * up).is_multiple_of(down) {
        return None;
    }
    let part = |at: usize| match voice[at / up] {
        Cell::Strike(pitch) if !at.is_multiple_of(up) => Cell::Hold(pitch),
        cell => cell,
    };
    let step = |first: usize| {
        let begins = part(first);
        let goes_on = begins.pitch().map_or(Cell::Rest, Cell::Hold);
        (first + 1..first + down).all(|at| part(at) == goes_on).then_some(begins)
    };
    (0..voice.len() * up).step_by(down).map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use score::MidiPitch;

    fn sketch(keys: &[u8]) -> Sketch {
        let cell = |key: &u8| MidiPitch::new(*key).map_or(Cell::Rest, Cell::Strike);
        let voices = vec![keys.iter().map(cell).collect()];
        Sketch { voices, grid: Quarters::new(1, 2), ..Sketch::default() }
    }

    proptest! {
        #[test]
        fn a_finer_grid_loses_nothing(keys in prop::collection::vec(50u8..130, 0..20), parts in 1i64..5) {
            let coarse = sketch(&keys);
            let fine = regridded(&coarse, Quarters::new(1, 2 * parts)).unwrap();
            prop_assert_eq!(fine.steps(), coarse.steps() * usize::try_from(parts).unwrap());
            prop_assert_eq!(regridded(&fine, coarse.grid), Some(coarse));
        }
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        assert!(regridded(&sketch(&[60, 62]), Quarters::ONE).is_none());
        assert!(regridded(&sketch(&[60, 62, 64]), Quarters::ONE).is_none());
        assert!(regridded(&sketch(&[60, 62]), Quarters::new(1, 3)).is_none());
        assert!(regridded(&sketch(&[60, 62]), Quarters::ZERO).is_none());
        let even = regridded(&sketch(&[60, 255]), Quarters::new(1, 6)).unwrap();
        assert_eq!(even.steps(), 6);
    }
}
