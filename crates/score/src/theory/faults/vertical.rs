//! Crossing, overlap and wide spacing of neighbouring voices.

use super::{FaultKind, Frame, Judge};

impl Judge<'_> {
    /// Faults within one moment, told once when they begin.
    pub(super) fn vertical(&mut self, frame: &Frame, before: Option<&Frame>) {
        for upper in 0..frame.voices.len() - 1 {
            let lower = upper + 1;
            let (Some((up, up_new)), Some((low, low_new))) =
                (frame.voices[upper], frame.voices[lower])
            else {
                continue;
            };
            if !(up_new || low_new) {
                continue;
            }
            let distance = up.semitones() - low.semitones();
            let bass = lower == frame.voices.len() - 1;
            if distance < 0 {
                self.add(FaultKind::Crossing, frame.onset, (upper, lower), (up, low));
            } else if distance > 12 && !bass {
                self.add(FaultKind::Spacing, frame.onset, (upper, lower), (up, low));
            }
            let was = before.filter(|before| before.end == frame.onset);
            let (was_up, was_low) =
                (was.and_then(|b| b.pitch(upper)), was.and_then(|b| b.pitch(lower)));
            let over = was_up.is_some_and(|was| low_new && low.semitones() > was.semitones());
            let under = was_low.is_some_and(|was| up_new && up.semitones() < was.semitones());
            if distance >= 0 && (over || under) {
                self.add(FaultKind::Overlap, frame.onset, (upper, lower), (up, low));
            }
        }
    }
}
