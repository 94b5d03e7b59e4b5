//! Long enough to have a shape, short enough to be a sketch.

use score::Sketch;

use crate::Reason;
use crate::limits::MAX_STEPS;

/// Fewer quarters than this are an incipit, not a piece: three bars of 4/4.
const FEWEST_QUARTERS: i64 = 12;

pub(super) fn complaint(sketch: &Sketch) -> Option<Reason> {
    let steps = sketch.steps();
    if sketch.voices.is_empty() {
        return Some(Reason::NoVoices);
    }
    if steps > MAX_STEPS {
        return Some(Reason::TooLong { steps });
    }
    let quarters =
        (sketch.grid * i64::try_from(steps).unwrap_or(0)).div_floor(score::Quarters::ONE);
    (quarters < FEWEST_QUARTERS)
        .then(|| Reason::TooShort { quarters: usize::try_from(quarters).unwrap_or(0) })
}
