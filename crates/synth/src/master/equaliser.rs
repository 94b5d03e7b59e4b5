use crate::Frame;
use crate::units::db_to_gain;

/// A gentle tone control: a low and a high shelf, in decibels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tone {
    /// Gain below about 120 Hz, -12 to 12 dB.
    pub bass_db: f32,
    /// Gain above about 6 kHz, -12 to 12 dB.
    pub treble_db: f32,
}

const BASS_HERTZ: f32 = 120.0;
const TREBLE_HERTZ: f32 = 6_000.0;

/// Two shelving filters (R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
/// coefficients", shelf slope 1).
#[derive(Debug)]
pub(super) struct Equaliser {
    shelves: [Shelf; 2],
}

#[derive(Debug)]
struct Shelf {
    b: [f32; 3],
    a: [f32; 2],
    state: [[f32; 2]; 2],
}

impl Equaliser {
    pub(super) fn new(tone: Tone, sample_rate: u32) -> Self {
        let rate = sample_rate as f32;
        let treble = TREBLE_HERTZ.min(0.4 * rate);
        let shelves = [
            Shelf::new(BASS_HERTZ, tone.bass_db, 1.0, rate),
            Shelf::new(treble, tone.treble_db, -1.0, rate),
        ];
        Self { shelves }
    }

    pub(super) fn process(&mut self, frames: &mut [Frame]) {
        for shelf in &mut self.shelves {
            for frame in &mut *frames {
                for (side, state) in frame.iter_mut().zip(&mut shelf.state) {
                    let output = shelf.b[0] * *side + state[0];
                    state[0] = shelf.b[1] * *side - shelf.a[0] * output + state[1];
                    state[1] = shelf.b[2] * *side - shelf.a[1] * output;
                    *side = output;
                }
            }
        }
    }
}

impl Shelf {
    /// `sign` is 1 for a low shelf and -1 for a high one: the cookbook's formulas differ in the
    /// sign of the cosine, and of the odd coefficients.
    fn new(hertz: f32, db: f32, sign: f32, rate: f32) -> Self {
        let amplitude = db_to_gain(0.5 * db);
        let angle = std::f32::consts::TAU * hertz / rate;
        let cosine = sign * libm::cosf(angle);
        let alpha = libm::sinf(angle) * std::f32::consts::FRAC_1_SQRT_2;
        let root = 2.0 * libm::sqrtf(amplitude) * alpha;
        let (up, down) = (amplitude + 1.0, amplitude - 1.0);
        let a0 = up + down * cosine + root;
        Self {
            b: [
                amplitude * (up - down * cosine + root) / a0,
                sign * 2.0 * amplitude * (down - up * cosine) / a0,
                amplitude * (up - down * cosine - root) / a0,
            ],
            a: [sign * -2.0 * (down + up * cosine) / a0, (up + down * cosine - root) / a0],
            state: [[0.0; 2]; 2],
        }
    }
}
