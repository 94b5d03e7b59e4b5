use std::sync::Arc;

use super::equaliser::{Equaliser, Tone};
use super::{OnProgress, Stage};
use crate::{Frame, RenderOptions, Renderer, Sequence, SoundFont, SynthError};

/// A sound that can be heard from the beginning as often as mastering needs. A short one is kept
/// in memory after the first time; a long one is rendered anew, which gives the same samples and
/// keeps memory constant.
#[derive(Debug)]
pub(super) struct Take<'a> {
    source: Source<'a>,
    tone: Option<Tone>,
    sample_rate: u32,
}

#[derive(Debug)]
enum Source<'a> {
    Score {
        font: &'a Arc<SoundFont>,
        sequence: &'a Sequence,
        options: &'a RenderOptions,
        keep: usize,
    },
    Memory(Vec<Frame>),
}

impl<'a> Take<'a> {
    /// A sequence to be rendered, kept in memory if it has at most `keep` frames.
    pub(super) fn score(
        font: &'a Arc<SoundFont>,
        sequence: &'a Sequence,
        options: &'a RenderOptions,
        tone: Option<Tone>,
        keep: usize,
    ) -> Self {
        let sample_rate = options.sample_rate;
        Self { source: Source::Score { font, sequence, options, keep }, tone, sample_rate }
    }

    pub(super) fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Gives every block of the sound to `hear`, in order.
    pub(super) fn play(
        &mut self,
        stage: Stage,
        progress: OnProgress<'_>,
        hear: &mut dyn FnMut(&[Frame]) -> Result<(), SynthError>,
    ) -> Result<(), SynthError> {
        let kept = match &self.source {
            Source::Memory(frames) => return replay(frames, stage, progress, hear),
            Source::Score { font, sequence, options, keep } => {
                let renderer = Renderer::new(font, sequence, options)?;
                self.perform(renderer, *keep, stage, progress, hear)?
            }
        };
        if let Some(frames) = kept {
            self.source = Source::Memory(frames);
        }
        Ok(())
    }

    /// Renders, and returns the sound if it was short enough to keep.
    fn perform(
        &self,
        mut renderer: Renderer,
        keep: usize,
        stage: Stage,
        progress: OnProgress<'_>,
        hear: &mut dyn FnMut(&[Frame]) -> Result<(), SynthError>,
    ) -> Result<Option<Vec<Frame>>, SynthError> {
        let mut equaliser = self.tone.map(|tone| Equaliser::new(tone, self.sample_rate));
        let (mut kept, mut block) = (Some(Vec::new()), Vec::new());
        while let Some(frames) = renderer.next_block() {
            block.clear();
            block.extend_from_slice(frames);
            if let Some(equaliser) = &mut equaliser {
                equaliser.process(&mut block);
            }
            hear(&block)?;
            kept = kept.filter(|kept| kept.len() + block.len() <= keep);
            if let Some(kept) = &mut kept {
                kept.extend_from_slice(&block);
            }
            if progress(stage, renderer.progress()).is_break() {
                return Err(SynthError::Cancelled);
            }
        }
        Ok(kept)
    }
}

fn replay(
    frames: &[Frame],
    stage: Stage,
    progress: OnProgress<'_>,
    hear: &mut dyn FnMut(&[Frame]) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    const BLOCK: usize = 4096;
    for (index, block) in frames.chunks(BLOCK).enumerate() {
        hear(block)?;
        let done = (index * BLOCK + block.len()) as f64 / frames.len() as f64;
        if progress(stage, done).is_break() {
            return Err(SynthError::Cancelled);
        }
    }
    Ok(())
}
