use super::generator::{self as g, Generators};
use super::hydra::Hydra;

/// More regions in one preset than any font has; the bound on a hostile one.
const MAX_REGIONS: usize = 8192;

/// One sample laid over a range of keys and velocities, with everything that shapes its sound.
/// Preset and instrument generators are already added up and held to the ranges of SoundFont
/// 2.04, section 8.1.3, so that no value, however made, can upset the voice that plays it.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) keys: (u8, u8),
    pub(crate) velocities: (u8, u8),
    /// Index into the font's samples.
    pub(crate) sample: usize,
    /// Frames to move the sample's start, end, loop start and loop end by.
    pub(crate) offsets: [i64; 4],
    pub(crate) looping: Looping,
    /// The key at which the sample sounds as recorded; `None`: the sample's own.
    pub(crate) root_key: Option<u8>,
    pub(crate) fixed_key: Option<u8>,
    pub(crate) fixed_velocity: Option<u8>,
    /// Cents added to the pitch.
    pub(crate) tuning_cents: f32,
    /// Cents between neighbouring keys: 100 unless the region says otherwise.
    pub(crate) scale_cents: f32,
    /// Decibels taken off.
    pub(crate) attenuation_db: f32,
    /// -0.5 (left) to 0.5 (right).
    pub(crate) pan: f32,
    /// 0 to 1.
    pub(crate) reverb_send: f32,
    /// Absolute cents (8.176 Hz is 0); 13 500 is fully open.
    pub(crate) cutoff_cents: f32,
    /// Height of the resonance in decibels.
    pub(crate) resonance_db: f32,
    pub(crate) volume_envelope: Stages,
    pub(crate) modulation_envelope: Stages,
    pub(crate) modulation_lfo: LfoShape,
    pub(crate) vibrato_lfo: LfoShape,
    pub(crate) vibrato_to_pitch_cents: f32,
    pub(crate) lfo_to_pitch_cents: f32,
    pub(crate) lfo_to_cutoff_cents: f32,
    pub(crate) lfo_to_volume_db: f32,
    pub(crate) envelope_to_pitch_cents: f32,
    pub(crate) envelope_to_cutoff_cents: f32,
    /// Voices of the same class cut each other off, as an open and a closed hi-hat do; 0: none.
    pub(crate) exclusive_class: i16,
}

/// What happens at the loop points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looping {
    Never,
    Always,
    UntilRelease,
}

/// An envelope's times in timecents (1200 log2 of seconds), before the key is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stages {
    pub(crate) delay: f32,
    pub(crate) attack: f32,
    pub(crate) hold: f32,
    pub(crate) decay: f32,
    /// Below full level: tenths of a decibel for the volume, tenths of a percent otherwise.
    pub(crate) sustain: f32,
    pub(crate) release: f32,
    pub(crate) key_to_hold: f32,
    pub(crate) key_to_decay: f32,
}

/// A low-frequency oscillator's delay in timecents and frequency in absolute cents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LfoShape {
    pub(crate) delay: f32,
    pub(crate) frequency: f32,
}

/// A preset's regions, its own zones laid over those of its instruments (section 9.4).
pub(super) fn regions(hydra: &Hydra, preset: usize) -> Vec<Region> {
    let mut regions = Vec::new();
    for (outer, zone) in zones(hydra.preset(preset), Generators::preset(), g::INSTRUMENT) {
        if !outer {
            continue;
        }
        let inner = hydra.instrument(zone.index(g::INSTRUMENT));
        for (sounds, own) in zones(inner, Generators::instrument(), g::SAMPLE_ID) {
            if regions.len() == MAX_REGIONS {
                return regions;
            }
            if sounds && own.index(g::SAMPLE_ID) < hydra.samples.len() {
                regions.extend(region(&zone, &own));
            }
        }
    }
    regions
}

/// Each zone over the global one: the first, if it does not end in the generator that names an
/// instrument or sample. The flag says whether the zone has that generator and so sounds.
fn zones<'a>(
    zones: impl Iterator<Item = &'a [(u16, i16)]>,
    base: Generators,
    last: usize,
) -> impl Iterator<Item = (bool, Generators)> {
    let mut base = base;
    zones.enumerate().map(move |(index, zone)| {
        let sounds = zone.iter().any(|(number, _)| usize::from(*number) == last);
        if index == 0 && !sounds {
            base = base.with(zone);
        }
        (sounds, base.with(zone))
    })
}

/// One region, or none where the ranges of preset and instrument do not meet.
fn region(preset: &Generators, own: &Generators) -> Option<Region> {
    let meet = |which: usize| {
        let (outer, inner) = (preset.range(which), own.range(which));
        let both = (outer.0.max(inner.0), outer.1.min(inner.1));
        (both.0 <= both.1).then_some(both)
    };
    let value = |which: usize, low: f32, high: f32| {
        (f32::from(preset.0[which]) + f32::from(own.0[which])).clamp(low, high)
    };
    let stages = |first: usize, keys: [usize; 2], sustain: f32| Stages {
        delay: value(first, -12_000.0, 5_000.0),
        attack: value(first + 1, -12_000.0, 8_000.0),
        hold: value(first + 2, -12_000.0, 5_000.0),
        decay: value(first + 3, -12_000.0, 8_000.0),
        sustain: value(first + 4, 0.0, sustain),
        release: value(first + 5, -12_000.0, 8_000.0),
        key_to_hold: value(keys[0], -1_200.0, 1_200.0),
        key_to_decay: value(keys[1], -1_200.0, 1_200.0),
    };
    let lfo = |delay, frequency| LfoShape {
        delay: value(delay, -12_000.0, 5_000.0),
        frequency: value(frequency, -16_000.0, 4_500.0),
    };
    let key = |which: usize| u8::try_from(own.0[which]).ok().filter(|key| *key <= 127);
    Some(Region {
        keys: meet(g::KEY_RANGE)?,
        velocities: meet(g::VELOCITY_RANGE)?,
        sample: own.index(g::SAMPLE_ID),
        offsets: [
            own.address(g::START_OFFSET, g::START_COARSE_OFFSET),
            own.address(g::END_OFFSET, g::END_COARSE_OFFSET),
            own.address(g::LOOP_START_OFFSET, g::LOOP_START_COARSE_OFFSET),
            own.address(g::LOOP_END_OFFSET, g::LOOP_END_COARSE_OFFSET),
        ],
        looping: match own.0[g::SAMPLE_MODES] & 3 {
            1 => Looping::Always,
            3 => Looping::UntilRelease,
            _ => Looping::Never,
        },
        root_key: key(g::ROOT_KEY),
        fixed_key: key(g::FIXED_KEY),
        fixed_velocity: key(g::FIXED_VELOCITY),
        tuning_cents: 100.0 * value(g::COARSE_TUNE, -120.0, 120.0)
            + value(g::FINE_TUNE, -99.0, 99.0),
        scale_cents: value(g::SCALE_TUNING, 0.0, 1_200.0),
        // Sound Canvas and EMU hardware apply 0.4 of what the field says, and fonts are made by
        // ear on players that do the same (FluidSynth, Polyphone).
        attenuation_db: 0.04 * value(g::ATTENUATION, 0.0, 1_440.0),
        pan: 0.001 * value(g::PAN, -500.0, 500.0),
        reverb_send: 0.001 * value(g::REVERB_SEND, 0.0, 1_000.0),
        cutoff_cents: value(g::FILTER_CUTOFF, 1_500.0, 13_500.0),
        resonance_db: 0.1 * value(g::FILTER_Q, 0.0, 960.0),
        volume_envelope: stages(
            g::VOL_ENV,
            [g::VOL_ENV_KEY_TO_HOLD, g::VOL_ENV_KEY_TO_DECAY],
            1_440.0,
        ),
        modulation_envelope: stages(
            g::MOD_ENV,
            [g::MOD_ENV_KEY_TO_HOLD, g::MOD_ENV_KEY_TO_DECAY],
            1_000.0,
        ),
        modulation_lfo: lfo(g::MOD_LFO_DELAY, g::MOD_LFO_FREQUENCY),
        vibrato_lfo: lfo(g::VIB_LFO_DELAY, g::VIB_LFO_FREQUENCY),
        vibrato_to_pitch_cents: value(g::VIB_LFO_TO_PITCH, -12_000.0, 12_000.0),
        lfo_to_pitch_cents: value(g::MOD_LFO_TO_PITCH, -12_000.0, 12_000.0),
        lfo_to_cutoff_cents: value(g::MOD_LFO_TO_FILTER, -12_000.0, 12_000.0),
        lfo_to_volume_db: 0.1 * value(g::MOD_LFO_TO_VOLUME, -960.0, 960.0),
        envelope_to_pitch_cents: value(g::MOD_ENV_TO_PITCH, -12_000.0, 12_000.0),
        envelope_to_cutoff_cents: value(g::MOD_ENV_TO_FILTER, -12_000.0, 12_000.0),
        exclusive_class: own.0[g::EXCLUSIVE_CLASS],
    })
}
