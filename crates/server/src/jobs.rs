//! Work that is done later: a worker that takes jobs from the queue in the database, one kind a function.

use std::sync::Arc;
use std::time::Duration;

use library::AlbumId;
use store::{FEATURES_JOB, Job, LOUDNESS_JOB, StoreError};

use crate::clock::now_ms;
use crate::house::House;

/// How long a job may take before another worker tries it.
const LEASE_MS: i64 = 10 * 60 * 1000;

/// How long the queue is not looked at.
const LONGEST: Duration = Duration::from_secs(10);

impl House {
    /// Does jobs until the house closes; the one under way is finished.
    pub async fn work(self: Arc<House>) {
        let worker = format!("{}-{}", std::process::id(), now_ms());
        let mut closing = self.closing.subscribe();
        let mut arrivals = match self.store.arrivals().await {
            Ok(arrivals) => arrivals,
            Err(error) => return tracing::error!("no jobs are done: {error}"),
        };
        while !*closing.borrow() {
            match self.store.lease(&[LOUDNESS_JOB, FEATURES_JOB], &worker, now_ms(), LEASE_MS).await
            {
                Ok(Some(job)) => self.do_job(&job).await,
                Ok(None) => {
                    tokio::select! {
                        _ = closing.changed() => {}
                        () = arrivals.wait(LONGEST) => {}
                    }
                }
                Err(error) => {
                    tracing::error!("the queue of jobs: {error}");
                    tokio::select! {
                        _ = closing.changed() => {}
                        () = tokio::time::sleep(LONGEST) => {}
                    }
                }
            }
        }
    }

    async fn do_job(self: &Arc<House>, job: &Job) {
        let outcome = match job.kind.as_str() {
            LOUDNESS_JOB => self.measure_loudness(job).await,
            FEATURES_JOB => self.describe_album(job, LEASE_MS).await,
            other => Err(format!("no worker knows jobs of the kind {other}")),
        };
        let settled = match outcome {
            Ok(()) => self.store.done(job, now_ms()).await,
            Err(why) => {
                tracing::warn!(job = job.id, "a job failed: {why}");
                self.store.failed(job, &why, now_ms()).await
            }
        };
        if let Err(error) = settled {
            tracing::error!(job = job.id, "a job could not be settled: {error}");
        }
    }

    /// One album's `ReplayGain`, for files that do not tell it.
    async fn measure_loudness(&self, job: &Job) -> Result<(), String> {
        let album = album(job)?;
        let measured = self.store.measure_loudness(album).await;
        let measured = measured.map_err(|error: StoreError| error.to_string())?;
        tracing::debug!("album {album}: {measured} tracks measured");
        Ok(())
    }
}

/// The album that a job is about.
pub(crate) fn album(job: &Job) -> Result<AlbumId, String> {
    job.key.parse().map(AlbumId).map_err(|_| "its key is no album".to_owned())
}
