//! Training: batches, steps of the optimiser, an average of the weights, checkpoints.

mod adamw;
mod batches;
mod checkpoint;
mod course;
mod masks;
mod options;
mod ranks;
mod trainer;

#[cfg(test)]
mod tests;

pub use course::{Course, Progress};
pub use options::TrainOptions;
pub use ranks::{Alone, Ranks};
pub use trainer::{StepReport, Trainer};
