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
}

impl Trainer {
    /// Trains until all steps are done or `tell` breaks off, validating every so many steps; ranks other
    /// than the first only learn.
    pub fn train(
        &mut self,
        course: &Course,
        validate_every: u64,
        ranks: &dyn Ranks,
        tell: &mut dyn FnMut(&Trainer, Progress<'_>) -> ControlFlow<()>,
    ) {
        while self.step < self.options.steps && !course.train.is_empty() {
            let report = self.learn(&course.train, ranks);
            let mut flow = tell(self, Progress::Step(report));
            let last = self.step == self.options.steps;
            if ranks.rank() == 0 && (last || self.step.is_multiple_of(validate_every.max(1))) {
                let (step, likelihood) = (self.step, self.validate(&course.valid));
                let best = likelihood.nats_per_note < self.best;
                self.best = self.best.min(likelihood.nats_per_note);
                if tell(self, Progress::Valid { step, likelihood: &likelihood, best }).is_break() {
                    flow = ControlFlow::Break(());
                }
            }
            if flow.is_break() {
                return;
            }
        }
    }

    fn validate(&self, valid: &[Frames]) -> Likelihood {
        of_frames(&[(&self.net, &self.average)], valid, 1, self.threads())
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
