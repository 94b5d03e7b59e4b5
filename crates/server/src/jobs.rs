//! Work that is done later: workers that take jobs from the queue in the database, one kind a function.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use library::AlbumId;
use store::{EPISODE_JOB, FEATURES_JOB, FEED_JOB, Job, LOUDNESS_JOB, StoreError};

use crate::clock::now_ms;
use crate::house::House;

/// How long a job may be silent before another worker tries it.
const LEASE_MS: i64 = 10 * 60 * 1000;
/// How often a worker says that it is still at its job.
const RENEWED: Duration = Duration::from_secs(3 * 60);

/// How long the queue is not looked at.
const LONGEST: Duration = Duration::from_secs(10);

impl House {
    /// Does jobs until the house closes; the ones under way are finished. What waits for the network does not
    /// keep what keeps a core busy from its turn.
    pub async fn work(self: Arc<House>) {
        tokio::join!(
            self.lane(&[LOUDNESS_JOB, FEATURES_JOB]),
            self.lane(&[FEED_JOB]),
            self.lane(&[EPISODE_JOB])
        );
    }

    /// Does the jobs of some kinds, one after the other.
    async fn lane(self: &Arc<House>, kinds: &[&str]) {
        let worker = format!("{}-{}", std::process::id(), now_ms());
        let mut closing = self.closing.subscribe();
        let mut arrivals = match self.store.arrivals().await {
            Ok(arrivals) => arrivals,
            Err(error) => return tracing::error!("no jobs are done: {error}"),
        };
        while !*closing.borrow() {
            match self.next_job(kinds, &worker).await {
                Ok(Some(job)) => self.renewing(&job, self.do_job(&job)).await,
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

    async fn next_job(&self, kinds: &[&str], worker: &str) -> Result<Option<Job>, StoreError> {
        if kinds.contains(&FEED_JOB) {
            self.store.enqueue_feeds(now_ms()).await?;
        }
        self.store.lease(kinds, worker, now_ms(), LEASE_MS).await
    }

    /// Keeps a job for this worker as long as it takes; ends the work when another one has it.
    async fn renewing(&self, job: &Job, work: impl Future<Output = ()>) {
        tokio::pin!(work);
        loop {
            tokio::select! {
                () = &mut work => return,
                () = tokio::time::sleep(RENEWED) => {}
            }
            match self.store.renew(job, now_ms() + LEASE_MS).await {
                Ok(true) => {}
                Ok(false) => return tracing::warn!(job = job.id, "another worker has this job"),
                Err(error) => tracing::error!(job = job.id, "a job was not renewed: {error}"),
            }
        }
    }

    pub(crate) async fn do_job(self: &Arc<House>, job: &Job) {
        let outcome = match job.kind.as_str() {
            LOUDNESS_JOB => self.measure_loudness(job).await,
            FEATURES_JOB => self.describe_album(job, LEASE_MS).await,
            FEED_JOB => self.refresh_podcast(job).await.map_err(|error| error.to_string()),
            EPISODE_JOB => self.download_episode(job).await,
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
