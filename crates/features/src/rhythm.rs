//! Rhythm: what comes again after which time.

use std::collections::VecDeque;

use crate::describer::FRAMES_PER_S;
use crate::moments::Moments;
use crate::tempo::{self, Tempo};

/// The longest time that is looked at, in frames: 3 s.
pub(crate) const LAGS: usize = 130;
/// Frames of a window, 11.9 s, and from one to the next.
const WINDOW: usize = 512;
const STEP: usize = WINDOW / 2;
/// Fewer frames tell nothing of a rhythm.
const SHORTEST: usize = 2 * LAGS;

/// Steps of the pulse: eight an octave, from this many beats a minute on, three octaves.
pub(crate) const PULSES: usize = 24;
const SLOWEST_BPM: f32 = 40.0;
const AN_OCTAVE: f32 = 8.0;

/// Times, in beats, at which a meter is told.
const MULTIPLES: [f32; METERS] = [0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 1.5, 2.0, 3.0, 4.0];
pub(crate) const METERS: usize = 8;

/// The mean autocorrelation of onset strength over windows (D. Ellis, "Beat tracking by dynamic programming", 2007);
/// 1 where all comes again, 0 where nothing does.
#[derive(Clone, Debug)]
pub(crate) struct Rhythm {
    waiting: VecDeque<f32>,
    of_windows: Moments<LAGS>,
    windows: usize,
}

impl Rhythm {
    pub(crate) fn new() -> Rhythm {
        let waiting = VecDeque::with_capacity(WINDOW);
        Rhythm { waiting, of_windows: Moments::new(), windows: 0 }
    }

    pub(crate) fn add(&mut self, onset_db: f32) {
        self.waiting.push_back(onset_db);
        if self.waiting.len() == WINDOW {
            self.window();
            self.waiting.drain(..STEP);
        }
    }

    fn window(&mut self) {
        let strengths = self.waiting.make_contiguous();
        if let Some(autocorrelation) = autocorrelation(strengths) {
            self.of_windows.add(&autocorrelation);
            self.windows += 1;
        }
    }

    /// The mean over what was heard; also of what is shorter than a window.
    pub(crate) fn finish(mut self) -> Repetition {
        if self.windows == 0 && self.waiting.len() >= SHORTEST {
            self.window();
        }
        Repetition(Box::new(self.of_windows.mean()))
    }
}

/// The autocorrelation at 0 to [`LAGS`] frames; `None` where nothing begins.
fn autocorrelation(strengths: &[f32]) -> Option<[f32; LAGS]> {
    let mean = strengths.iter().sum::<f32>() / strengths.len() as f32;
    let strengths: Vec<f32> = strengths.iter().map(|strength| strength - mean).collect();
    let at = |lag: usize| {
        let pairs = strengths.iter().zip(&strengths[lag..]);
        pairs.map(|(a, b)| a * b).sum::<f32>() / (strengths.len() - lag) as f32
    };
    let whole = at(0);
    (whole > 1e-4).then(|| std::array::from_fn(|lag| at(lag) / whole))
}

/// How much comes again after a time.
#[derive(Clone, Debug)]
pub(crate) struct Repetition(Box<[f32; LAGS]>);

impl Repetition {
    /// After a time in frames, between two of which it is a straight line; `None` when that is too long.
    pub(crate) fn after(&self, frames: f32) -> Option<f32> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let (before, part) = (frames as usize, frames.fract());
        let next = self.0.get(before.checked_add(1)?)?;
        Some(self.0[before] * (1.0 - part) + next * part)
    }

    /// At each tempo, the highest within its step.
    pub(crate) fn pulses(&self) -> [f32; PULSES] {
        let at = |step: f32| {
            let bpm = SLOWEST_BPM * (step / AN_OCTAVE).exp2();
            self.after(60.0 * FRAMES_PER_S / bpm).unwrap_or(0.0)
        };
        std::array::from_fn(|n| {
            [-0.33, 0.0, 0.33].iter().map(|part| at(n as f32 + part)).fold(-1.0, f32::max)
        })
    }

    pub(crate) fn tempo(&self) -> Tempo {
        tempo::estimate(self)
    }

    /// After each of some multiples of a beat.
    pub(crate) fn meters(&self, tempo: Tempo) -> [f32; METERS] {
        let beat = 60.0 * FRAMES_PER_S / tempo.bpm;
        // Longer times than are looked at: half of them comes again as well.
        let at = |beats: f32| {
            self.after(beats * beat).or_else(|| self.after(beats * beat / 2.0)).unwrap_or(0.0)
        };
        MULTIPLES.map(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_every_sixteen_frames_comes_again_after_sixteen() {
        let mut rhythm = Rhythm::new();
        (0..1_500).for_each(|frame| rhythm.add(if frame % 16 == 0 { 9.0 } else { 0.0 }));
        let repetition = rhythm.finish();
        assert!(repetition.after(16.0) > Some(0.95) && repetition.after(8.0) < Some(0.0));
        assert_eq!(repetition.after(200.0), None);
        assert!(Rhythm::new().finish().0.iter().all(|number| *number == 0.0));
    }
}
