use crate::soundfont::LfoShape;
use crate::units::{cents_to_hertz, timecents_to_seconds};

/// A low-frequency triangle that starts at zero, rising, after a delay (SoundFont 2.04,
/// section 8.1.2, generators 21 to 24).
#[derive(Debug)]
pub(super) struct Lfo {
    delay: f32,
    /// Periods passed, 0 to 1.
    phase: f32,
    periods_per_frame: f32,
}

impl Lfo {
    pub(super) fn start(shape: LfoShape, sample_rate: f32) -> Self {
        Self {
            delay: timecents_to_seconds(shape.delay) * sample_rate,
            phase: 0.0,
            periods_per_frame: cents_to_hertz(shape.frequency) / sample_rate,
        }
    }

    /// Lets time pass.
    pub(super) fn advance(&mut self, frames: f32) {
        let waiting = frames.min(self.delay);
        self.delay -= waiting;
        self.phase += (frames - waiting) * self.periods_per_frame;
        self.phase -= libm::floorf(self.phase);
    }

    /// The value now, -1 to 1.
    pub(super) fn value(&self) -> f32 {
        let quarter = self.phase * 4.0;
        match quarter {
            ..1.0 => quarter,
            ..3.0 => 2.0 - quarter,
            _ => quarter - 4.0,
        }
    }
}
