//! A piece that is heard while it is written.

use score::{Cell, ChordSymbol};

use super::Choices;
use super::candidate::{Candidate, Merit};
use crate::random::Random;
use crate::sampling::write;
use crate::{ComposeError, Controls, Model};

/// A step of a piece, just written.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamedStep {
    /// Which, from 0; a step is a sixteenth note.
    pub step: usize,
    /// What each voice does, highest first.
    pub voices: Vec<Cell>,
    /// The chord that sounds, where the model writes chords.
    pub chord: Option<ChordSymbol>,
}

impl Model {
    /// Composes one piece, the first candidate of [`Model::compose`], and tells each step as soon as it is
    /// written. What has been heard cannot be taken back: a piece too near what was learned from is not written
    /// again, but its merit says so.
    ///
    /// # Errors
    /// When something asked for cannot be done; says why and what can, before anything is told.
    pub fn compose_streaming(
        &self,
        controls: &Controls,
        choices: &Choices,
        mut tell: impl FnMut(&StreamedStep),
    ) -> Result<Candidate, ComposeError> {
        let (frame, draft) = self.plan(controls, choices)?;
        let mut random = Random::new(choices.seed, 0);
        let mut step = 0;
        let tell = |tokens: &[_], strikes: &[bool]| {
            let (voices, chord) = frame.step(tokens, strikes);
            tell(&StreamedStep { step, voices, chord });
            step += 1;
        };
        let boldness = choices.boldness;
        let written = write(&self.net, &self.weights, &draft, boldness, &mut random, tell);
        let sketch = frame.fill(&written);
        let merit = Merit::of(self, &draft, &sketch, &written);
        Ok(Candidate { sketch, merit })
    }
}
