//! Reads a feed, if it has changed, and takes over what it says.

use axum::http::{HeaderMap, HeaderName, header};
use library::podcasts::{Feed, FeedError, read_feed};
use library::{PodcastId, limits};
use reqwest::Url;
use store::{BlobId, Job, Podcast, StoreError, Validators};

use crate::clock::now_ms;
use crate::fetching::{Bounds, Unfetched};
use crate::house::House;

/// Why a feed was not read.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error(transparent)]
    Fetch(#[from] Unfetched),
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Reads one podcast's feed. That it cannot be read is no failure of the job: the podcast tells why, and
    /// when it is tried again. Done twice, it is the same.
    pub(crate) async fn refresh_podcast(&self, job: &Job) -> Result<(), StoreError> {
        let Ok(id) = job.key.parse().map(PodcastId) else { return Ok(()) };
        let Some(podcast) = self.store.podcast(id).await? else { return Ok(()) };
        match self.read_podcast(&podcast).await {
            Ok(()) => Ok(()),
            Err(Unread::Store(error)) => Err(error),
            Err(why) => {
                tracing::info!(podcast = id.0, "a feed was not read: {why}");
                self.store.feed_failed(id, &why.to_string(), now_ms()).await
            }
        }
    }

    async fn read_podcast(&self, podcast: &Podcast) -> Result<(), Unread> {
        let known = self.store.feed_validators(podcast.id).await?;
        let bounds = Bounds::small(limits::MAX_FEED_BYTES);
        let fetched = self.fetcher.fetch(&podcast.url, &unless_known(&known), bounds).await?;
        if fetched.is_the_same() {
            return Ok(self.store.feed_is_the_same(podcast.id, now_ms()).await?);
        }
        let validators = Validators {
            etag: fetched.header(header::ETAG),
            last_modified: fetched.header(header::LAST_MODIFIED),
        };
        let bytes = fetched.whole().await?;
        let feed = tokio::task::spawn_blocking(move || read_feed(&bytes)).await;
        let mut feed = feed.map_err(|_| StoreError::BrokenOff)??;
        make_absolute(&mut feed, &podcast.url);
        self.store.feed_was_read(podcast.id, &feed, &validators, now_ms()).await?;
        self.keep_picture(podcast, feed.image.as_deref()).await;
        Ok(())
    }

    /// Fetches the picture if it is another one. A podcast without its picture is a podcast all the same.
    async fn keep_picture(&self, podcast: &Podcast, address: Option<&str>) {
        let known = podcast.image.is_some() && podcast.image_url.as_deref() == address;
        let Some(address) = address.filter(|_| !known) else { return };
        if let Err(why) = self.fetch_picture(podcast, address).await {
            tracing::info!(podcast = podcast.id.0, "a picture was not fetched: {why}");
        }
    }

    async fn fetch_picture(&self, podcast: &Podcast, address: &str) -> Result<(), String> {
        let bounds = Bounds::small(limits::MAX_PICTURE_BYTES);
        let fetched = self.fetcher.fetch(address, &HeaderMap::new(), bounds).await;
        let fetched = fetched.map_err(|why| why.to_string())?;
        let bytes = fetched.whole().await.map_err(|why| why.to_string())?;
        library::measure(&bytes).map_err(|why| why.to_string())?;
        let id = podcast.id.to_string();
        let name = BlobId::made_from([b"podcast picture".as_slice(), id.as_bytes(), &bytes]);
        let kept = async {
            self.store.blobs()?.keep(name, bytes.into()).await?;
            if !self.store.set_podcast_image(podcast.id, name).await? {
                self.store.blobs()?.delete(name).await?;
            }
            match podcast.image.filter(|old| *old != name) {
                Some(old) => self.store.blobs()?.delete(old).await,
                None => Ok(()),
            }
        };
        kept.await.map_err(|why: StoreError| why.to_string())
    }
}

/// Asks for what is new only (RFC 9110, 13.1).
fn unless_known(known: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &Option<String>| {
        if let Some(value) = value.as_ref().and_then(|value| value.parse().ok()) {
            headers.insert(name, value);
        }
    };
    add(header::IF_NONE_MATCH, &known.etag);
    add(header::IF_MODIFIED_SINCE, &known.last_modified);
    headers
}

/// Addresses may be written from the feed's own.
fn make_absolute(feed: &mut Feed, address: &str) {
    let Ok(base) = Url::parse(address) else { return };
    let whole = |text: &mut String| {
        if let Ok(url) = base.join(text) {
            *text = url.into();
        }
    };
    feed.episodes.iter_mut().for_each(|episode| whole(&mut episode.url));
    feed.image.iter_mut().for_each(whole);
}
