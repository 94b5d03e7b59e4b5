//! Timbre: the cepstrum on the mel scale, as one Gaussian.

use std::collections::VecDeque;
use std::f32::consts::PI;

use crate::mel::BANDS;
use crate::moments::{Moments, narrow};

/// Coefficients that are kept, from the first on; the one before it only tells how loud it is.
pub(crate) const COEFFICIENTS: usize = 13;
/// Pairs of different ones.
pub(crate) const PAIRS: usize = COEFFICIENTS * (COEFFICIENTS - 1) / 2;
/// Frames between which a change is measured: so many that they have no sample in common.
const APART: usize = 4;

/// Mel-frequency cepstral coefficients (S. Davis and P. Mermelstein, 1980), in dB as they are transformed from bands in
/// dB, gathered as the mean and covariance of B. Logan, "Mel frequency cepstral coefficients for music modeling"
/// (ISMIR 2000), and how much they change within 93 ms.
#[derive(Clone, Debug)]
pub(crate) struct Timbre {
    /// Rows of the orthonormal cosine transform (DCT-II).
    cosines: Vec<[f32; BANDS]>,
    of_frames: Moments<COEFFICIENTS>,
    of_changes: Moments<COEFFICIENTS>,
    before: VecDeque<[f32; COEFFICIENTS]>,
    products: Box<[f64; PAIRS]>,
    sums: [f64; COEFFICIENTS],
    count: f64,
}

impl Timbre {
    pub(crate) fn new() -> Timbre {
        let scale = (2.0 / BANDS as f32).sqrt();
        let cosine =
            |k: usize, n: usize| scale * (PI * k as f32 * (n as f32 + 0.5) / BANDS as f32).cos();
        Timbre {
            cosines: (1..=COEFFICIENTS).map(|k| std::array::from_fn(|n| cosine(k, n))).collect(),
            of_frames: Moments::new(),
            of_changes: Moments::new(),
            before: VecDeque::with_capacity(APART + 1),
            products: Box::new([0.0; PAIRS]),
            sums: [0.0; COEFFICIENTS],
            count: 0.0,
        }
    }

    pub(crate) fn add(&mut self, bands_db: &[f32; BANDS]) {
        let row = |k: usize| self.cosines[k].iter().zip(bands_db).map(|(a, b)| a * b).sum();
        let cepstrum: [f32; COEFFICIENTS] = std::array::from_fn(row);
        self.of_frames.add(&cepstrum);
        self.add_products(&cepstrum);
        self.before.push_back(cepstrum);
        if self.before.len() > APART
            && let Some(earlier) = self.before.pop_front()
        {
            self.of_changes.add(&std::array::from_fn(|k| cepstrum[k] - earlier[k]));
        }
    }

    fn add_products(&mut self, cepstrum: &[f32; COEFFICIENTS]) {
        let cepstrum = cepstrum.map(f64::from);
        self.count += 1.0;
        for (sum, number) in self.sums.iter_mut().zip(&cepstrum) {
            *sum += number;
        }
        for (product, (a, b)) in self.products.iter_mut().zip(pairs()) {
            *product += cepstrum[a] * cepstrum[b];
        }
    }

    pub(crate) fn means(&self) -> [f32; COEFFICIENTS] {
        self.of_frames.mean()
    }

    pub(crate) fn log_deviations(&self) -> [f32; COEFFICIENTS] {
        self.of_frames.log_deviation()
    }

    pub(crate) fn log_changes(&self) -> [f32; COEFFICIENTS] {
        self.of_changes.log_deviation()
    }

    /// Covariances over both deviations, in the order of [`pairs`]; 0 where there is none.
    pub(crate) fn correlations(&self) -> [f32; PAIRS] {
        let (deviations, count) = (self.of_frames.deviation().map(f64::from), self.count.max(1.0));
        let mut correlations = [0.0; PAIRS];
        let products = correlations.iter_mut().zip(self.products.iter());
        for ((correlation, product), (a, b)) in products.zip(pairs()) {
            let covariance = product / count - self.sums[a] * self.sums[b] / (count * count);
            let scale = deviations[a] * deviations[b];
            *correlation =
                if scale > 1e-6 { narrow((covariance / scale).clamp(-1.0, 1.0)) } else { 0.0 };
        }
        correlations
    }
}

/// (0, 1), (0, 2) ... (1, 2) ...
fn pairs() -> impl Iterator<Item = (usize, usize)> {
    (0..COEFFICIENTS).flat_map(|a| (a + 1..COEFFICIENTS).map(move |b| (a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_no_timbre_and_a_slope_is_the_first_coefficient() {
        let (mut flat, mut slope) = (Timbre::new(), Timbre::new());
        for _ in 0..9 {
            flat.add(&[-20.0; BANDS]);
            slope.add(&std::array::from_fn(|band| -(band as f32)));
        }
        assert!(flat.means().iter().all(|mean| mean.abs() < 1e-3));
        let means = slope.means();
        assert!(
            means[0] > 50.0 && means[1..].iter().all(|m| m.abs() < means[0] / 5.0),
            "{means:?}"
        );
        assert!(slope.log_changes().iter().all(|change| *change < -6.0));
    }

    #[test]
    fn what_rises_together_is_correlated() {
        let mut timbre = Timbre::new();
        for n in 0..100 {
            let height = (n % 10) as f32;
            let row = |k: usize, band: usize| timbre.cosines[k][band];
            let bands = std::array::from_fn(|band| height * (row(0, band) + row(1, band)));
            timbre.add(&bands);
        }
        let correlations = timbre.correlations();
        assert!((correlations[0] - 1.0).abs() < 1e-3 && correlations[1].abs() < 0.01);
    }
}
