//! From a score to sound: SoundFont, players, master, file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use score::Score;
use synth::{
    Ensemble, Format, MasterOptions, Performance, RenderOptions, SYSTEM_PLACES, SoundFont,
    find_soundfont,
};

use crate::cli::SoundArguments;
use crate::home;
use crate::outputs;
use crate::progress::OfSound;

/// A studio, set up as the command line says.
#[derive(Debug)]
pub(crate) struct Studio {
    studio: audio::Studio,
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
        let studio = audio::Studio {
            font: Arc::new(SoundFont::open(&font)?),
            performance,
            render: RenderOptions { sample_rate: arguments.sample_rate, ..Default::default() },
            master: MasterOptions { target_lufs: Some(arguments.loudness), ..Default::default() },
        };
        Ok(Studio { studio, alone })
    }

    /// Plays a score into a file; answers with what could not be played as written.
    pub(crate) fn record(
        &self,
        score: &Score,
        format: Format,
        path: &Path,
        force: bool,
    ) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        outputs::save_with(path, force, |file| {
            let progress = OfSound::new(self.alone);
            let mut hear = |stage, done| progress.hear(stage, done);
            warnings = self.studio.record(score, format, file, &mut hear)?;
            Ok(())
        })?;
        Ok(warnings)
    }
}

/// Where a SoundFont may lie: the data folder, the project's, the system's.
pub(crate) fn places() -> Vec<PathBuf> {
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
