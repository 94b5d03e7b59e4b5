//! Bars over the steps of a sketch.

use crate::{Meter, Quarters};

/// A bar of a [`super::Sketch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SketchBar {
    /// Its first step.
    pub first: usize,
    /// How many steps it has.
    pub steps: usize,
    /// Steps it lacks at its beginning, as a pick-up does.
    pub missing: usize,
    /// Its meter.
    pub meter: Meter,
}

impl SketchBar {
    /// The step after its last.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.first + self.steps
    }

    /// A pick-up of so many steps (0 for none), then `bars` full bars of one meter. A meter without
    /// a length, or one the grid does not divide, is laid in quarters.
    #[must_use]
    pub fn lay(meter: &Meter, grid: Quarters, pickup: usize, bars: usize) -> Vec<SketchBar> {
        let full = steps_in(meter.bar_length(), grid).unwrap_or(4);
        let mut laid = Vec::with_capacity(bars + 1);
        if pickup > 0 {
            let missing = full.saturating_sub(pickup);
            laid.push(SketchBar { first: 0, steps: pickup, missing, meter: meter.clone() });
        }
        let full_bar = |index: usize| SketchBar {
            first: pickup + index * full,
            steps: full,
            missing: 0,
            meter: meter.clone(),
        };
        laid.extend((0..bars).map(full_bar));
        laid
    }
}

/// How many steps of the grid fill a length; `None` when they do not, or nothing does.
fn steps_in(length: Quarters, grid: Quarters) -> Option<usize> {
    if grid.is_zero() || !length.rem_floor(grid).is_zero() {
        return None;
    }
    usize::try_from(length.div_floor(grid)).ok().filter(|&steps| steps > 0)
}
