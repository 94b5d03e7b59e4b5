//! Scores as sound: rendered when somebody first wants to hear them, and kept.

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use audio::{AudioError, Studio};
use synth::{Format, SoundFont, find_soundfont};

use crate::house::House;

/// What scores are kept as.
const FORMAT: Format = Format::Opus { kbps: KBPS };
/// The bit rate of that.
pub(super) const KBPS: u32 = 128;

/// The studio, opened when the first score is heard, and where sound is kept.
#[derive(Debug)]
pub(crate) struct Renders {
    folder: PathBuf,
    soundfonts: Vec<PathBuf>,
    studio: OnceLock<Studio>,
    /// One score is rendered at a time: it goes so fast that the next need not wait for long, and two who
    /// want the same one have it made once.
    turn: tokio::sync::Mutex<()>,
}

impl Renders {
    pub(crate) fn new(folder: PathBuf, soundfonts: Vec<PathBuf>) -> Renders {
        Renders { folder, soundfonts, studio: OnceLock::new(), turn: tokio::sync::Mutex::new(()) }
    }

    fn studio(&self) -> Result<&Studio, AudioError> {
        if let Some(studio) = self.studio.get() {
            return Ok(studio);
        }
        let studio = Studio::new(Arc::new(SoundFont::open(&find_soundfont(&self.soundfonts)?)?));
        Ok(self.studio.get_or_init(|| studio))
    }

    /// The sound of a score file; its name is a hash of the score, so that a changed score is another.
    fn sound(&self, score: &Path) -> Result<PathBuf, AudioError> {
        let bytes = fs::read(score).map_err(AudioError::Unreadable)?;
        let name = blake3::hash(&bytes).to_hex();
        let kept = self.folder.join(format!("{name}.{}", FORMAT.extension()));
        if kept.exists() {
            return Ok(kept);
        }
        let studio = self.studio()?;
        fs::create_dir_all(&self.folder).map_err(AudioError::Unwritable)?;
        let beside = kept.with_extension("new");
        let file = File::create(&beside).map_err(AudioError::Unwritable)?;
        studio.record_file(&bytes, FORMAT, file, &mut |_, _| ControlFlow::Continue(()))?;
        fs::rename(&beside, &kept).map_err(AudioError::Unwritable)?;
        Ok(kept)
    }
}

impl House {
    /// The file by which a score is heard.
    ///
    /// # Errors
    /// When the score cannot be read or there is no SoundFont.
    pub(crate) async fn sound_of_score(
        self: &Arc<House>,
        score: PathBuf,
    ) -> Result<PathBuf, AudioError> {
        let _turn = self.renders.turn.lock().await;
        let house = Arc::clone(self);
        let rendering = tokio::task::spawn_blocking(move || house.renders.sound(&score));
        rendering.await.map_err(|_| AudioError::Broken("the players broke off".into()))?
    }
}
