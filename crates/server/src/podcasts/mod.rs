//! The podcasts of the house: followed, read when their time comes, and episodes kept when somebody wants them.

mod downloading;
mod refreshing;

use library::{EpisodeId, PodcastId};
use store::{Episode, StoreError};

use crate::clock::now_ms;
use crate::fetching::Unfetched;
use crate::house::House;

/// Why a podcast is not followed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfollowed {
    /// It cannot be fetched from there.
    #[error(transparent)]
    Address(#[from] Unfetched),
    /// The database failed, or has enough.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Follows a feed; it is read soon, and what is wrong with it is told by the podcast.
    pub(crate) async fn follow(&self, address: &str) -> Result<PodcastId, Unfollowed> {
        let address = self.fetcher.check(address)?;
        Ok(self.store.add_podcast(address.as_str(), now_ms()).await?)
    }

    /// Leaves a podcast, with all that is kept of it.
    pub(crate) async fn leave(&self, id: PodcastId) -> Result<(), StoreError> {
        for blob in self.store.podcast_blobs(id).await? {
            self.store.blobs()?.delete(blob).await?;
        }
        self.store.delete_podcast(id).await
    }

    /// Deletes an episode's file; the episode stays in the list.
    pub(crate) async fn delete_episode(&self, id: EpisodeId) -> Result<(), StoreError> {
        let episode = self.episode(id).await?;
        if let Some(file) = episode.file {
            self.store.blobs()?.delete(file).await?;
        }
        self.store.episode_is_deleted(id).await
    }

    /// An episode that is there.
    pub(crate) async fn episode(&self, id: EpisodeId) -> Result<Episode, StoreError> {
        self.store.episode(id).await?.ok_or(StoreError::NoSuchThing("episode"))
    }
}
