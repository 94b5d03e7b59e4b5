use super::CONTROL_FRAMES;
use crate::units::{cents_to_hertz, db_to_gain};

/// How many voices are filtered side by side. A filter waits for its own last output, so one
/// alone leaves the processor idle; eight fill two vector registers.
pub(super) const LANES: usize = 8;

/// One voice's control block.
pub(super) type Block = [f32; CONTROL_FRAMES];

/// A resonant low-pass filter of second order (R. Bristow-Johnson, "Cookbook formulae for audio
/// EQ biquad filter coefficients"), in transposed direct form II.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LowPass {
    /// b0 = b2, b1, a1, a2 over a0.
    coefficients: [f32; 4],
    state: [f32; 2],
}

impl LowPass {
    /// Sets the cutoff in absolute cents and the height of the resonance in decibels.
    pub(super) fn tune(&mut self, cutoff_cents: f32, resonance_db: f32, sample_rate: f32) {
        let hertz = cents_to_hertz(cutoff_cents).clamp(5.0, 0.45 * sample_rate);
        // 0 dB is a flat Butterworth filter, whose Q is -3.01 dB.
        let q = db_to_gain(resonance_db - 3.01);
        let angle = std::f32::consts::TAU * hertz / sample_rate;
        let (sine, cosine) = (libm::sinf(angle), libm::cosf(angle));
        let alpha = sine / (2.0 * q);
        let scale = 1.0 / (1.0 + alpha);
        let b1 = (1.0 - cosine) * scale;
        self.coefficients = [0.5 * b1, b1, -2.0 * cosine * scale, (1.0 - alpha) * scale];
    }
}

/// Filters up to [`LANES`] voices at once, each in its own block.
pub(super) fn filter_lanes(filters: &mut [LowPass; LANES], blocks: &mut [Block; LANES]) {
    let pick = |which: usize| -> [f32; LANES] {
        std::array::from_fn(|lane| filters[lane].coefficients[which])
    };
    let [b0, b1, a1, a2] = [pick(0), pick(1), pick(2), pick(3)];
    let mut first: [f32; LANES] = std::array::from_fn(|lane| filters[lane].state[0]);
    let mut second: [f32; LANES] = std::array::from_fn(|lane| filters[lane].state[1]);
    #[expect(clippy::needless_range_loop, reason = "one frame of every lane")]
    for frame in 0..CONTROL_FRAMES {
        let input: [f32; LANES] = std::array::from_fn(|lane| blocks[lane][frame]);
        let mut output = [0.0; LANES];
        for lane in 0..LANES {
            output[lane] = b0[lane] * input[lane] + first[lane];
            first[lane] = b1[lane] * input[lane] - a1[lane] * output[lane] + second[lane];
            second[lane] = b0[lane] * input[lane] - a2[lane] * output[lane];
        }
        for lane in 0..LANES {
            blocks[lane][frame] = output[lane];
        }
    }
    for (lane, filter) in filters.iter_mut().enumerate() {
        filter.state = [first[lane], second[lane]];
    }
}
