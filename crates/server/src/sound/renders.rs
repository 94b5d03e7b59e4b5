//! Scores as sound: rendered when somebody first wants to hear them, and kept.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use audio::{AudioError, Studio};
use features::Description;
use store::{BlobId, NearBlob, StoreError};
use synth::{Format, SoundFont, find_soundfont};
use tempfile::NamedTempFile;

use super::Unsent;
use crate::house::House;

/// Part of what a rendered score is known by: another number when the same score sounds differently.
const PLAYING: &[u8] = b"1 opus 128";
/// What scores are kept as.
const FORMAT: Format = Format::Opus { kbps: KBPS };
/// The bit rate of that.
pub(super) const KBPS: u32 = 128;

/// The studio, opened when the first score is heard.
#[derive(Debug)]
pub(crate) struct Renders {
    soundfonts: Vec<PathBuf>,
    studio: OnceLock<Studio>,
    /// One score is rendered at a time: it goes so fast that the next need not wait for long, and two who
    /// want the same one have it made once.
    turn: tokio::sync::Mutex<()>,
}

impl Renders {
    pub(crate) fn new(soundfonts: Vec<PathBuf>) -> Renders {
        Renders { soundfonts, studio: OnceLock::new(), turn: tokio::sync::Mutex::new(()) }
    }

    fn studio(&self) -> Result<&Studio, AudioError> {
        if let Some(studio) = self.studio.get() {
            return Ok(studio);
        }
        let studio = Studio::new(Arc::new(SoundFont::open(&find_soundfont(&self.soundfonts)?)?));
        Ok(self.studio.get_or_init(|| studio))
    }
}

impl House {
    /// How a score file sounds when it is played, without keeping the sound.
    ///
    /// # Errors
    /// [`AudioError::Synth`] when there is no SoundFont; [`AudioError::Score`] when it cannot be read.
    pub(super) fn describe_score(&self, file: &Path) -> Result<Option<Description>, AudioError> {
        let bytes = fs::read(file).map_err(AudioError::Unreadable)?;
        self.renders.studio()?.describe_file(&bytes)
    }

    /// The file by which a score is heard; a changed score is another.
    ///
    /// # Errors
    /// [`Unsent::Unplayable`] when the score cannot be read or there is no SoundFont.
    pub(crate) async fn sound_of_score(
        self: &Arc<House>,
        score: NearBlob,
    ) -> Result<NearBlob, Unsent> {
        let bytes = tokio::fs::read(score).await.map_err(|_| Unsent::Gone)?;
        let id = BlobId::made_from([PLAYING, blake3::hash(&bytes).as_bytes()]);
        let blobs = self.store.blobs()?;
        let _turn = self.renders.turn.lock().await;
        if let Some(kept) = blobs.near(id).await? {
            return Ok(kept);
        }
        let house = Arc::clone(self);
        let recording = tokio::task::spawn_blocking(move || house.record(&bytes));
        let recorded = recording.await.map_err(|_| StoreError::BrokenOff)?;
        let recorded = recorded.map_err(|error| Unsent::Unplayable(error.to_string()))?;
        blobs.keep_file(id, recorded.path()).await?;
        blobs.near(id).await?.ok_or(Unsent::Gone)
    }

    fn record(&self, score: &[u8]) -> Result<NamedTempFile, AudioError> {
        let studio = self.renders.studio()?;
        let file = self.desk().and_then(NamedTempFile::new_in);
        let mut file = file.map_err(AudioError::Unwritable)?;
        studio.record_file(score, FORMAT, file.as_file_mut(), &mut |_, _| {
            ControlFlow::Continue(())
        })?;
        Ok(file)
    }
}
