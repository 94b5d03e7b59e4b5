//! Tonality: which pitch classes sound, and what is left of that in every key.

use std::f32::consts::TAU;

use crate::describer::HZ_PER_BIN;
use crate::moments::Moments;

/// Pitch classes, from C on.
pub(crate) const CLASSES: usize = 12;
/// Components of the pattern.
pub(crate) const COMPONENTS: usize = CLASSES / 2;
/// Peaks are looked for from here to there, in Hz: below, a semitone is narrower than a bin.
const FROM_HZ: f32 = 196.0;
const TO_HZ: f32 = 4_200.0;
/// Peaks that are so much lower than the highest power are left out.
const RANGE: f32 = 1e-5;
/// C0, in Hz, when A4 is at 440.
const C0_HZ: f32 = 16.351_6;

/// A chroma of spectral peaks (E. Gómez, "Tonal description of music audio signals", 2006: each peak is shared out
/// between the two classes next to it), whose frames add up to 1 each; and its pattern that transposing leaves as it
/// is, the magnitudes of the chroma's Fourier transform (I. Quinn, "General equal-tempered harmony", 2007): the fifth
/// tells how diatonic it is, the third how it leans on major thirds, 0 to 1.
#[derive(Clone, Debug)]
pub(crate) struct Tonality {
    chroma: Moments<CLASSES>,
    pattern: Moments<COMPONENTS>,
}

impl Tonality {
    pub(crate) fn new() -> Tonality {
        Tonality { chroma: Moments::new(), pattern: Moments::new() }
    }

    pub(crate) fn add(&mut self, power: &[f32]) {
        if let Some(chroma) = chroma(power) {
            self.chroma.add(&chroma);
            self.pattern.add(&pattern(&chroma));
        }
    }

    /// The share of each pitch class; all 0 where no tone was heard.
    pub(crate) fn chroma(&self) -> [f32; CLASSES] {
        self.chroma.mean()
    }

    /// The pattern of the whole, then the mean pattern of its moments.
    pub(crate) fn patterns(&self) -> [f32; 2 * COMPONENTS] {
        let (whole, moments) = (pattern(&self.chroma()), self.pattern.mean());
        std::array::from_fn(|n| if n < COMPONENTS { whole[n] } else { moments[n - COMPONENTS] })
    }
}

fn chroma(power: &[f32]) -> Option<[f32; CLASSES]> {
    let highest = power.iter().copied().fold(0.0, f32::max);
    let mut classes = [0.0; CLASSES];
    for (bin, around) in (1..).zip(power.windows(3)) {
        let [before, here, after] = [around[0], around[1], around[2]];
        if here <= before || here < after || here < highest * RANGE {
            continue;
        }
        let hz = (bin as f32 + summit(before, here, after)) * HZ_PER_BIN;
        if (FROM_HZ..TO_HZ).contains(&hz) {
            share_out(hz, here.sqrt(), &mut classes);
        }
    }
    let sum: f32 = classes.iter().sum();
    (sum > 0.0).then(|| classes.map(|class| class / sum))
}

/// Where between its neighbours a peak is highest, -0.5 to 0.5, by a parabola through the logarithms (J. Smith and
/// X. Serra, "PARSHL", 1987).
fn summit(before: f32, here: f32, after: f32) -> f32 {
    let log = |power: f32| power.max(1e-20).ln();
    let (before, here, after) = (log(before), log(here), log(after));
    let bend = before - 2.0 * here + after;
    if bend < -1e-6 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}

fn share_out(hz: f32, magnitude: f32, classes: &mut [f32; CLASSES]) {
    let pitch = CLASSES as f32 * (hz / C0_HZ).log2();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "pitches are small"
    )]
    let lower = pitch.floor() as usize;
    let part = pitch - pitch.floor();
    classes[lower % CLASSES] += magnitude * (1.0 - part);
    classes[(lower + 1) % CLASSES] += magnitude * part;
}

fn pattern(chroma: &[f32; CLASSES]) -> [f32; COMPONENTS] {
    std::array::from_fn(|n| {
        let turn = TAU * (n + 1) as f32 / CLASSES as f32;
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (class, share) in chroma.iter().enumerate() {
            let (sine, cosine) = (turn * class as f32).sin_cos();
            real += share * cosine;
            imaginary += share * sine;
        }
        real.hypot(imaginary)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describer::BINS;

    #[test]
    fn a_peak_is_its_pitch_class_wherever_it_stands() {
        for (hz, class) in [(440.0, 9), (261.63, 0), (1_046.5, 0), (3_729.3, 10)] {
            let at = hz / HZ_PER_BIN;
            let hump = |bin: usize| (-(bin as f32 - at).powi(2)).exp();
            let power: Vec<f32> = (0..BINS).map(hump).collect();
            let chroma = chroma(&power).unwrap();
            assert!(chroma[class] > 0.9, "{hz} Hz: {chroma:?}");
        }
        assert_eq!(chroma(&[0.0; BINS]), None);
    }

    #[test]
    fn every_key_has_the_same_pattern() {
        let mut scale = [0.0; CLASSES];
        [0, 2, 4, 5, 7, 9, 11].iter().for_each(|class| scale[*class] = 1.0 / 7.0);
        let here = pattern(&scale);
        scale.rotate_right(5);
        let there = pattern(&scale);
        assert!(here.iter().zip(&there).all(|(a, b)| (a - b).abs() < 1e-5), "{here:?} {there:?}");
        assert!(here[4] > 0.5 && here[..4].iter().all(|component| *component < 0.2), "{here:?}");
    }
}
