//! One pass over a track's samples.

use crate::chroma::Tonality;
use crate::contrast::Contrast;
use crate::description::{Description, Part};
use crate::dynamics::Dynamics;
use crate::fluctuation::Fluctuation;
use crate::mel::MelBank;
use crate::onset::Onsets;
use crate::rhythm::Rhythm;
use crate::shape::Shape;
use crate::spectrum::Spectrum;
use crate::timbre::Timbre;

/// Samples a second of what is described; nothing above 10 kHz tells much.
pub const SAMPLE_RATE: u32 = 22_050;
/// Samples of a frame, 93 ms, and from one to the next, 23 ms.
const FRAME: usize = 2_048;
const HOP: usize = 512;
/// Numbers of a frame's spectrum.
pub(crate) const BINS: usize = FRAME / 2 + 1;
pub(crate) const HZ_PER_BIN: f32 = SAMPLE_RATE as f32 / FRAME as f32;
pub(crate) const FRAMES_PER_S: f32 = SAMPLE_RATE as f32 / HOP as f32;
/// So many frames must be heard, a second.
const FEWEST: u64 = 43;
/// What no sample exceeds; it keeps squares finite.
const LOUDEST: f32 = 1e3;

/// Listens to a track, block by block; memory does not grow with its length.
#[derive(Debug)]
pub struct Describer {
    waiting: Vec<f32>,
    spectrum: Spectrum,
    mel: MelBank,
    timbre: Timbre,
    shape: Shape,
    contrast: Contrast,
    tonality: Tonality,
    dynamics: Dynamics,
    onsets: Onsets,
    rhythm: Rhythm,
    fluctuation: Fluctuation,
}

impl Describer {
    /// That has heard nothing yet.
    #[must_use]
    pub fn new() -> Describer {
        Describer {
            waiting: Vec::new(),
            spectrum: Spectrum::new(FRAME),
            mel: MelBank::new(),
            timbre: Timbre::new(),
            shape: Shape::new(),
            contrast: Contrast::new(),
            tonality: Tonality::new(),
            dynamics: Dynamics::new(),
            onsets: Onsets::new(),
            rhythm: Rhythm::new(),
            fluctuation: Fluctuation::new(),
        }
    }

    /// Takes the next samples of one channel at [`SAMPLE_RATE`]; full scale is 1. What is no number is silence.
    pub fn add(&mut self, samples: &[f32]) {
        // Piece by piece, so that a whole track at once needs no second copy of itself.
        for samples in samples.chunks(8 * FRAME) {
            let sound = |sample: &f32| {
                if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 }
            };
            self.waiting.extend(samples.iter().map(sound));
            let mut at = 0;
            while at + FRAME <= self.waiting.len() {
                self.frame(at);
                at += HOP;
            }
            self.waiting.drain(..at);
        }
    }

    /// One spectrum, and all that is taken from it.
    fn frame(&mut self, at: usize) {
        let samples = &self.waiting[at..at + FRAME];
        let power = self.spectrum.power(samples.iter().copied());
        let bands_db = self.mel.bands_db(power);
        let heard = self.onsets.add(&bands_db);
        self.rhythm.add(heard.onset_db);
        self.fluctuation.add(&heard.bands_db);
        if self.dynamics.add(samples) {
            self.timbre.add(&heard.bands_db);
            self.shape.add(power, &heard.bands_db);
            self.contrast.add(power);
            self.tonality.add(power);
        }
    }

    /// What was heard; `None` when that was less than a second of anything but silence.
    #[must_use]
    pub fn finish(self) -> Option<Description> {
        if self.dynamics.heard() < FEWEST {
            return None;
        }
        let repetition = self.rhythm.finish();
        let tempo = repetition.tempo();
        let mut description = Description::blank();
        description.set(Part::Timbre, &self.timbre.means());
        description.set(Part::TimbreSpread, &self.timbre.log_deviations());
        description.set(Part::TimbreChange, &self.timbre.log_changes());
        description.set(Part::TimbreCorrelation, &self.timbre.correlations());
        description.set(Part::Shape, &self.shape.numbers());
        description.set(Part::Contrast, &self.contrast.numbers());
        description.set(Part::Chroma, &self.tonality.chroma());
        description.set(Part::Tonality, &self.tonality.patterns());
        description.set(Part::Level, &[self.dynamics.level_db()]);
        description.set(Part::Dynamics, &self.dynamics.numbers());
        description.set(Part::Pulse, &repetition.pulses());
        description.set(Part::Meter, &repetition.meters(tempo));
        description.set(Part::Fluctuation, &self.fluctuation.numbers());
        description.set(Part::Tempo, &[tempo.bpm, tempo.confidence]);
        Some(description)
    }
}

impl Default for Describer {
    fn default() -> Describer {
        Describer::new()
    }
}
