//! Tracks as they are stored, by identity, by place and by album.

use std::sync::Arc;

use library::{AlbumId, FileFormat, FolderId, Properties, ReplayGain, Tags, TrackId};

use crate::StoreError;
use crate::engine::{Engine, Store, reading};

/// A track that is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Its identity.
    pub id: TrackId,
    /// Its title.
    pub title: String,
    /// Its album.
    pub album: Option<AlbumId>,
    /// The music folder it lies in.
    pub folder: FolderId,
    /// Path below the music folder.
    pub path: String,
    /// What the file is.
    pub format: FileFormat,
    /// Size in bytes.
    pub size: u64,
    /// Whether there is a picture inside.
    pub has_cover: bool,
    /// What the file says of itself.
    pub tags: Tags,
    /// How the sound is stored.
    pub properties: Properties,
    /// When it was added, in milliseconds since 1970.
    pub added_ms: i64,
    /// The gain that the file tells, or else the one that was measured.
    pub gain: ReplayGain,
}

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Tracks that are there.
    pub tracks: i64,
    /// Albums with at least one of them.
    pub albums: i64,
    /// People credited on them.
    pub artists: i64,
}

type Number = Option<f64>;
/// All but the two that are JSON: tags and properties.
#[rustfmt::skip]
type Short = (
    i64, String, Option<i64>, i64, String, String, i64, bool, i64, Number, Number, Number, Number,
);
#[rustfmt::skip]
type Columns = (
    i64, String, Option<i64>, i64, String, String, i64, bool, i64, Number, Number, Number, Number,
    String, String,
);

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, album, music_folder, path, format, size, has_cover, added_ms, \
             track_gain_db, track_peak, album_gain_db, album_peak, tags, properties FROM tracks \
             LEFT JOIN loudness ON loudness.track = tracks.id AND loudness.content = tracks.content \
             WHERE NOT missing AND ",
            $rest
        )
    };
}

/// All tracks of a list of identities in one row of SQLite's, for each row is handed from thread to thread and
/// each value copied. What is JSON already is not written as a text once more.
const ONE_ROW: &str = concat!(
    "SELECT '[' || group_concat(format('[%s,%s,%s]', json_array(id, title, album, music_folder, path, \
     format, size, json(iif(has_cover, 'true', 'false')), added_ms, track_gain_db, track_peak, \
     album_gain_db, album_peak), tags, properties)) || ']' FROM (",
    columns!("id IN (SELECT value FROM json_each($1))"),
    ")"
);

fn from_one_row(row: Option<String>) -> Result<Vec<Track>, StoreError> {
    let Some(row) = row else { return Ok(Vec::new()) };
    let rows: Vec<(Short, Tags, Properties)> = serde_json::from_str(&row)?;
    Ok(rows.into_iter().map(|(row, tags, properties)| whole(row, tags, properties)).collect())
}

impl Store {
    /// Counts what is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM tracks WHERE NOT missing), \
                   (SELECT count(*) FROM albums WHERE track_count > 0), \
                   (SELECT count(DISTINCT artist) FROM track_artists)";
        let (tracks, albums, artists): (i64, i64, i64) =
            reading!(self, |db| sqlx::query_as(sql).fetch_one(db).await?);
        Ok(Counts { tracks, albums, artists })
    }

    /// One track.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn track(&self, id: TrackId) -> Result<Option<Track>, StoreError> {
        Ok(self.read_tracks(&[id.0]).await?.pop())
    }

    /// The track of a file, by its path below a music folder.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn track_at(
        &self,
        folder: FolderId,
        path: &str,
    ) -> Result<Option<Track>, StoreError> {
        let sql = columns!("music_folder = $1 AND path = $2");
        let row: Option<Columns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(folder.0).bind(path).fetch_optional(db).await?
        });
        row.map(track).transpose()
    }

    /// An album's tracks, in order of discs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks_of(&self, album: AlbumId) -> Result<Vec<Track>, StoreError> {
        let sql = columns!("album = $1 ORDER BY disc, number, id");
        let rows: Vec<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(album.0).fetch_all(db).await?);
        rows.into_iter().map(track).collect()
    }

    /// Tracks from the `offset`th on, at most `limit`, in the order of [`Store::search_tracks`]. A page
    /// costs the same wherever it begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks_from(
        &self,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<Arc<Track>>, StoreError> {
        let ids = self.find_tracks(&library::Query::default(), offset, limit).await?;
        self.tracks_by_id(&ids.iter().map(|id| id.0).collect::<Vec<_>>()).await
    }

    /// Tracks as the database has them now, in order of identity; those that are gone are left out.
    pub(crate) async fn read_tracks(&self, ids: &[i64]) -> Result<Vec<Track>, StoreError> {
        // One text for any number of them, so that it is prepared once; each engine has its own.
        let mut tracks: Vec<Track> = match &self.engine {
            Engine::Sqlite { readers, .. } => {
                let row = sqlx::query_scalar(ONE_ROW).bind(serde_json::to_string(ids)?);
                let row: Option<String> = row.fetch_one(&mut *readers.lend().await?).await?;
                from_one_row(row)?
            }
            Engine::Postgres(pool) => {
                let rows = sqlx::query_as(columns!("id = ANY($1)")).bind(ids);
                let rows = rows.fetch_all(pool).await?;
                rows.into_iter().map(track).collect::<Result<_, _>>()?
            }
        };
        tracks.sort_unstable_by_key(|track| track.id);
        Ok(tracks)
    }
}

/// Numbers as SQL lists them; both engines take them in this spelling, and as parameters in none that
/// is common to both.
pub(crate) fn listed(ids: &[i64]) -> String {
    if ids.is_empty() {
        // PostgreSQL knows no empty list; nothing is equal to NULL.
        return "NULL".to_owned();
    }
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

fn track(row: Columns) -> Result<Track, StoreError> {
    let (a, b, c, d, e, f, g, h, i, j, k, l, m, tags, properties) = row;
    let (tags, properties) = (serde_json::from_str(&tags)?, serde_json::from_str(&properties)?);
    Ok(whole((a, b, c, d, e, f, g, h, i, j, k, l, m), tags, properties))
}

fn whole(row: Short, tags: Tags, properties: Properties) -> Track {
    let (id, title, album, folder, path, format, size, has_cover, added_ms, ..) = row;
    let told = tags.replay_gain.track_gain_db.is_some();
    let gain = if told { tags.replay_gain } else { measured((row.9, row.10, row.11, row.12)) };
    Track {
        id: TrackId(id),
        title,
        album: album.map(AlbumId),
        folder: FolderId(folder),
        path,
        format: FileFormat::from_extension(&format).unwrap_or(FileFormat::Wav),
        size: size.unsigned_abs(),
        has_cover,
        tags,
        properties,
        added_ms,
        gain,
    }
}

fn measured(
    (track_gain, track_peak, album_gain, album_peak): (Number, Number, Number, Number),
) -> ReplayGain {
    #[expect(clippy::cast_possible_truncation, reason = "tags hold no more")]
    let single = |number: Number| number.map(|number| number as f32);
    ReplayGain {
        track_gain_db: single(track_gain),
        track_peak: single(track_peak),
        album_gain_db: single(album_gain),
        album_peak: single(album_peak),
    }
}
