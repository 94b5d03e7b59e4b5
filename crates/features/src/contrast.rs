//! Spectral contrast: how far peaks stand out of valleys.

use std::ops::Range;

use crate::describer::HZ_PER_BIN;
use crate::moments::{Moments, decibels};

/// Octaves.
const OCTAVES: usize = 6;
/// Mean and deviation of each.
pub(crate) const NUMBERS: usize = 2 * OCTAVES;
/// The lower edge of each octave and the last one's upper edge, in Hz.
const EDGES_HZ: [f32; OCTAVES + 1] = [30.0, 200.0, 400.0, 800.0, 1_600.0, 3_200.0, 8_000.0];
/// The share of bins that are its peaks, and that are its valleys.
const SHARE: f32 = 0.2;

/// In each octave the mean power of the highest bins over that of the lowest, in dB, from 0 for noise of even power to
/// 100 (D. Jiang et al., "Music type classification by spectral contrast feature", ICME 2002).
#[derive(Clone, Debug)]
pub(crate) struct Contrast {
    of_frames: Moments<OCTAVES>,
    octaves: [Range<usize>; OCTAVES],
    sorted: Vec<f32>,
}

impl Contrast {
    pub(crate) fn new() -> Contrast {
        let bin = |hz: f32| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            let bin = (hz / HZ_PER_BIN).round() as usize;
            bin
        };
        let octave = |n: usize| bin(EDGES_HZ[n])..bin(EDGES_HZ[n + 1]);
        Contrast {
            of_frames: Moments::new(),
            octaves: std::array::from_fn(octave),
            sorted: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, power: &[f32]) {
        let mut contrasts = [0.0; OCTAVES];
        for (contrast, octave) in contrasts.iter_mut().zip(&self.octaves) {
            self.sorted.clear();
            self.sorted.extend_from_slice(&power[octave.clone()]);
            *contrast = of_octave(&mut self.sorted);
        }
        self.of_frames.add(&contrasts);
    }

    /// The means, then the deviations.
    pub(crate) fn numbers(&self) -> [f32; NUMBERS] {
        let (means, deviations) = (self.of_frames.mean(), self.of_frames.deviation());
        std::array::from_fn(|n| if n < OCTAVES { means[n] } else { deviations[n - OCTAVES] })
    }
}

fn of_octave(powers: &mut [f32]) -> f32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    let few = ((powers.len() as f32 * SHARE) as usize).clamp(1, powers.len());
    let mean = |powers: &[f32]| powers.iter().sum::<f32>() / powers.len() as f32;
    // Not sorted, only the highest and the lowest put aside: that is all that is asked.
    let highest = powers.len() - few;
    powers.select_nth_unstable_by(highest, f32::total_cmp);
    let peak = mean(&powers[highest..]);
    powers[..highest.max(few)].select_nth_unstable_by(few - 1, f32::total_cmp);
    decibels(peak) - decibels(mean(&powers[..few]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_peaks_stand_out() {
        let mut powers = vec![1e-4; 20];
        powers[3..7].fill(1.0);
        assert!((of_octave(&mut powers) - 40.0).abs() < 1e-3);
        assert!(of_octave(&mut [0.1; 7]).abs() < 1e-3);
    }
}
