//! Generators: the numbered parameters of a zone (SoundFont 2.04, section 8.1).

/// How many generator numbers there are.
pub(super) const COUNT: usize = 61;

pub(super) const START_OFFSET: usize = 0;
pub(super) const END_OFFSET: usize = 1;
pub(super) const LOOP_START_OFFSET: usize = 2;
pub(super) const LOOP_END_OFFSET: usize = 3;
pub(super) const START_COARSE_OFFSET: usize = 4;
pub(super) const MOD_LFO_TO_PITCH: usize = 5;
pub(super) const VIB_LFO_TO_PITCH: usize = 6;
pub(super) const MOD_ENV_TO_PITCH: usize = 7;
pub(super) const FILTER_CUTOFF: usize = 8;
pub(super) const FILTER_Q: usize = 9;
pub(super) const MOD_LFO_TO_FILTER: usize = 10;
pub(super) const MOD_ENV_TO_FILTER: usize = 11;
pub(super) const END_COARSE_OFFSET: usize = 12;
pub(super) const MOD_LFO_TO_VOLUME: usize = 13;
pub(super) const REVERB_SEND: usize = 16;
pub(super) const PAN: usize = 17;
pub(super) const MOD_LFO_DELAY: usize = 21;
pub(super) const MOD_LFO_FREQUENCY: usize = 22;
pub(super) const VIB_LFO_DELAY: usize = 23;
pub(super) const VIB_LFO_FREQUENCY: usize = 24;
/// The first of six: delay, attack, hold, decay, sustain, release.
pub(super) const MOD_ENV: usize = 25;
pub(super) const MOD_ENV_KEY_TO_HOLD: usize = 31;
pub(super) const MOD_ENV_KEY_TO_DECAY: usize = 32;
/// The first of six: delay, attack, hold, decay, sustain, release.
pub(super) const VOL_ENV: usize = 33;
pub(super) const VOL_ENV_KEY_TO_HOLD: usize = 39;
pub(super) const VOL_ENV_KEY_TO_DECAY: usize = 40;
pub(super) const INSTRUMENT: usize = 41;
pub(super) const KEY_RANGE: usize = 43;
pub(super) const VELOCITY_RANGE: usize = 44;
pub(super) const LOOP_START_COARSE_OFFSET: usize = 45;
pub(super) const FIXED_KEY: usize = 46;
pub(super) const FIXED_VELOCITY: usize = 47;
pub(super) const ATTENUATION: usize = 48;
pub(super) const LOOP_END_COARSE_OFFSET: usize = 50;
pub(super) const COARSE_TUNE: usize = 51;
pub(super) const FINE_TUNE: usize = 52;
pub(super) const SAMPLE_ID: usize = 53;
pub(super) const SAMPLE_MODES: usize = 54;
pub(super) const SCALE_TUNING: usize = 56;
pub(super) const EXCLUSIVE_CLASS: usize = 57;
pub(super) const ROOT_KEY: usize = 58;

/// One zone's values, by generator number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Generators(pub(super) [i16; COUNT]);

impl Generators {
    /// What an instrument zone is before it says anything (section 8.1.3, "default").
    pub(super) fn instrument() -> Self {
        let mut values = [0; COUNT];
        values[FILTER_CUTOFF] = 13_500;
        for delay in [MOD_LFO_DELAY, VIB_LFO_DELAY] {
            values[delay] = -12_000;
        }
        for envelope in [MOD_ENV, VOL_ENV] {
            for stage in [0, 1, 2, 3, 5] {
                values[envelope + stage] = -12_000;
            }
        }
        values[SCALE_TUNING] = 100;
        for unset in [FIXED_KEY, FIXED_VELOCITY, ROOT_KEY] {
            values[unset] = -1;
        }
        Self(values).with_whole_ranges()
    }

    /// What a preset zone adds before it says anything: nothing.
    pub(super) fn preset() -> Self {
        Self([0; COUNT]).with_whole_ranges()
    }

    fn with_whole_ranges(mut self) -> Self {
        self.0[KEY_RANGE] = 0x7f00;
        self.0[VELOCITY_RANGE] = 0x7f00;
        self
    }

    /// The same with a zone's own values in place; unknown numbers are ignored (section 9.5).
    pub(super) fn with(mut self, zone: &[(u16, i16)]) -> Self {
        for (number, value) in zone {
            if let Some(slot) = self.0.get_mut(usize::from(*number)) {
                *slot = *value;
            }
        }
        self
    }

    /// The lowest and highest key (or velocity) of a range generator.
    pub(super) fn range(&self, which: usize) -> (u8, u8) {
        let [low, high] = self.0[which].to_le_bytes();
        (low, high.min(127))
    }

    /// A 16-bit index, such as a sample's.
    pub(super) fn index(&self, which: usize) -> usize {
        usize::from(u16::from_le_bytes(self.0[which].to_le_bytes()))
    }

    /// An address made of a fine and a coarse generator, in frames (section 8.1.2).
    pub(super) fn address(&self, fine: usize, coarse: usize) -> i64 {
        i64::from(self.0[fine]) + 32_768 * i64::from(self.0[coarse])
    }
}
