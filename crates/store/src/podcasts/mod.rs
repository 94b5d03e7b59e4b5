//! Podcasts that the house follows, their episodes, and how far each is.

mod downloads;
mod episodes;
mod feeds;

pub use downloads::EPISODE_JOB;
pub use episodes::Episode;
pub use feeds::{FEED_JOB, Validators};
use library::{PodcastId, limits};

use crate::engine::{Store, on, reading};
use crate::jobs::ask;
use crate::{BlobId, StoreError};

/// A podcast without its episodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Podcast {
    /// Its identity.
    pub id: PodcastId,
    /// The address of its feed.
    pub url: String,
    /// Its title; empty until its feed was read.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Who makes it.
    pub author: String,
    /// The address of its picture.
    pub image_url: Option<String>,
    /// The picture as it was fetched.
    pub image: Option<BlobId>,
    /// When somebody added it, in milliseconds since 1970.
    pub added_ms: i64,
    /// When its feed was read last, in milliseconds since 1970.
    pub fetched_ms: Option<i64>,
    /// Why its feed could not be read the last time.
    pub error: Option<String>,
}

#[rustfmt::skip]
type Columns = (
    i64, String, String, String, String, Option<String>, Option<String>, i64, Option<i64>, Option<String>,
);

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, url, title, description, author, image_url, image, added_ms, fetched_ms, error ",
            "FROM podcasts ",
            $rest
        )
    };
}

impl Store {
    /// Follows a feed, and has it read soon. One that is followed already is read again.
    ///
    /// # Errors
    /// [`StoreError::TooMany`].
    pub async fn add_podcast(&self, url: &str, now_ms: i64) -> Result<PodcastId, StoreError> {
        let mut writing = self.write().await?;
        let sql = "SELECT count(*) FROM podcasts WHERE url <> $1";
        let others: i64 =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(url).fetch_one(db).await?);
        let limit = limits::MAX_PODCASTS;
        if usize::try_from(others).is_ok_and(|others| others >= limit) {
            return Err(StoreError::TooMany { what: "a house", limit });
        }
        let sql = "INSERT INTO podcasts (url, title, description, author, added_ms, due_ms, failures) \
                   VALUES ($1, '', '', '', $2, $2, 0) \
                   ON CONFLICT (url) DO UPDATE SET url = excluded.url RETURNING id";
        let id: i64 = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(url).bind(now_ms).fetch_one(db).await?
        });
        ask(&mut writing, (FEED_JOB, &id.to_string()), "null", now_ms).await?;
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(PodcastId(id))
    }

    /// All podcasts, in the order in which they were added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn podcasts(&self) -> Result<Vec<Podcast>, StoreError> {
        let rows: Vec<Columns> =
            reading!(self, |db| sqlx::query_as(columns!("ORDER BY id")).fetch_all(db).await?);
        Ok(rows.into_iter().map(podcast).collect())
    }

    /// One podcast.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn podcast(&self, id: PodcastId) -> Result<Option<Podcast>, StoreError> {
        let row: Option<Columns> = reading!(self, |db| {
            sqlx::query_as(columns!("WHERE id = $1")).bind(id.0).fetch_optional(db).await?
        });
        Ok(row.map(podcast))
    }

    /// Leaves a podcast, with its episodes. Delete its [`Store::podcast_blobs`] before: broken off in between,
    /// the podcast is still there to be left.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`].
    pub async fn delete_podcast(&self, id: PodcastId) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let sql = "DELETE FROM podcasts WHERE id = $1 RETURNING id";
        let gone: Option<i64> =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
        gone.ok_or(StoreError::NoSuchThing("podcast"))?;
        writing.keep().await
    }

    /// The blobs of a podcast: its picture and the files of its episodes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn podcast_blobs(&self, id: PodcastId) -> Result<Vec<BlobId>, StoreError> {
        let sql = "SELECT image FROM podcasts WHERE id = $1 AND image IS NOT NULL \
                   UNION ALL SELECT file FROM episodes WHERE podcast = $1 AND file IS NOT NULL";
        let names: Vec<String> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(id.0).fetch_all(db).await?);
        Ok(names.iter().filter_map(|name| BlobId::parse(name)).collect())
    }
}

fn podcast(row: Columns) -> Podcast {
    let (id, url, title, description, author, image_url, image, added_ms, fetched_ms, error) = row;
    let image = image.as_deref().and_then(BlobId::parse);
    let id = PodcastId(id);
    Podcast { id, url, title, description, author, image_url, image, added_ms, fetched_ms, error }
}
