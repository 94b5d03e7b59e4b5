//! Leading tones that do not rise over V-I.

use crate::{Pitch, Tone};

use super::{FaultKind, Frame, Judge};

impl Judge<'_> {
    pub(super) fn leading_tone(&mut self, before: &Frame, after: &Frame, voice: usize) {
        let Some(key) = self.key else { return };
        let (Some(from), Some(to)) = (before.pitch(voice), after.pitch(voice)) else { return };
        let bass = |frame: &Frame| frame.pitch(frame.voices.len() - 1).map(Pitch::tone);
        let dominant = Tone::from_fifths(key.tonic().fifths() + 1);
        let resolves = bass(before) == Some(dominant) && bass(after) == Some(key.tonic());
        if resolves && from.tone() == key.leading_tone() && to.semitones() != from.semitones() + 1 {
            self.add(FaultKind::LeadingTone, after.onset, (voice, voice), (from, to));
        }
    }
}
