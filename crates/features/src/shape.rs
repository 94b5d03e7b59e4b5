//! The spectrum's shape: where its weight lies, how noisy it is, how it changes.

use crate::describer::{BINS, HZ_PER_BIN};
use crate::mel::BANDS;
use crate::moments::{Moments, decibels, log};

/// Numbers of a frame.
const KINDS: usize = 4;
/// Mean and deviation of each.
pub(crate) const NUMBERS: usize = 2 * KINDS;
/// The share of the power below the rolloff.
const ROLLOFF: f32 = 0.85;

/// Centroid and rolloff in octaves above 1 Hz and flux as the logarithm of the change between frames whose magnitudes
/// are scaled to the length 1 (0 to 2), all after G. Tzanetakis and P. Cook, "Musical genre classification of audio
/// signals" (IEEE TSAP 10(5), 2002); flatness of the mel bands in dB, geometric over arithmetic mean, from -60 for a
/// tone to 0 for noise (J. Johnston, 1988).
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    of_frames: Moments<KINDS>,
    before: Vec<f32>,
    now: Vec<f32>,
}

impl Shape {
    pub(crate) fn new() -> Shape {
        Shape { of_frames: Moments::new(), before: vec![0.0; BINS], now: vec![0.0; BINS] }
    }

    pub(crate) fn add(&mut self, power: &[f32], bands_db: &[f32; BANDS]) {
        let flux = self.flux(power);
        self.of_frames.add(&[
            octaves(centroid(power)),
            octaves(rolloff(power)),
            flatness(bands_db),
            flux,
        ]);
    }

    fn flux(&mut self, power: &[f32]) -> f32 {
        let length = power.iter().sum::<f32>().max(1e-10).sqrt();
        for (now, power) in self.now.iter_mut().zip(power) {
            *now = power.sqrt() / length;
        }
        let pairs = self.now.iter().zip(&self.before);
        let change = pairs.map(|(now, before)| (now - before) * (now - before)).sum::<f32>();
        std::mem::swap(&mut self.now, &mut self.before);
        log(change.sqrt())
    }

    /// The means, then the deviations.
    pub(crate) fn numbers(&self) -> [f32; NUMBERS] {
        let (means, deviations) = (self.of_frames.mean(), self.of_frames.deviation());
        std::array::from_fn(|n| if n < KINDS { means[n] } else { deviations[n - KINDS] })
    }
}

fn octaves(hz: f32) -> f32 {
    hz.max(HZ_PER_BIN).log2()
}

/// In Hz, by magnitude.
fn centroid(power: &[f32]) -> f32 {
    let (mut sum, mut weighted) = (0.0, 0.0);
    for (bin, power) in power.iter().enumerate() {
        let magnitude = power.sqrt();
        sum += magnitude;
        weighted += magnitude * bin as f32;
    }
    if sum > 0.0 { weighted / sum * HZ_PER_BIN } else { 0.0 }
}

/// In Hz.
fn rolloff(power: &[f32]) -> f32 {
    let wanted = ROLLOFF * power.iter().sum::<f32>();
    let mut sum = 0.0;
    let bin = power.iter().position(|power| {
        sum += power;
        sum >= wanted
    });
    bin.unwrap_or(0) as f32 * HZ_PER_BIN
}

fn flatness(bands_db: &[f32; BANDS]) -> f32 {
    let geometric = bands_db.iter().sum::<f32>() / BANDS as f32;
    let power = bands_db.iter().map(|band| 10_f32.powf(band / 10.0)).sum::<f32>() / BANDS as f32;
    geometric - decibels(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_place_and_flat_power_the_middle() {
        let mut line = vec![0.0; BINS];
        line[100] = 1.0;
        assert_eq!((centroid(&line), rolloff(&line)), (100.0 * HZ_PER_BIN, 100.0 * HZ_PER_BIN));
        let middle = centroid(&vec![0.5; BINS]) / HZ_PER_BIN;
        assert!((middle - 512.0).abs() < 0.5, "{middle}");
        assert!(flatness(&[-30.0; BANDS]).abs() < 1e-3);
    }

    #[test]
    fn what_stays_has_no_flux() {
        let mut shape = Shape::new();
        let power: Vec<f32> = (0..BINS).map(|bin| 1.0 / (bin + 1) as f32).collect();
        shape.flux(&power);
        assert!(shape.flux(&power) < -6.0);
    }
}
