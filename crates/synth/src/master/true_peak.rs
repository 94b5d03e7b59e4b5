use crate::Frame;

/// The four phases of the interpolating filter of ITU-R BS.1770-4, annex 2, oldest frame last.
const PHASES: [[f32; TAPS]; 4] = {
    let first = [
        0.001_708_984_4,
        0.010_986_328,
        -0.019_653_32,
        0.033_203_125,
        -0.059_448_242,
        0.137_329_1,
        0.972_167_97,
        -0.102_294_92,
        0.047_607_422,
        -0.026_611_328,
        0.014_892_578,
        -0.008_300_781,
    ];
    let second = [
        -0.029_174_805,
        0.029_296_875,
        -0.051_757_813,
        0.089_111_33,
        -0.166_503_9,
        0.465_087_9,
        0.779_785_16,
        -0.200_317_38,
        0.101_562_5,
        -0.058_227_54,
        0.033_081_055,
        -0.018_920_898,
    ];
    [first, second, reversed(second), reversed(first)]
};
const TAPS: usize = 12;
/// No interpolated peak is higher than this times the highest frame around: the largest sum of
/// a phase's absolute values.
const MOST: f32 = 2.03;
/// Frames by which the filter looks back.
pub(super) const DELAY: usize = 6;
/// Frames worked on together.
const CHUNK: usize = 64;

const fn reversed(taps: [f32; TAPS]) -> [f32; TAPS] {
    let mut turned = taps;
    let mut tap = 0;
    while tap < TAPS {
        turned[tap] = taps[TAPS - 1 - tap];
        tap += 1;
    }
    turned
}

/// Finds the peaks between the samples, by oversampling four times.
#[derive(Debug, Default)]
pub(super) struct TruePeak {
    history: [Frame; TAPS - 1],
}

impl TruePeak {
    /// Writes, for each frame, the highest of the four interpolated magnitudes of both sides that
    /// the filter gives once it has seen the frame: those around [`DELAY`] frames before. Where
    /// nothing can be above `floor`, zero is written instead, which spares most of the work.
    pub(super) fn peaks(&mut self, frames: &[Frame], floor: f32, mut out: impl FnMut(f32)) {
        for chunk in frames.chunks(CHUNK) {
            let mut sides = [[0.0; CHUNK + TAPS - 1]; 2];
            for (at, frame) in self.history.iter().chain(chunk).enumerate() {
                sides[0][at] = frame[0];
                sides[1][at] = frame[1];
            }
            let highest = sides.iter().flatten().fold(0.0_f32, |high, it| high.max(it.abs()));
            let peaks = if highest * MOST <= floor { [0.0; CHUNK] } else { interpolated(&sides) };
            peaks[..chunk.len()].iter().for_each(|peak| out(*peak));
            self.remember(chunk);
        }
    }

    fn remember(&mut self, chunk: &[Frame]) {
        let kept = self.history.len();
        let new = chunk.len().min(kept);
        self.history.rotate_left(new);
        self.history[kept - new..].copy_from_slice(&chunk[chunk.len() - new..]);
    }
}

fn interpolated(sides: &[[f32; CHUNK + TAPS - 1]; 2]) -> [f32; CHUNK] {
    let mut peaks = [0.0_f32; CHUNK];
    for side in sides {
        for phase in &PHASES {
            let mut sums = [0.0_f32; CHUNK];
            for (tap, weight) in phase.iter().enumerate() {
                // Tap 0 meets the newest frame.
                let from = TAPS - 1 - tap;
                for (sum, sound) in sums.iter_mut().zip(&side[from..from + CHUNK]) {
                    *sum += weight * *sound;
                }
            }
            for (peak, sum) in peaks.iter_mut().zip(&sums) {
                *peak = peak.max(sum.abs());
            }
        }
    }
    peaks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sine of a quarter of the sample rate, sampled at 45 degrees, has samples at 0.707 and
    /// peaks of 1 between them.
    #[test]
    fn finds_the_peak_that_samples_miss() {
        let sine = |n: u8| (f32::from(n) + 0.5) * std::f32::consts::FRAC_PI_2;
        let frames: Vec<Frame> = (0..100).map(|n| [sine(n).sin(), 0.0]).collect();
        let mut peak = 0.0_f32;
        TruePeak::default().peaks(&frames, 0.0, |found| peak = peak.max(found));
        assert!((peak - 1.0).abs() < 0.06, "{peak}");
    }
}
