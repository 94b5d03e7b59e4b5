//! The other voices to a given one.

use score::Sketch;

use super::candidate::{Candidate, candidates};
use super::pieces::{Frame, empty_draft, text};
use super::{Choices, refuse};
use crate::{ComposeError, Model};

impl Model {
    /// Harmonises the first voice of a sketch: every note of it is kept, and the whole of it, the future
    /// included, is seen from the first step.
    ///
    /// # Errors
    /// When there is no melody, or it does not fit the composer's grid or compass.
    pub fn harmonise(
        &self,
        melody: &Sketch,
        choices: &Choices,
    ) -> Result<Vec<Candidate>, ComposeError> {
        let columns = &self.net.shape.columns;
        let (text, moved, melody) = text(melody, columns)?;
        let frame = Frame::of(&melody, columns);
        let voice = frame.first_voice().unwrap_or(0);
        if text.frames.iter().all(|frame| frame[voice] == 0) {
            return refuse("there is no melody to harmonise");
        }
        let mut draft = empty_draft(&frame, text.frames.len());
        draft.given.density = text.known.density;
        draft.given.key = text.known.key;
        draft.locked[voice] = text.frames.iter().map(|frame| Some(frame[voice])).collect();
        draft.struck[voice] = text.strikes.iter().map(|strikes| Some(strikes[voice])).collect();
        draft.given.cells = draft.locked.clone();
        draft.rules.compass[voice] = None;
        // Where the melody rests the choir may.
        draft.rules.no_rest = 0..0;
        Ok(moved_back(candidates(self, &draft, choices, |written| frame.fill(written)), moved))
    }
}

/// Candidates back where the music came from.
pub(super) fn moved_back(candidates: Vec<Candidate>, moved: i8) -> Vec<Candidate> {
    if moved == 0 {
        return candidates;
    }
    let back = |candidate: Candidate| {
        let sketch = candidate.sketch.transposed(-moved).unwrap_or(candidate.sketch);
        Candidate { sketch, ..candidate }
    };
    candidates.into_iter().map(back).collect()
}
