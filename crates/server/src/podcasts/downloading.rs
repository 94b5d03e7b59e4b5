//! Downloads the file of an episode.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::time::Duration;

use audio::Decoder;
use axum::http::HeaderMap;
use library::podcasts::EpisodeStatus;
use library::{EpisodeId, limits};
use store::{BlobId, Episode, Job, StoreError};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use crate::fetching::{Bounds, Fetched, Unfetched};
use crate::house::House;

/// How long a file may take: a gigabyte at one megabit a second.
const BOUNDS: Bounds = Bounds {
    bytes: limits::MAX_EPISODE_BYTES,
    total: Duration::from_secs(150 * 60),
    idle: Duration::from_secs(60),
};

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
enum Unkept {
    #[error(transparent)]
    Fetch(#[from] Unfetched),
    #[error("what the server sent is no sound: {0}")]
    NoSound(String),
    #[error("the house closes")]
    Closing,
    #[error("{0}: is there room on the disk?")]
    Disk(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Downloads one episode, into a blob that is named by the episode: done twice, there is one. What may be
    /// better another time is tried again by the queue.
    pub(crate) async fn download_episode(&self, job: &Job) -> Result<(), String> {
        let Ok(id) = job.key.parse().map(EpisodeId) else { return Ok(()) };
        let episode = self.store.episode(id).await.map_err(|error| error.to_string())?;
        let wanted =
            |episode: &Episode| episode.file.is_none() && episode.status != EpisodeStatus::Deleted;
        let Some(episode) = episode.filter(wanted) else { return Ok(()) };
        let Err(why) = self.keep_episode(&episode).await else { return Ok(()) };
        let told = why.to_string();
        let noted = self.store.episode_failed(id, &told).await;
        noted.map_err(|error| error.to_string())?;
        let is_final = match &why {
            Unkept::Fetch(why) => why.is_final(),
            Unkept::NoSound(_) => true,
            Unkept::Closing | Unkept::Disk(_) | Unkept::Store(_) => false,
        };
        tracing::info!(episode = id.0, "an episode was not downloaded: {told}");
        if is_final { Ok(()) } else { Err(told) }
    }

    async fn keep_episode(&self, episode: &Episode) -> Result<(), Unkept> {
        let fetched = self.fetcher.fetch(&episode.url, &HeaderMap::new(), BOUNDS).await?;
        let file = NamedTempFile::new_in(self.desk()?)?;
        let bytes = self.write_down(fetched, file.path()).await?;
        let path = file.path().to_owned();
        let duration_s = tokio::task::spawn_blocking(move || duration_s(&path)).await;
        let duration_s = duration_s.map_err(|_| StoreError::BrokenOff)??;
        let id = episode.id.to_string();
        let blob = BlobId::made_from([b"podcast episode".as_slice(), id.as_bytes()]);
        self.store.blobs()?.keep_file(blob, file.path()).await?;
        if !self.store.episode_is_kept(episode.id, blob, bytes, duration_s).await? {
            self.store.blobs()?.delete(blob).await?;
        }
        Ok(())
    }

    /// Writes bytes as they come, until the house closes; answers how many.
    async fn write_down(&self, mut fetched: Fetched, path: &Path) -> Result<u64, Unkept> {
        let mut closing = self.closing.subscribe();
        let mut file = tokio::fs::File::create(path).await?;
        let mut total = 0;
        loop {
            let next = tokio::select! {
                _ = closing.wait_for(|closing| *closing) => return Err(Unkept::Closing),
                next = fetched.next() => next?,
            };
            let Some(bytes) = next else { break };
            total += bytes.len() as u64;
            file.write_all(&bytes).await?;
        }
        file.flush().await?;
        Ok(total)
    }
}

/// How many seconds a file plays, if it tells; a page that says sorry is no sound.
fn duration_s(path: &Path) -> Result<Option<i64>, Unkept> {
    let decoder = Decoder::open(BufReader::new(File::open(path)?));
    let seconds = decoder.map_err(|error| Unkept::NoSound(error.to_string()))?.claimed_s();
    #[expect(clippy::cast_possible_truncation, reason = "held to two days by the decoder")]
    Ok(seconds.map(|seconds| seconds.round() as i64))
}
