//! From a score to sound: SoundFont, players, master, file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use score::Score;
use synth::{
    Ensemble, Format, MasterOptions, Performance, RenderOptions, SYSTEM_PLACES, SoundFont, Tags,
    encoder, find_soundfont, perform, produce,
};

use crate::cli::SoundArguments;
use crate::home;
use crate::outputs;
use crate::progress::OfSound;

/// Everything that is the same for each score of a run.
#[derive(Debug)]
pub(crate) struct Studio {
    font: Arc<SoundFont>,
    performance: Performance,
    render: RenderOptions,
    master: MasterOptions,
    seed: u64,
    alone: bool,
}

impl Studio {
    /// Opens the SoundFont and reads the settings. A sound that is made `alone` shows its own progress.
    pub(crate) fn open(arguments: &SoundArguments, alone: bool) -> Result<Studio> {
        // First what was typed on the command line, then what this machine has.
        let performance = Performance {
            tempo_qpm: arguments.tempo,
            seed: arguments.seed,
            ensemble: ensemble(&arguments.ensemble)?,
            ..if arguments.exact { Performance::exact() } else { Performance::default() }
        };
        let font = match &arguments.soundfont {
            Some(named) => named.clone(),
            None => find_soundfont(&places())?,
        };
        Ok(Studio {
            font: Arc::new(SoundFont::open(&font)?),
            performance,
            render: RenderOptions { sample_rate: arguments.sample_rate, ..Default::default() },
            master: MasterOptions { target_lufs: Some(arguments.loudness), ..Default::default() },
            seed: arguments.seed,
            alone,
        })
    }

    /// Plays a score into a file; answers with what could not be played as written.
    pub(crate) fn record(
        &self,
        score: &Score,
        format: Format,
        path: &Path,
        force: bool,
    ) -> Result<Vec<String>> {
        let performed = perform(score, &self.performance);
        let tags = tags(score);
        outputs::save_with(path, force, |file| {
            let rate = self.render.sample_rate;
            let mut encoder = encoder(file, format, rate, &tags, self.seed)?;
            let mut sink = |frames: &[synth::Frame]| encoder.write(frames);
            let progress = OfSound::new(self.alone);
            produce(
                &self.font,
                &performed.sequence,
                &self.render,
                &self.master,
                &mut sink,
                &mut |stage, done| progress.hear(stage, done),
            )?;
            Ok(encoder.finish()?)
        })?;
        Ok(performed.warnings.iter().map(ToString::to_string).collect())
    }
}

/// Where a SoundFont may lie: the data folder, the project's, the system's.
fn places() -> Vec<PathBuf> {
    let own = home::data().map(|data| data.join("soundfonts"));
    let project = PathBuf::from("data/soundfonts");
    own.into_iter().chain([project]).chain(SYSTEM_PLACES.iter().map(PathBuf::from)).collect()
}

/// An ensemble by name, or from a file of the user's own.
fn ensemble(name: &str) -> Result<Option<Ensemble>> {
    if name == "as-written" {
        return Ok(None);
    }
    if name.ends_with(".toml") {
        let text = std::fs::read_to_string(name).with_context(|| format!("reading {name}"))?;
        return Ok(Some(Ensemble::parse(&text).with_context(|| name.to_owned())?));
    }
    Ok(Some(Ensemble::builtin(name)?))
}

/// What the file says of itself.
fn tags(score: &Score) -> Tags {
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
