//! From a score to a sound file.

use std::io::{Seek, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use features::Description;
use notation::Reading;
use score::Score;
use synth::{
    Format, Frame, MasterOptions, OnProgress, Performance, RenderOptions, SoundFont, Tags, encoder,
    perform, produce,
};

use crate::{AudioError, Describing};

/// The players, the room and the desk: all that is the same for each score that is played.
#[derive(Clone, Debug)]
pub struct Studio {
    /// The instruments.
    pub font: Arc<SoundFont>,
    /// How it is played.
    pub performance: Performance,
    /// Sample rate and effects.
    pub render: RenderOptions,
    /// How loud it becomes.
    pub master: MasterOptions,
}

impl Studio {
    /// With everything as it is usually done, at 48,000 Hz.
    #[must_use]
    pub fn new(font: Arc<SoundFont>) -> Studio {
        let render = RenderOptions { sample_rate: 48_000, ..RenderOptions::default() };
        let (performance, master) = (Performance::default(), MasterOptions::default());
        Studio { font, performance, render, master }
    }

    /// Plays a score into a file; answers with what could not be played as written.
    ///
    /// # Errors
    /// [`AudioError::Synth`] for settings that the format cannot have or a sequence that is too long,
    /// [`AudioError::Unwritable`] when `out` fails.
    pub fn record(
        &self,
        score: &Score,
        format: Format,
        out: impl Write + Seek,
        progress: OnProgress<'_>,
    ) -> Result<Vec<String>, AudioError> {
        let performed = perform(score, &self.performance);
        let seed = self.performance.seed;
        let mut encoder = encoder(out, format, self.render.sample_rate, &score_tags(score), seed)?;
        let mut sink = |frames: &[Frame]| encoder.write(frames);
        produce(&self.font, &performed.sequence, &self.render, &self.master, &mut sink, progress)?;
        encoder.finish()?;
        Ok(performed.warnings.iter().map(ToString::to_string).collect())
    }

    /// How the first tune of a score file sounds when it is played; `None` for silence and less than a second.
    ///
    /// # Errors
    /// [`AudioError::Score`] when the bytes are no score, [`AudioError::Synth`] for a sequence that is too long.
    pub fn describe_file(&self, bytes: &[u8]) -> Result<Option<Description>, AudioError> {
        let performed = perform(&notation::read(bytes)?.score, &self.performance);
        let mut describing = Describing::new(self.render.sample_rate);
        let mut sink = |frames: &[Frame]| {
            describing.add(frames);
            Ok(())
        };
        let progress: OnProgress<'_> = &mut |_, _| ControlFlow::Continue(());
        produce(&self.font, &performed.sequence, &self.render, &self.master, &mut sink, progress)?;
        Ok(describing.finish())
    }

    /// Plays the first tune of a score file (MusicXML, MIDI or ABC, told by its content) into a file;
    /// answers with what could not be read and played as written.
    ///
    /// # Errors
    /// [`AudioError::Score`] when the bytes are no score; those of [`Studio::record`].
    pub fn record_file(
        &self,
        bytes: &[u8],
        format: Format,
        out: impl Write + Seek,
        progress: OnProgress<'_>,
    ) -> Result<Vec<String>, AudioError> {
        let Reading { score, warnings, .. } = notation::read(bytes)?;
        let mut lines: Vec<String> = warnings.list().iter().map(ToString::to_string).collect();
        lines.extend(self.record(&score, format, out, progress)?);
        Ok(lines)
    }
}

/// What a sound file made from a score says of itself.
#[must_use]
pub fn score_tags(score: &Score) -> Tags {
    let info = &score.info;
    let provenance: Vec<String> = info
        .misc
        .iter()
        .filter(|(name, _)| name.starts_with("musaic"))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    Tags {
        title: info.title.clone().or_else(|| info.work.clone()),
        composer: info.composer.clone(),
        comment: info.rights.clone(),
        provenance: Some(provenance.join("; ")).filter(|text| !text.is_empty()),
        ..Tags::default()
    }
}
