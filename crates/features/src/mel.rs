//! Bands as wide as the ear's.

use crate::describer::{BINS, HZ_PER_BIN};
use crate::moments::decibels;

/// Bands.
pub(crate) const BANDS: usize = 40;
/// From the lowest band's lower edge to the highest band's upper edge, in Hz.
const EDGES_HZ: (f32, f32) = (30.0, 10_000.0);

/// Triangular bands on the mel scale of M. Slaney's "Auditory Toolbox" (1998): linear to 1 kHz, logarithmic above.
#[derive(Clone, Debug)]
pub(crate) struct MelBank {
    /// The first bin and the weights of it and those after it; a band's weights add up to 1.
    bands: Vec<(usize, Vec<f32>)>,
}

impl MelBank {
    pub(crate) fn new() -> MelBank {
        let (low, high) = (mel(EDGES_HZ.0), mel(EDGES_HZ.1));
        let edge = |n: usize| hertz(low + (high - low) * n as f32 / (BANDS + 1) as f32);
        let band = |n: usize| {
            let (from, middle, to) = (edge(n), edge(n + 1), edge(n + 2));
            let weight = |bin: usize| {
                let hz = bin as f32 * HZ_PER_BIN;
                ((hz - from) / (middle - from)).min((to - hz) / (to - middle)).max(0.0)
            };
            let first = (0..BINS).find(|bin| weight(*bin) > 0.0).unwrap_or(0);
            let weights: Vec<f32> =
                (first..BINS).map(weight).take_while(|weight| *weight > 0.0).collect();
            let sum: f32 = weights.iter().sum();
            (first, weights.into_iter().map(|weight| weight / sum).collect())
        };
        MelBank { bands: (0..BANDS).map(band).collect() }
    }

    /// The mean power in each band, in dB: 0 for a full sine that fills its band, not below -100.
    pub(crate) fn bands_db(&self, power: &[f32]) -> [f32; BANDS] {
        std::array::from_fn(|n| {
            let (first, weights) = &self.bands[n];
            let bins = power.iter().skip(*first);
            decibels(weights.iter().zip(bins).map(|(weight, power)| weight * power).sum())
        })
    }
}

/// 1 kHz, where the scale becomes logarithmic, and its step there: 27 mels for a factor of 6.4.
const BEND_HZ: f32 = 1_000.0;
const BEND_MEL: f32 = 15.0;

fn step() -> f32 {
    6.4_f32.ln() / 27.0
}

fn mel(hz: f32) -> f32 {
    if hz < BEND_HZ { hz * BEND_MEL / BEND_HZ } else { BEND_MEL + (hz / BEND_HZ).ln() / step() }
}

fn hertz(mel: f32) -> f32 {
    if mel < BEND_MEL {
        mel * BEND_HZ / BEND_MEL
    } else {
        BEND_HZ * ((mel - BEND_MEL) * step()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_goes_there_and_back() {
        assert!((mel(440.0) - 6.6).abs() < 1e-3 && (mel(6_400.0) - 42.0).abs() < 1e-3);
        for hz in [30.0, 999.0, 1_000.0, 9_000.0] {
            assert!((hertz(mel(hz)) - hz).abs() < 0.1, "{hz}");
        }
    }

    #[test]
    fn flat_power_fills_all_bands_alike() {
        let bands = MelBank::new().bands_db(&[0.01; BINS]);
        assert!(bands.iter().all(|band| (band + 20.0).abs() < 1e-3), "{bands:?}");
    }
}
