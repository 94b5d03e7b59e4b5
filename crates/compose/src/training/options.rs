//! What a training is told.

use serde::{Deserialize, Serialize};

use crate::network::shape::{Dropout, Shape};

/// How a network is trained. The same options, pieces and seed give the same weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainOptions {
    /// What the network is built like.
    pub shape: Shape,
    /// What is left out while training.
    pub dropout: Dropout,
    /// Steps of the optimiser in all; the rate follows a half cosine over them.
    pub steps: u64,
    /// Grid steps in one part of a batch, about: pieces are not cut.
    pub positions: usize,
    /// Parts of a batch; as many workers or ranks can share the work without changing the result.
    pub parts: usize,
    /// Highest learning rate.
    pub rate: f64,
    /// Weight decay (decoupled; Loshchilov & Hutter 2019).
    pub decay: f64,
    /// Share of the steps over which the rate rises.
    pub warmup: f64,
    /// How slowly the average of the weights follows them.
    pub average: f64,
    /// Each piece is moved by a random number of semitones, at most this many either way.
    pub transpose: i8,
    /// Learns to follow controls and given cells as well; else plain likelihood only.
    pub conditions: bool,
    /// Where all randomness comes from.
    pub seed: u64,
}

impl Default for TrainOptions {
    fn default() -> TrainOptions {
        TrainOptions {
            shape: Shape::chorale(),
            dropout: Dropout::default(),
            steps: 4_000,
            positions: 512,
            parts: 2,
            rate: 2e-3,
            decay: 0.1,
            warmup: 0.03,
            average: 0.995,
            transpose: 6,
            conditions: true,
            seed: 1,
        }
    }
}

impl TrainOptions {
    /// The number of the random stream of a part of a step's batch.
    pub(super) fn stream(&self, step: u64, part: usize) -> u64 {
        step * self.parts as u64 + part as u64
    }

    /// The learning rate of a step: a straight rise, then a half cosine to a fiftieth (Loshchilov &
    /// Hutter 2017, equation 5).
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "steps are far fewer than 2^53")]
    pub fn rate_at(&self, step: u64) -> f64 {
        let done = step as f64 / self.steps.max(1) as f64;
        if done < self.warmup {
            return self.rate * (done + 1.0 / self.steps.max(1) as f64).min(self.warmup)
                / self.warmup;
        }
        let fall = ((done - self.warmup) / (1.0 - self.warmup).max(1e-9)).min(1.0);
        self.rate * (0.02 + 0.98 * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * fall)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_and_falls() {
        let options = TrainOptions { steps: 1000, warmup: 0.1, rate: 1.0, ..Default::default() };
        assert!(options.rate_at(0) < 0.02 && options.rate_at(0) > 0.0);
        assert!((options.rate_at(100) - 1.0).abs() < 1e-9);
        assert!((options.rate_at(550) - 0.51).abs() < 1e-9);
        assert!((options.rate_at(1000) - 0.02).abs() < 1e-9);
    }
}
