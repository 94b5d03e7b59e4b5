//! How a track sounds, from its frames.

use features::{Describer, Description, SAMPLE_RATE};
use synth::Frame;

use crate::{AudioError, Decoder, Loudness, Resampler};

/// What comes later than this, in seconds, is not described: half an hour tells how a track sounds.
const LONGEST_S: u64 = 1_800;

/// Describes one track as its frames go by, at any sample rate.
#[derive(Debug)]
pub struct Describing {
    resampler: Resampler,
    describer: Describer,
    resampled: Vec<Frame>,
    mono: Vec<f32>,
    /// Samples that are still listened to.
    left: u64,
}

impl Describing {
    /// For frames of that rate, in Hz.
    #[must_use]
    pub fn new(sample_rate: u32) -> Describing {
        Describing {
            resampler: Resampler::new(sample_rate, SAMPLE_RATE),
            describer: Describer::new(),
            resampled: Vec::new(),
            mono: Vec::new(),
            left: LONGEST_S * u64::from(SAMPLE_RATE),
        }
    }

    /// Reads as much of a track as is described; `None` for silence and for less than a second.
    ///
    /// # Errors
    /// Those of [`Decoder::read`].
    pub fn of(decoder: &mut Decoder<'_>) -> Result<Option<Description>, AudioError> {
        let mut describing = Describing::new(decoder.sample_rate());
        while describing.left > 0
            && let Some(frames) = decoder.read()?
        {
            describing.add(frames);
        }
        Ok(describing.finish())
    }

    /// Takes the next frames.
    pub fn add(&mut self, frames: &[Frame]) {
        if self.left > 0 {
            self.resampler.add(frames, &mut self.resampled);
            self.describe();
        }
    }

    fn describe(&mut self) {
        self.mono.clear();
        let mono = |frame: Frame| (frame[0] + frame[1]) / 2.0;
        self.mono.extend(self.resampled.drain(..).map(mono));
        self.left = self.left.saturating_sub(self.mono.len() as u64);
        self.describer.add(&self.mono);
    }

    /// How it sounds; `None` for silence and for less than a second.
    #[must_use]
    pub fn finish(mut self) -> Option<Description> {
        let resampler = std::mem::replace(&mut self.resampler, Resampler::new(1, 1));
        resampler.finish(&mut self.resampled);
        self.describe();
        self.describer.finish()
    }
}

/// All that is asked of a track, from one decoding of it.
#[derive(Debug)]
pub struct Heard {
    /// How loud it is.
    pub loudness: Loudness,
    /// How it sounds; `None` for silence and for less than a second.
    pub description: Option<Description>,
}

impl Heard {
    /// Reads a whole track.
    ///
    /// # Errors
    /// Those of [`Decoder::read`] and [`Loudness::new`].
    pub fn of(decoder: &mut Decoder<'_>) -> Result<Heard, AudioError> {
        let mut loudness = Loudness::new(decoder.sample_rate(), decoder.channels())?;
        let mut describing = Describing::new(decoder.sample_rate());
        while let Some(frames) = decoder.read()? {
            loudness.add(frames);
            describing.add(frames);
        }
        Ok(Heard { loudness, description: describing.finish() })
    }
}
