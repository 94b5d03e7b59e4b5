//! A whole training: learn, validate, keep the best.

use std::ops::ControlFlow;

use score::Sketch;

use super::{Ranks, StepReport, Trainer};
use crate::evaluation::{Likelihood, of_frames};
use crate::model::{Model, ModelInfo};
use crate::tokens::text::Text;
use crate::tokens::{Column, Frames, on_grid, tokens};

/// The pieces of a training.
#[derive(Clone, Debug, Default)]
pub struct Course {
    pub(crate) train: Vec<Text>,
    pub(crate) valid: Vec<Frames>,
    /// Pieces left out, since they do not fit the columns or the vocabulary.
    pub left_out: usize,
}

impl Course {
    /// Pieces to learn from, and others to validate by.
    #[must_use]
    pub fn new(columns: &[Column], train: &[Sketch], valid: &[Sketch]) -> Course {
        let kept: Vec<Text> = train.iter().filter_map(|piece| Text::of(piece, columns)).collect();
        let held: Vec<Frames> =
            valid.iter().filter_map(|piece| tokens(&on_grid(piece)?, columns)).collect();
        let left_out = train.len() + valid.len() - kept.len() - held.len();
        Course { train: kept, valid: held, left_out }
    }

    /// How many pieces and grid steps are learned from.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.train.len(), self.train.iter().map(|piece| piece.frames.len()).sum())
    }
}

/// What happens in a training.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A step was done.
    Step(StepReport),
    /// The average of the weights was measured on the validation pieces, in one key.
    Valid {
        /// Steps done.
        step: u64,
        /// How likely the pieces are.
        likelihood: &'a Likelihood,
        /// Nothing before was better.
        best: bool,
    },
    /// All of a step is done and told: what is saved now goes on as if it had not been broken off.
    Settled,
}

/// After how many steps a training pauses; it does after the last in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    /// To be validated.
    pub validate: u64,
    /// To be saved.
    pub settle: u64,
}

impl Pauses {
    /// Only at the end.
    pub const NONE: Pauses = Pauses { validate: u64::MAX, settle: u64::MAX };
}

impl Trainer {
    /// Trains until all steps are done or `tell` breaks off on any rank; ranks other than the first are
    /// told of no validation.
    pub fn train(
        &mut self,
        course: &Course,
        pauses: Pauses,
        ranks: &dyn Ranks,
        tell: &mut dyn FnMut(&Trainer, Progress<'_>) -> ControlFlow<()>,
    ) {
        while self.step < self.options.steps && !course.train.is_empty() {
            let report = self.learn(&course.train, ranks);
            // All break off together: none is left to wait for the sums of one that has gone.
            let mut broken = ranks.any(tell(self, Progress::Step(report)).is_break());
            let last = self.step == self.options.steps;
            let due = |every: u64| last || self.step.is_multiple_of(every.max(1));
            let (validate, settle) = (due(pauses.validate), due(pauses.settle));
            if !(broken || validate || settle) {
                continue;
            }
            self.gather(ranks);
            if validate && ranks.is_first() {
                broken |= self.validate(&course.valid, tell).is_break();
            }
            if settle {
                broken |= tell(self, Progress::Settled).is_break();
            }
            if ranks.any(broken) {
                return;
            }
        }
    }

    fn validate(
        &mut self,
        valid: &[Frames],
        tell: &mut dyn FnMut(&Trainer, Progress<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let likelihood = of_frames(&[(&self.net, &self.average)], valid, 1, self.threads());
        let best = likelihood.nats_per_note < self.best;
        self.best = self.best.min(likelihood.nats_per_note);
        tell(self, Progress::Valid { step: self.step, likelihood: &likelihood, best })
    }

    /// The average of the weights as a model.
    #[must_use]
    pub fn model(&self, info: ModelInfo) -> Model {
        let info = ModelInfo {
            shape: self.options.shape.clone(),
            training: self.options.clone(),
            step: self.step,
            ..info
        };
        Model::new(info, self.average.clone())
    }
}
