//! Checkpoints: a training that was killed goes on where it was, with the same result.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::adamw::AdamW;
use super::{TrainOptions, Trainer};
use crate::ComposeError;
use crate::model::{Tensors, read, save_whole};

/// Longer files are no checkpoints, in bytes.
const LONGEST: u64 = 1 << 33;
/// The note under which the state stands.
const STATE: &str = "musaic.training";

/// All of a training but its numbers.
#[derive(Serialize, Deserialize)]
struct State {
    options: TrainOptions,
    step: u64,
    epoch: u64,
    batch: usize,
    best: Option<f64>,
}

impl Trainer {
    /// Writes everything needed to go on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), ComposeError> {
        let mut tensors = Tensors::default();
        let layout = &self.net.layout;
        for (prefix, numbers) in [
            ("weights.", &self.weights),
            ("average.", &self.average),
            ("first.", &self.adam.first),
            ("second.", &self.adam.second),
        ] {
            tensors.add_single(prefix, layout, numbers);
        }
        let state = State {
            options: self.options.clone(),
            step: self.step,
            epoch: self.epoch,
            batch: self.batch,
            best: self.best.is_finite().then_some(self.best),
        };
        tensors.note(STATE, serde_json::to_string(&state).unwrap_or_default());
        save_whole(path, &tensors.bytes()?)
    }

    /// Goes on from a file that [`Trainer::save`] wrote.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn resume(path: &Path, workers: usize) -> Result<Trainer, ComposeError> {
        let tensors = Tensors::read(path, &read(path, LONGEST)?)?;
        let text = tensors.noted(STATE).unwrap_or_default();
        let state: State =
            serde_json::from_str(text).map_err(|error| ComposeError::model(path, error))?;
        state.options.shape.check().map_err(|what| ComposeError::model(path, what))?;
        let mut trainer = Trainer::new(&state.options, workers);
        let layout = &trainer.net.layout;
        let numbers = |prefix| tensors.weights(prefix, layout, path);
        (trainer.weights, trainer.average) = (numbers("weights.")?, numbers("average.")?);
        trainer.adam = AdamW { first: numbers("first.")?, second: numbers("second.")? };
        (trainer.step, trainer.epoch, trainer.batch) = (state.step, state.epoch, state.batch);
        trainer.best = state.best.unwrap_or(f64::INFINITY);
        Ok(trainer)
    }
}
