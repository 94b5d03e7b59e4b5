//! Episodes and lists of them, the newest first.

use library::podcasts::EpisodeStatus;
use library::{EpisodeId, FileFormat, PodcastId};

use crate::engine::{Store, reading};
use crate::{BlobId, StoreError};

/// An episode of a podcast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Its identity.
    pub id: EpisodeId,
    /// Of which podcast.
    pub podcast: PodcastId,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// When it came out, in milliseconds since 1970.
    pub published_ms: i64,
    /// How long it plays, in seconds.
    pub duration_s: Option<i64>,
    /// The address of its file, as the feed writes it.
    pub url: String,
    /// What its file is; `None` when it is no sound.
    pub format: Option<FileFormat>,
    /// The file's length in bytes; what the feed says, until it is kept.
    pub size: Option<i64>,
    /// How far the house is with it.
    pub status: EpisodeStatus,
    /// Why its file could not be had.
    pub error: Option<String>,
    /// The file, if it is kept.
    pub file: Option<BlobId>,
}

impl Episode {
    /// Its place in lists; what is after it comes on the next page.
    #[must_use]
    pub fn place(&self) -> (i64, EpisodeId) {
        (self.published_ms, self.id)
    }

    /// About how many kbit/s its file has.
    #[must_use]
    pub fn kbps(&self) -> Option<u32> {
        let seconds = self.duration_s.filter(|seconds| *seconds > 0)?;
        u32::try_from(self.size?.saturating_mul(8) / 1_000 / seconds).ok()
    }
}

#[rustfmt::skip]
type Columns = (
    i64, i64, String, String, i64, Option<i64>, String, Option<String>, Option<i64>, String, Option<String>,
    Option<String>,
);

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, podcast, title, description, published_ms, duration_s, url, format, size, status, ",
            "error, file FROM episodes ",
            $rest
        )
    };
}

impl Store {
    /// Episodes of a podcast after a [`Episode::place`], the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn episodes(
        &self,
        podcast: PodcastId,
        after: Option<(i64, EpisodeId)>,
        limit: u32,
    ) -> Result<Vec<Episode>, StoreError> {
        let sql = columns!(
            "WHERE podcast = $1 AND (published_ms, id) < ($2, $3) \
             ORDER BY published_ms DESC, id DESC LIMIT $4"
        );
        let (after_ms, after) = after.unwrap_or((i64::MAX, EpisodeId(i64::MAX)));
        let rows: Vec<Columns> = reading!(self, |db| {
            let query = sqlx::query_as(sql).bind(podcast.0).bind(after_ms).bind(after.0);
            query.bind(i64::from(limit)).fetch_all(db).await?
        });
        Ok(rows.into_iter().map(episode).collect())
    }

    /// The episodes of all podcasts that came out last and can be heard or downloaded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_episodes(&self, limit: u32) -> Result<Vec<Episode>, StoreError> {
        let sql = columns!(
            "WHERE status NOT IN ('deleted', 'skipped') \
             ORDER BY published_ms DESC, id DESC LIMIT $1"
        );
        let rows: Vec<Columns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(i64::from(limit)).fetch_all(db).await?
        });
        Ok(rows.into_iter().map(episode).collect())
    }

    /// One episode.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn episode(&self, id: EpisodeId) -> Result<Option<Episode>, StoreError> {
        let sql = columns!("WHERE id = $1");
        let row: Option<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await?);
        Ok(row.map(episode))
    }
}

fn episode(row: Columns) -> Episode {
    let (
        id,
        podcast,
        title,
        description,
        published_ms,
        duration_s,
        url,
        format,
        size,
        status,
        error,
        file,
    ) = row;
    Episode {
        id: EpisodeId(id),
        podcast: PodcastId(podcast),
        title,
        description,
        published_ms,
        duration_s,
        url,
        format: format.as_deref().and_then(FileFormat::from_extension),
        size,
        status: EpisodeStatus::of(&status).unwrap_or(EpisodeStatus::Error),
        error,
        file: file.as_deref().and_then(BlobId::parse),
    }
}
