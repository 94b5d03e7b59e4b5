use std::sync::Arc;

use super::CONTROL_FRAMES;
use super::controls::Controls;
use super::envelope::{Envelope, RANGE_DB};
use super::filter::{Block, LowPass};
use super::lfo::Lfo;
use super::oscillator::Oscillator;
use crate::soundfont::{Region, Sample};
use crate::units::{cents_to_ratio, db_to_gain, gain_to_db, pan_gains};

/// Below this gain (-80 dB) a voice that can only fade is over.
const SILENT: f32 = 1.0e-4;
/// A filter this far open lets everything through that can be heard.
const OPEN_CENTS: f32 = 13_500.0;

/// One sample sounding for one note: an oscillator, a filter and an amplifier with the
/// envelopes and low-frequency oscillators that move them (SoundFont 2.04, section 9.1.4).
/// Everything but the sound itself moves once in [`CONTROL_FRAMES`] frames, gains along a line.
#[derive(Debug)]
pub(super) struct Voice {
    pub(super) part: usize,
    pub(super) key: u8,
    /// The note's number in the piece: the voices of one note share it.
    pub(super) note: u64,
    /// Whether the note has ended; the sustain pedal may still hold the sound.
    pub(super) note_ended: bool,
    released: bool,
    killed: bool,
    oscillator: Oscillator,
    volume_envelope: Envelope,
    modulation_envelope: Envelope,
    modulation_lfo: Lfo,
    vibrato_lfo: Lfo,
    pub(super) filter: LowPass,
    filtered: bool,
    moves_cutoff: bool,
    moves_pitch: bool,
    /// Cents from the sample's own pitch and speed, without modulation.
    cents: f32,
    /// Sample frames a frame at no cents.
    speed: f32,
    /// Gain from velocity and attenuation.
    gain: f32,
    /// Factors of the left and right side: where the part and the sample sit in the picture.
    sides: [f32; 2],
    region: RegionParts,
    /// Frames into the first control block at which the note starts.
    late: usize,
    /// Left and right gain at the end of the last control block; `None` at the start.
    gains: Option<[f32; 2]>,
    pub(super) reverb_send: f32,
}

/// What a voice needs of its region while it sounds.
#[derive(Debug)]
struct RegionParts {
    cutoff_cents: f32,
    resonance_db: f32,
    vibrato_to_pitch_cents: f32,
    lfo_to_pitch_cents: f32,
    envelope_to_pitch_cents: f32,
    lfo_to_cutoff_cents: f32,
    envelope_to_cutoff_cents: f32,
    lfo_to_volume_db: f32,
    exclusive_class: i16,
}

/// The note a voice is started for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    pub(super) part: usize,
    pub(super) key: u8,
    pub(super) velocity: u8,
    pub(super) number: u64,
    /// Frames into the present control block.
    pub(super) late: usize,
}

/// How loud the two ends of a control block are, left and right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ramp {
    pub(super) from: [f32; 2],
    pub(super) to: [f32; 2],
}

impl Voice {
    /// Starts a voice; `None` if the region leaves nothing to hear.
    pub(super) fn start(
        note: Note,
        region: &Region,
        sample: Arc<Sample>,
        pan: f32,
        rate: f32,
    ) -> Option<Self> {
        let key = region.fixed_key.unwrap_or(note.key);
        let velocity = f32::from(region.fixed_velocity.unwrap_or(note.velocity));
        let root = f32::from(region.root_key.unwrap_or(sample.original_key));
        let cents = region.scale_cents * (f32::from(key) - root)
            + region.tuning_cents
            + sample.correction_cents;
        // The default velocity curve (section 8.4.1) is the square; resonance is taken off by
        // half, so that a resonant filter is not louder (section 8.1.2, generator 9).
        let gain = (velocity / 127.0)
            * (velocity / 127.0)
            * db_to_gain(-region.attenuation_db - 0.5 * region.resonance_db);
        let moves_cutoff =
            region.lfo_to_cutoff_cents != 0.0 || region.envelope_to_cutoff_cents != 0.0;
        let filtered =
            moves_cutoff || region.cutoff_cents < OPEN_CENTS || region.resonance_db > 0.0;
        let mut filter = LowPass::default();
        if filtered {
            filter.tune(region.cutoff_cents, region.resonance_db, rate);
        }
        Some(Self {
            part: note.part,
            key: note.key,
            note: note.number,
            note_ended: false,
            released: false,
            killed: false,
            speed: sample.rate / rate,
            oscillator: Oscillator::start(sample, region)?,
            volume_envelope: Envelope::start(&region.volume_envelope, key, 10.0 * RANGE_DB, rate),
            modulation_envelope: Envelope::start(&region.modulation_envelope, key, 1000.0, rate),
            modulation_lfo: Lfo::start(region.modulation_lfo, rate),
            vibrato_lfo: Lfo::start(region.vibrato_lfo, rate),
            filter,
            filtered,
            moves_cutoff,
            moves_pitch: region.vibrato_to_pitch_cents != 0.0
                || region.lfo_to_pitch_cents != 0.0
                || region.envelope_to_pitch_cents != 0.0,
            cents,
            gain,
            sides: pan_gains(pan + region.pan),
            region: RegionParts::from(region),
            late: note.late,
            gains: None,
            reverb_send: region.reverb_send,
        })
    }

    /// Ends the note: the release begins.
    pub(super) fn release(&mut self) {
        if self.released {
            return;
        }
        self.released = true;
        self.oscillator.release();
        self.volume_envelope.release(|amplitude| 1.0 + gain_to_db(amplitude.max(1e-6)) / RANGE_DB);
        self.modulation_envelope.release(|amplitude| amplitude);
    }

    /// Fades the voice out within one control block.
    pub(super) fn kill(&mut self) {
        self.killed = true;
    }

    /// Whether the voice is on its way out and no longer counts against the limit.
    pub(super) fn is_killed(&self) -> bool {
        self.killed
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.filtered
    }

    /// Whether a new note of this class in this part silences the voice.
    pub(super) fn yields_to(&self, class: i16, part: usize) -> bool {
        class != 0 && class == self.region.exclusive_class && part == self.part
    }

    /// How little the voice would be missed: released voices before held ones, then by loudness.
    pub(super) fn importance(&self) -> (bool, f32) {
        (!self.released, self.gains.map_or(f32::INFINITY, |[left, right]| left.max(right)))
    }

    /// Writes the unfiltered sound of one control block. `None` when the voice is over, or how
    /// loud the block is.
    pub(super) fn play(&mut self, controls: &Controls, rate: f32, out: &mut Block) -> Option<Ramp> {
        let late = std::mem::take(&mut self.late);
        out[..late].fill(0.0);
        let frames = (CONTROL_FRAMES - late) as f32;
        self.volume_envelope.advance(frames);
        self.modulation_envelope.advance(frames);
        self.modulation_lfo.advance(frames);
        self.vibrato_lfo.advance(frames);
        let ratio = self.speed * cents_to_ratio(self.cents + self.pitch(controls));
        if !self.oscillator.fill(&mut out[late..], ratio) || self.is_over() {
            return None;
        }
        if self.moves_cutoff {
            let cents = self.region.cutoff_cents
                + self.region.lfo_to_cutoff_cents * self.modulation_lfo.value()
                + self.region.envelope_to_cutoff_cents * self.modulation();
            self.filter.tune(cents.clamp(1_500.0, OPEN_CENTS), self.region.resonance_db, rate);
        }
        let to = if self.killed { [0.0; 2] } else { self.loudness(controls) };
        let from = self.gains.replace(to).unwrap_or(to);
        Some(Ramp { from, to })
    }

    fn is_over(&self) -> bool {
        let gone = self.killed && self.gains.is_none_or(|gains| gains == [0.0; 2]);
        let faded = self.released && self.gain * self.volume() < SILENT;
        gone || faded || self.volume_envelope.is_done()
    }

    fn pitch(&self, controls: &Controls) -> f32 {
        let bent = controls.bend_cents;
        if !self.moves_pitch && controls.modulation_cents == 0.0 {
            return bent;
        }
        bent + (self.region.vibrato_to_pitch_cents + controls.modulation_cents)
            * self.vibrato_lfo.value()
            + self.region.lfo_to_pitch_cents * self.modulation_lfo.value()
            + self.region.envelope_to_pitch_cents * self.modulation()
    }

    fn modulation(&self) -> f32 {
        self.modulation_envelope.attacking() * self.modulation_envelope.level()
    }

    fn volume(&self) -> f32 {
        let level = self.volume_envelope.level();
        let fall = if level >= 1.0 { 1.0 } else { db_to_gain((level - 1.0) * RANGE_DB) };
        self.volume_envelope.attacking() * fall
    }

    fn loudness(&self, controls: &Controls) -> [f32; 2] {
        let mut gain = self.gain * self.volume() * controls.gain;
        if self.region.lfo_to_volume_db != 0.0 {
            gain *= db_to_gain(self.region.lfo_to_volume_db * self.modulation_lfo.value());
        }
        self.sides.map(|side| gain * side)
    }
}

impl From<&Region> for RegionParts {
    fn from(region: &Region) -> Self {
        Self {
            cutoff_cents: region.cutoff_cents,
            resonance_db: region.resonance_db,
            vibrato_to_pitch_cents: region.vibrato_to_pitch_cents,
            lfo_to_pitch_cents: region.lfo_to_pitch_cents,
            envelope_to_pitch_cents: region.envelope_to_pitch_cents,
            lfo_to_cutoff_cents: region.lfo_to_cutoff_cents,
            envelope_to_cutoff_cents: region.envelope_to_cutoff_cents,
            lfo_to_volume_db: region.lfo_to_volume_db,
            exclusive_class: region.exclusive_class,
        }
    }
}
