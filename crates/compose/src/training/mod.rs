//! Training: batches, steps of the optimiser, an average of the weights, checkpoints.

mod adamw;
mod batches;
mod checkpoint;
mod course;
mod lanes;
mod masks;
#[cfg(feature = "mpi")]
mod mpi;
mod options;
mod ranks;
mod stretches;
mod trainer;
mod worked;

#[cfg(test)]
mod tests;

pub use course::{Course, Pauses, Progress};
#[cfg(feature = "mpi")]
pub use mpi::MpiRanks;
pub use options::TrainOptions;
pub use ranks::{Alone, Ranks};
pub use trainer::{StepReport, Trainer};
