//! When feeds are read, and what came of it.

use library::podcasts::{EpisodeStatus, Feed, FeedEpisode};
use library::{PodcastId, limits};

use crate::engine::{Store, Writing, on, reading, run};
use crate::jobs::announce;
use crate::playlists::short;
use crate::track_row::stored;
use crate::{BlobId, StoreError};

/// The kind of job that reads one feed; its key is the podcast's identity.
pub const FEED_JOB: &str = "podcast feed";

/// Feeds are read again after so long, in milliseconds.
const EVERY_MS: i64 = 6 * 3_600_000;
/// After the first failure, in milliseconds; doubled with each further one, up to [`LONGEST_MS`].
const FIRST_MS: i64 = 15 * 60_000;
const LONGEST_MS: i64 = 24 * 3_600_000;

/// What a server calls a version of a feed, to be asked for another one only (RFC 9110, 8.8 and 13.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`, as it was written.
    pub last_modified: Option<String>,
}

impl Store {
    /// Asks for a [`FEED_JOB`] for every podcast whose time has come; those that wait already are not asked for
    /// twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_feeds(&self, now_ms: i64) -> Result<(), StoreError> {
        let due = "SELECT id FROM podcasts WHERE due_ms <= $1 LIMIT 1";
        let due: Option<i64> =
            reading!(self, |db| sqlx::query_scalar(due).bind(now_ms).fetch_optional(db).await?);
        if due.is_none() {
            return Ok(());
        }
        let sql = "INSERT INTO jobs \
                   (kind, key, payload, attempts, run_at_ms, again, dead, created_ms) \
                   SELECT $1, CAST(id AS TEXT), 'null', 0, $2, FALSE, FALSE, $2 \
                   FROM podcasts WHERE due_ms <= $2 ON CONFLICT (kind, key) DO UPDATE \
                   SET dead = FALSE, attempts = 0, run_at_ms = excluded.run_at_ms WHERE jobs.dead";
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(FEED_JOB).bind(now_ms));
        announce(&mut writing).await?;
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(())
    }

    /// Has all feeds read now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refresh_podcasts(&self, now_ms: i64) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query("UPDATE podcasts SET due_ms = $1").bind(now_ms));
        writing.keep().await?;
        self.enqueue_feeds(now_ms).await
    }

    /// What the server called the feed when it was read last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_validators(&self, id: PodcastId) -> Result<Validators, StoreError> {
        let sql = "SELECT etag, last_modified FROM podcasts WHERE id = $1";
        let row: Option<(Option<String>, Option<String>)> =
            reading!(self, |db| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await?);
        let (etag, last_modified) = row.unwrap_or_default();
        Ok(Validators { etag, last_modified })
    }

    /// Takes over what a feed says. Episodes that are known stay what they are; those that it does not name any
    /// more stay too, but beyond [`limits::MAX_EPISODES`] the oldest without a file go. Done twice, it is the
    /// same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_was_read(
        &self,
        id: PodcastId,
        feed: &Feed,
        validators: &Validators,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let sql = "UPDATE podcasts SET title = $2, description = $3, author = $4, image_url = $5, \
                   etag = $6, last_modified = $7, fetched_ms = $8, due_ms = $9, failures = 0, error = NULL \
                   WHERE id = $1";
        let texts = [&feed.title, &feed.description, &feed.author].map(|text| stored(text));
        let image = feed.image.as_deref().map(stored);
        run!(
            &mut writing,
            sqlx::query(sql)
                .bind(id.0)
                .bind(&texts[0])
                .bind(&texts[1])
                .bind(&texts[2])
                .bind(&image)
                .bind(&validators.etag)
                .bind(&validators.last_modified)
                .bind(now_ms)
                .bind(now_ms + EVERY_MS)
        );
        // What has no date came out when it was first seen, the first of the feed last.
        for (episode, before) in feed.episodes.iter().zip(0..) {
            add_episode(&mut writing, id, episode, now_ms - before).await?;
        }
        let sql = "DELETE FROM episodes WHERE podcast = $1 AND status IN ('new', 'skipped') \
                   AND id NOT IN (SELECT id FROM episodes WHERE podcast = $1 \
                   ORDER BY published_ms DESC, id DESC LIMIT $2)";
        let most = i64::try_from(limits::MAX_EPISODES).unwrap_or(i64::MAX);
        run!(&mut writing, sqlx::query(sql).bind(id.0).bind(most));
        writing.keep().await
    }

    /// Notes that a feed has not changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_is_the_same(&self, id: PodcastId, now_ms: i64) -> Result<(), StoreError> {
        let sql = "UPDATE podcasts SET fetched_ms = $2, due_ms = $3, failures = 0, error = NULL \
                   WHERE id = $1";
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(id.0).bind(now_ms).bind(now_ms + EVERY_MS));
        writing.keep().await
    }

    /// Notes why a feed could not be read; it is tried again later and later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_failed(
        &self,
        id: PodcastId,
        why: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE podcasts SET failures = failures + 1, error = $2, due_ms = $3 + \
                   CASE WHEN failures > 6 THEN $4 ELSE $5 * (1 << CAST(failures AS INTEGER)) END \
                   WHERE id = $1";
        let why = short(why);
        let mut writing = self.write().await?;
        run!(
            &mut writing,
            sqlx::query(sql).bind(id.0).bind(&why).bind(now_ms).bind(LONGEST_MS).bind(FIRST_MS)
        );
        writing.keep().await
    }

    /// Notes the picture that was fetched from the address that the feed tells; answers whether the podcast is
    /// still there: if not, delete the blob.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_podcast_image(
        &self,
        id: PodcastId,
        image: BlobId,
    ) -> Result<bool, StoreError> {
        let name = image.to_string();
        let mut writing = self.write().await?;
        let sql = "UPDATE podcasts SET image = $2 WHERE id = $1 RETURNING id";
        let there: Option<i64> = on!(&mut writing, |db| {
            sqlx::query_scalar(sql).bind(id.0).bind(&name).fetch_optional(db).await?
        });
        writing.keep().await?;
        Ok(there.is_some())
    }
}

async fn add_episode(
    writing: &mut Writing,
    podcast: PodcastId,
    episode: &FeedEpisode,
    seen_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO episodes (podcast, guid, title, description, published_ms, duration_s, url, \
               format, size, status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (podcast, guid) DO UPDATE SET title = excluded.title, \
               description = excluded.description, \
               published_ms = CASE WHEN $11 THEN excluded.published_ms ELSE episodes.published_ms END, \
               duration_s = COALESCE(excluded.duration_s, episodes.duration_s), \
               url = excluded.url, \
               format = CASE WHEN episodes.file IS NULL THEN excluded.format ELSE episodes.format END, \
               size = CASE WHEN episodes.file IS NULL THEN excluded.size ELSE episodes.size END, \
               status = CASE WHEN episodes.status IN ('new', 'skipped') THEN excluded.status \
               ELSE episodes.status END";
    let format = episode.format().map(library::FileFormat::extension);
    let status = if format.is_some() { EpisodeStatus::New } else { EpisodeStatus::Skipped };
    let (guid, title) = (short(&episode.guid), short(&episode.title));
    let (description, url) = (stored(&episode.description), stored(&episode.url));
    run!(
        writing,
        sqlx::query(sql)
            .bind(podcast.0)
            .bind(&guid)
            .bind(&title)
            .bind(&description)
            .bind(episode.published_ms.unwrap_or(seen_ms))
            .bind(episode.duration_s)
            .bind(&url)
            .bind(format)
            .bind(episode.bytes)
            .bind(status.name())
            .bind(episode.published_ms.is_some())
    );
    Ok(())
}
