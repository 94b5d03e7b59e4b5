use crate::Frame;
use crate::units::{db_to_gain, gain_to_db};

/// Level above which the compressor works, with the sound already at its target loudness.
const ABOVE_TARGET_DB: f32 = 2.0;
/// Decibels in for one decibel out.
const RATIO: f32 = 2.0;
/// Width of the bend between the straight parts of the curve, in decibels.
const KNEE_DB: f32 = 8.0;
const ATTACK: f32 = 0.015;
const RELEASE: f32 = 0.2;

/// A gentle compressor that holds an ensemble together: two to one with a wide knee, both sides
/// alike (D. Giannoulis, M. Massberg and J. Reiss, "Digital dynamic range compressor design",
/// JAES 60, 2012: equation 4 for the curve, figure 7 for the smooth branching detector).
#[derive(Debug)]
pub(super) struct Compressor {
    threshold_db: f32,
    attack: f32,
    release: f32,
    /// Mean square of both sides, smoothed.
    power: f32,
}

impl Compressor {
    pub(super) fn new(target_lufs: f64, sample_rate: u32) -> Self {
        let share = |seconds: f32| 1.0 - libm::expf(-1.0 / (seconds * sample_rate as f32));
        #[expect(clippy::cast_possible_truncation, reason = "a few dozen decibels")]
        let threshold_db = target_lufs as f32 + ABOVE_TARGET_DB;
        Self { threshold_db, attack: share(ATTACK), release: share(RELEASE), power: 0.0 }
    }

    pub(super) fn process(&mut self, frames: &mut [Frame]) {
        for frame in frames {
            let power = frame[0] * frame[0] + frame[1] * frame[1];
            let share = if power > self.power { self.attack } else { self.release };
            self.power += (power - self.power) * share;
            let over = 0.5 * gain_to_db(self.power.max(1e-12)) - self.threshold_db;
            if over > -0.5 * KNEE_DB {
                let gain = db_to_gain(reduction_db(over));
                *frame = frame.map(|side| side * gain);
            }
        }
    }
}

/// The curve: how much to turn down for a level so many decibels above the threshold.
fn reduction_db(over: f32) -> f32 {
    let slope = 1.0 / RATIO - 1.0;
    if over >= 0.5 * KNEE_DB {
        slope * over
    } else {
        let into = over + 0.5 * KNEE_DB;
        slope * into * into / (2.0 * KNEE_DB)
    }
}
