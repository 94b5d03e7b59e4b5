//! Listening to tracks: how each sounds is found out once, when nobody waits for it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;

use audio::{AudioError, Decoder, Describing};
use features::Description;
use library::TrackId;
use store::{Job, StoreError, Track};

use crate::clock::now_ms;
use crate::house::House;
use crate::jobs;

impl House {
    /// Describes an album's tracks, on half of the cores at most. When the house closes meanwhile, what was described
    /// stays and the rest is asked for at the next start.
    pub(crate) async fn describe_album(
        self: &Arc<House>,
        job: &Job,
        lease_ms: i64,
    ) -> Result<(), String> {
        let failed = |error: StoreError| error.to_string();
        let tracks = self.store.undescribed(jobs::album(job)?).await.map_err(failed)?;
        let at_once = available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        for tracks in tracks.chunks(at_once) {
            if *self.closing.borrow() {
                break;
            }
            let described = self.listen(tracks).await.map_err(failed)?;
            self.store.keep_descriptions(&described).await.map_err(failed)?;
            self.store.renew(job, now_ms() + lease_ms).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Listens to tracks, each on a thread of its own; those that nobody can play yet are left out.
    async fn listen(
        self: &Arc<House>,
        tracks: &[Track],
    ) -> Result<Vec<(TrackId, Option<Description>)>, StoreError> {
        let mut listening = Vec::new();
        for track in tracks {
            let (id, is_score) = (track.id, track.format.is_score());
            let (house, file) = (Arc::clone(self), self.store.file_of(track).await?);
            let hear = move || {
                let file = file.as_ref();
                if is_score { house.describe_score(file) } else { describe(file) }
            };
            listening.push((id, tokio::task::spawn_blocking(hear)));
        }
        let mut described = Vec::new();
        for (id, heard) in listening {
            match heard.await.map_err(|_| StoreError::BrokenOff)? {
                Ok(description) => described.push((id, description)),
                Err(AudioError::Synth(error)) => {
                    tracing::debug!("track {id} is not heard: {error}")
                }
                // It is looked at again when it changes.
                Err(_) => described.push((id, None)),
            }
        }
        Ok(described)
    }
}

fn describe(file: &Path) -> Result<Option<Description>, AudioError> {
    let file = File::open(file).map_err(AudioError::Unreadable)?;
    Describing::of(&mut Decoder::open(BufReader::new(file))?)
}
