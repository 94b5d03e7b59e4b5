//! How tracks sound, described once for each sound and version.

use features::{Description, FeaturesVersion};
use library::{AlbumId, TrackId};

use crate::engine::{Store, Writing, on, reading, run};
use crate::{StoreError, Track};

/// The kind of job that describes one album's tracks; its key is the album's identity.
pub const FEATURES_JOB: &str = "features";

/// A track without a description of its present sound in the current version, which is the first number.
macro_rules! undescribed {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " FROM tracks LEFT JOIN features ON features.track = tracks.id \
             AND features.content = tracks.content AND features.version = $1 \
             WHERE features.track IS NULL AND NOT tracks.missing ",
            $after
        )
    };
}

impl Store {
    /// Asks for a [`FEATURES_JOB`] for every album with a track that is not described.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_features(&self, now_ms: i64) -> Result<(), StoreError> {
        let sql = undescribed!(
            "INSERT INTO jobs (kind, key, payload, attempts, run_at_ms, again, dead, created_ms) \
             SELECT DISTINCT $2, CAST(tracks.album AS TEXT), 'null', 0, $3, FALSE, FALSE, $3",
            "AND tracks.album IS NOT NULL ON CONFLICT (kind, key) DO NOTHING"
        );
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(version()).bind(FEATURES_JOB).bind(now_ms));
        crate::jobs::announce(&mut writing).await?;
        writing.keep().await?;
        self.arrived.notify_waiters();
        Ok(())
    }

    /// An album's tracks that are not described.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undescribed(&self, album: AlbumId) -> Result<Vec<Track>, StoreError> {
        let sql = undescribed!("SELECT tracks.id", "AND tracks.album = $2 ORDER BY tracks.id");
        let ids: Vec<i64> = reading!(self, |db| {
            sqlx::query_scalar(sql).bind(version()).bind(album.0).fetch_all(db).await?
        });
        self.read_tracks(&ids).await
    }

    /// Keeps how tracks sound; without a description, that there is nothing to describe.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_descriptions(
        &self,
        tracks: &[(TrackId, Option<Description>)],
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        keep(&mut writing, tracks).await?;
        writing.keep().await?;
        self.sounds.are_changed();
        Ok(())
    }
}

/// The current version as the database has it.
pub(crate) fn version() -> i64 {
    FeaturesVersion::CURRENT.0.into()
}

/// Keeps how tracks sound within a transaction.
pub(crate) async fn keep(
    writing: &mut Writing,
    tracks: &[(TrackId, Option<Description>)],
) -> Result<(), StoreError> {
    // Whoever counts first is kept first: so nobody reads a higher number before a lower one.
    let state = "UPDATE features_state SET state = state + 1 RETURNING state";
    let state: i64 = on!(writing, |db| sqlx::query_scalar(state).fetch_one(db).await?);
    for (track, description) in tracks {
        let sql = "INSERT INTO features (track, content, version, numbers, changed) \
                   SELECT id, content, $2, $3, $4 FROM tracks WHERE id = $1 \
                   ON CONFLICT (track) DO UPDATE SET content = excluded.content, \
                   version = excluded.version, numbers = excluded.numbers, \
                   changed = excluded.changed";
        let numbers = description.as_ref().map(Description::to_bytes);
        run!(writing, sqlx::query(sql).bind(track.0).bind(version()).bind(numbers).bind(state));
    }
    Ok(())
}
