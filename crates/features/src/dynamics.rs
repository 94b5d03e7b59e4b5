//! Dynamics: how loud it is from moment to moment.

use crate::moments::narrow;

/// Numbers beside the level.
pub(crate) const NUMBERS: usize = 4;
/// What is softer is silence, in dB below full scale.
pub(crate) const SILENCE_DB: f32 = -70.0;
/// Steps of the histogram, of 0.5 dB from silence on; the last takes all that is louder.
const STEPS: usize = 160;
const STEP_DB: f32 = 0.5;

/// Levels (root mean square in dB; a full sine has -3) of the moments that are not silent, as a histogram, so that
/// hours take no more memory than seconds.
#[derive(Clone, Debug)]
pub(crate) struct Dynamics {
    histogram: [u64; STEPS],
}

impl Dynamics {
    pub(crate) fn new() -> Dynamics {
        Dynamics { histogram: [0; STEPS] }
    }

    /// Takes the samples of a moment; answers whether they were heard.
    pub(crate) fn add(&mut self, samples: &[f32]) -> bool {
        let power = samples.iter().map(|sample| sample * sample).sum::<f32>();
        let level_db = 10.0 * (power / samples.len().max(1) as f32).max(1e-12).log10();
        if level_db < SILENCE_DB {
            return false;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is bounded"
        )]
        let step = ((level_db - SILENCE_DB) / STEP_DB) as usize;
        self.histogram[step.min(STEPS - 1)] += 1;
        true
    }

    /// Moments that were heard.
    pub(crate) fn heard(&self) -> u64 {
        self.histogram.iter().sum()
    }

    /// The mean level, in dB.
    pub(crate) fn level_db(&self) -> f32 {
        narrow(self.mean(|db| db))
    }

    /// The levels' deviation in dB; the share of moments softer than the mean power (Tzanetakis and Cook 2002), 0 to
    /// 1; from the median up to the 95th and down to the 10th percentile, in dB.
    pub(crate) fn numbers(&self) -> [f32; NUMBERS] {
        let mean = self.mean(|db| db);
        let deviation = self.mean(|db| (db - mean).powi(2)).sqrt();
        let mean_power_db = 10.0 * self.mean(|db| 10_f64.powf(db / 10.0)).max(1e-12).log10();
        let softer = self.mean(|db| f64::from(u8::from(db < mean_power_db)));
        let median = self.percentile(0.5);
        let (above, below) = (self.percentile(0.95) - median, median - self.percentile(0.1));
        [narrow(deviation), narrow(softer), above, below]
    }

    fn levels(&self) -> impl Iterator<Item = (f32, u64)> {
        let level = |n: usize| SILENCE_DB + (n as f32 + 0.5) * STEP_DB;
        self.histogram.iter().enumerate().map(move |(n, count)| (level(n), *count))
    }

    fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        let sum: f64 = self.levels().map(|(db, count)| of(f64::from(db)) * count as f64).sum();
        sum / self.heard().max(1) as f64
    }

    fn percentile(&self, share: f64) -> f32 {
        let wanted = share * self.heard() as f64;
        let mut sum = 0.0;
        let found = self.levels().find(|(_, count)| {
            sum += *count as f64;
            sum >= wanted && *count > 0
        });
        found.map_or(SILENCE_DB, |(db, _)| db)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_loud_half_soft() {
        let mut dynamics = Dynamics::new();
        for _ in 0..100 {
            assert!(
                dynamics.add(&[0.5; 64]) && dynamics.add(&[0.05; 64]) && !dynamics.add(&[0.0; 64])
            );
        }
        let [deviation, softer, above, below] = dynamics.numbers();
        assert_eq!(dynamics.heard(), 200);
        assert!((dynamics.level_db() + 16.0).abs() < 0.5 && (deviation - 10.0).abs() < 0.3);
        assert!((softer - 0.5).abs() < 0.01 && (above - 20.0).abs() < 0.6 && below == 0.0);
    }
}
