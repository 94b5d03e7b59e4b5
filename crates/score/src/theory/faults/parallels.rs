//! Parallel and direct fifths and octaves.

use crate::Interval;

use super::{FaultKind, Frame, Judge};

impl Judge<'_> {
    /// Two voices that move in the same direction.
    pub(super) fn pair(&mut self, before: &Frame, after: &Frame, upper: usize, lower: usize) {
        let (Some(u0), Some(l0)) = (before.pitch(upper), before.pitch(lower)) else { return };
        let (Some(u1), Some(l1)) = (after.pitch(upper), after.pitch(lower)) else { return };
        let (up, low) = (u1.semitones() - u0.semitones(), l1.semitones() - l0.semitones());
        if up.signum() != low.signum() || up == 0 {
            return;
        }
        let (was, is) = (Interval::between(l0, u0), Interval::between(l1, u1));
        let outer = upper == 0 && lower == after.voices.len() - 1;
        let leaps = (u1.staff_steps() - u0.staff_steps()).abs() > 1;
        let mut fault = |kind| self.add(kind, after.onset, (upper, lower), (u1, l1));
        if is.is_perfect_fifth() {
            if was.is_perfect_fifth() {
                fault(FaultKind::ParallelFifths);
            } else if outer && leaps {
                fault(FaultKind::DirectFifth);
            }
        } else if is.is_perfect_octave() {
            if was.is_perfect_octave() {
                fault(FaultKind::ParallelOctaves);
            } else if outer && leaps {
                fault(FaultKind::DirectOctave);
            }
        }
    }
}
