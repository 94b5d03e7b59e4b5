//! Fluctuation patterns: how strongly each region of the spectrum beats, and how fast.

use std::collections::VecDeque;
use std::ops::Range;

use crate::describer::FRAMES_PER_S;
use crate::mel::BANDS;
use crate::moments::{Moments, log};
use crate::spectrum::Spectrum;

/// Regions of the spectrum.
const REGIONS: [Range<usize>; 6] = [0..4, 4..9, 9..16, 16..24, 24..32, 32..BANDS];
/// The lower edge of each speed and the last one's upper edge, in Hz.
const SPEEDS_HZ: [f32; 9] = [0.33, 0.67, 1.0, 1.5, 2.25, 3.4, 5.0, 7.6, 11.4];
const SPEEDS: usize = SPEEDS_HZ.len() - 1;
/// Numbers of a pattern.
pub(crate) const NUMBERS: usize = REGIONS.len() * SPEEDS;
/// Frames of a window, 5.9 s, and from one to the next.
const WINDOW: usize = 256;
const STEP: usize = WINDOW / 2;

/// For each region and speed the logarithm of the modulation in dB, after E. Pampalk, A. Rauber and D. Merkl,
/// "Content-based organization and visualization of music archives" (ACM Multimedia 2002); region after region, the
/// slowest speed first.
#[derive(Debug)]
pub(crate) struct Fluctuation {
    spectrum: Spectrum,
    waiting: VecDeque<[f32; REGIONS.len()]>,
    of_windows: Moments<NUMBERS>,
}

impl Fluctuation {
    pub(crate) fn new() -> Fluctuation {
        let waiting = VecDeque::with_capacity(WINDOW);
        Fluctuation { spectrum: Spectrum::new(WINDOW), waiting, of_windows: Moments::new() }
    }

    pub(crate) fn add(&mut self, bands_db: &[f32; BANDS]) {
        let mean =
            |bands: &Range<usize>| bands_db[bands.clone()].iter().sum::<f32>() / bands.len() as f32;
        self.waiting.push_back(REGIONS.each_ref().map(mean));
        if self.waiting.len() == WINDOW {
            self.window();
            self.waiting.drain(..STEP);
        }
    }

    fn window(&mut self) {
        let mut pattern = [0.0; NUMBERS];
        for (region, speeds) in pattern.chunks_exact_mut(SPEEDS).enumerate() {
            let levels = self.waiting.iter().map(|frame| frame[region]);
            let mean = levels.clone().sum::<f32>() / WINDOW as f32;
            let power = self.spectrum.power(levels.map(|level| level - mean));
            for (speed, edges) in speeds.iter_mut().zip(SPEEDS_HZ.windows(2)) {
                *speed = log(power[bin(edges[0])..bin(edges[1])].iter().sum::<f32>().sqrt());
            }
        }
        self.of_windows.add(&pattern);
    }

    /// The mean pattern. What was shorter than a window is repeated until it fills one.
    pub(crate) fn numbers(mut self) -> [f32; NUMBERS] {
        if self.of_windows.mean() == [0.0; NUMBERS] && !self.waiting.is_empty() {
            let short: Vec<_> = self.waiting.iter().copied().collect();
            self.waiting = short.iter().copied().cycle().take(WINDOW).collect();
            self.window();
        }
        self.of_windows.mean()
    }
}

fn bin(hz: f32) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    let bin = (hz * WINDOW as f32 / FRAMES_PER_S).round() as usize;
    bin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_beats_at_its_speed() {
        let mut fluctuation = Fluctuation::new();
        for frame in 0..600 {
            let beat = (frame as f32 / FRAMES_PER_S * 2.0 * std::f32::consts::TAU).sin();
            fluctuation
                .add(&std::array::from_fn(|band| if band < 4 { 20.0 + 10.0 * beat } else { 20.0 }));
        }
        let pattern = fluctuation.numbers();
        // 2 Hz is the fourth speed.
        let (fastest, _) = pattern.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert_eq!(fastest, 3, "{pattern:?}");
        assert!(pattern[SPEEDS + 3] < -6.0);
    }
}
