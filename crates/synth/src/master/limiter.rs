use std::collections::VecDeque;

use super::true_peak::{DELAY, TruePeak};
use crate::Frame;

/// Seconds the limiter looks ahead, and so takes to turn down.
const LOOK_AHEAD: f32 = 0.004;
/// Seconds it takes to come back up by about two thirds.
const RELEASE: f32 = 0.12;
/// What is left for the ripple that a moving gain adds between samples: 0.1 dB.
const MARGIN: f32 = 0.988_55;

/// A true-peak limiter: the gain goes down along a straight line that ends just as the peak
/// passes, so that nothing is ever clipped (after D. Giannoulis, M. Massberg and J. Reiss,
/// "Digital dynamic range compressor design", JAES 60, 2012, with the detector of ITU-R
/// BS.1770-4, annex 2). What stays below the ceiling passes unchanged.
#[derive(Debug)]
pub(super) struct Limiter {
    ceiling: f32,
    look_ahead: usize,
    back: f32,
    peaks: TruePeak,
    /// Frames on their way through.
    waiting: VecDeque<Frame>,
    /// The least gain of the frames ahead: gains in rising order with the time they leave.
    least: VecDeque<(u64, f32)>,
    time: u64,
    /// The gain wanted, falling at once and rising slowly.
    wanted: f32,
    /// The last `look_ahead` gains wanted and their sum; in double precision so that hours of
    /// adding and taking away leave no error that could be heard.
    window: VecDeque<f32>,
    sum: f64,
    lowest: f32,
}

impl Limiter {
    /// A limiter to `ceiling`, an amplitude.
    pub(super) fn new(ceiling: f32, sample_rate: u32) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "at most 192 000 times 4 ms")]
        let (look_ahead, rate) = ((LOOK_AHEAD * sample_rate as f32) as usize, sample_rate as f32);
        let sum = look_ahead as f64;
        Self {
            ceiling: ceiling * MARGIN,
            look_ahead,
            back: 1.0 - libm::expf(-1.0 / (RELEASE * rate)),
            peaks: TruePeak::default(),
            waiting: std::iter::repeat_n([0.0; 2], look_ahead - 1 + DELAY).collect(),
            least: VecDeque::new(),
            time: 0,
            wanted: 1.0,
            window: std::iter::repeat_n(1.0, look_ahead).collect(),
            sum,
            lowest: 1.0,
        }
    }

    /// Frames by which the sound comes out late; as many must be fed at the end, and left out at
    /// the beginning.
    pub(super) fn delay(&self) -> usize {
        self.look_ahead - 1 + DELAY
    }

    /// The lowest gain applied so far.
    pub(super) fn lowest_gain(&self) -> f32 {
        self.lowest
    }

    /// Limits frames in place, [`Limiter::delay`] late.
    pub(super) fn process(&mut self, frames: &mut [Frame]) {
        let mut peaks = std::mem::take(&mut self.peaks);
        let mut at = 0;
        let input = frames.to_vec();
        peaks.peaks(&input, self.ceiling, |peak| {
            let sample = input[at][0].abs().max(input[at][1].abs());
            frames[at] = self.step(input[at], peak.max(sample));
            at += 1;
        });
        self.peaks = peaks;
    }

    fn step(&mut self, frame: Frame, peak: f32) -> Frame {
        let needed = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        let least = self.least_ahead(needed);
        self.wanted = if least < self.wanted {
            least
        } else {
            self.wanted + (least - self.wanted) * self.back
        };
        self.window.push_back(self.wanted);
        let oldest = self.window.pop_front().unwrap_or(1.0);
        self.sum += f64::from(self.wanted) - f64::from(oldest);
        let average = self.sum / self.look_ahead as f64;
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let gain = (average as f32).min(1.0);
        self.lowest = self.lowest.min(gain);
        self.waiting.push_back(frame);
        self.waiting.pop_front().unwrap_or_default().map(|side| side * gain)
    }

    /// The least gain that any of the last `look_ahead` frames needs, and the few more that the
    /// detector's delay leaves in doubt.
    fn least_ahead(&mut self, needed: f32) -> f32 {
        self.time += 1;
        while self.least.back().is_some_and(|(_, gain)| *gain >= needed) {
            self.least.pop_back();
        }
        let leaves = self.time + (self.look_ahead + DELAY + 2) as u64;
        self.least.push_back((leaves, needed));
        while self.least.front().is_some_and(|(leaves, _)| *leaves <= self.time) {
            self.least.pop_front();
        }
        self.least.front().map_or(1.0, |(_, gain)| *gain)
    }
}
