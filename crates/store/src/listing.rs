//! Lists of tracks, albums and artists, page by page: a page begins after the last entry of the one
//! before, so that its cost does not grow with its number.

use library::{AlbumId, ArtistId, FileFormat, Properties, Tags, TrackId};

use crate::StoreError;
use crate::engine::{Store, reading};

/// A track that is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Its identity.
    pub id: TrackId,
    /// Its title.
    pub title: String,
    /// Its album.
    pub album: Option<AlbumId>,
    /// Path below the music folder.
    pub path: String,
    /// What the file is.
    pub format: FileFormat,
    /// Size in bytes.
    pub size: u64,
    /// What the file says of itself.
    pub tags: Tags,
    /// How the sound is stored.
    pub properties: Properties,
    /// When it was added, in milliseconds since 1970.
    pub added_ms: i64,
}

/// An album with at least one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Album {
    /// Its identity.
    pub id: AlbumId,
    /// Its title.
    pub title: String,
    /// The text by which it is put in order.
    pub sort_text: String,
    /// Its artists, joined by commas.
    pub artists: String,
    /// Year of its first release.
    pub year: Option<i64>,
    /// How many tracks it has.
    pub track_count: i64,
    /// How long it plays, in milliseconds.
    pub duration_ms: i64,
    /// When its first track was added, in milliseconds since 1970.
    pub added_ms: i64,
}

/// Somebody credited on a track or album that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artist {
    /// Their identity.
    pub id: ArtistId,
    /// Their name, as it was first met.
    pub name: String,
    /// The text by which they are put in order.
    pub sort_text: String,
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

type TrackColumns = (i64, String, Option<i64>, String, String, i64, String, String, i64);
type AlbumColumns = (i64, String, String, String, Option<i64>, i64, i64, i64);
type ArtistColumns = (i64, String, String);

macro_rules! track_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, album, path, format, size, tags, properties, added_ms FROM tracks ",
            $rest
        )
    };
}
macro_rules! album_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, sort_text, artist_text, year, track_count, duration_ms, added_ms ",
            "FROM albums WHERE track_count > 0 ",
            $rest
        )
    };
}
macro_rules! artist_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, sort_text FROM artists WHERE \
             (EXISTS (SELECT 1 FROM track_artists WHERE artist = artists.id) \
             OR EXISTS (SELECT 1 FROM album_artists WHERE artist = artists.id)) ",
            $rest
        )
    };
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

    /// Albums by title, after the one given by its `sort_text` and identity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn albums_by_name(
        &self,
        after: Option<(&str, AlbumId)>,
        limit: u32,
    ) -> Result<Vec<Album>, StoreError> {
        let (text, id) = after.unwrap_or(("", AlbumId(0)));
        let sql = album_columns!("AND (sort_text, id) > ($1, $2) ORDER BY sort_text, id LIMIT $3");
        let rows: Vec<AlbumColumns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(text).bind(id.0).bind(i64::from(limit)).fetch_all(db).await?
        });
        Ok(rows.into_iter().map(album).collect())
    }

    /// Albums by the time they were added, newest first, after the one given by `added_ms` and identity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_albums(
        &self,
        after: Option<(i64, AlbumId)>,
        limit: u32,
    ) -> Result<Vec<Album>, StoreError> {
        let (time, id) = after.unwrap_or((i64::MAX, AlbumId(i64::MAX)));
        let sql = album_columns!(
            "AND (added_ms, id) < ($1, $2) ORDER BY added_ms DESC, id DESC LIMIT $3"
        );
        let rows: Vec<AlbumColumns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(time).bind(id.0).bind(i64::from(limit)).fetch_all(db).await?
        });
        Ok(rows.into_iter().map(album).collect())
    }

    /// An album's tracks, in order of discs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracks_of(&self, album: AlbumId) -> Result<Vec<Track>, StoreError> {
        let sql = track_columns!("WHERE album = $1 AND NOT missing ORDER BY disc, number, id");
        let rows: Vec<TrackColumns> =
            reading!(self, |db| sqlx::query_as(sql).bind(album.0).fetch_all(db).await?);
        rows.into_iter().map(track).collect()
    }

    /// Albums on whose cover an artist stands, or on whose tracks they are named, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn albums_of(&self, artist: ArtistId) -> Result<Vec<Album>, StoreError> {
        let sql = album_columns!(
            "AND id IN (SELECT album FROM album_artists WHERE artist = $1 UNION \
             SELECT album FROM tracks JOIN track_artists ON track = tracks.id WHERE artist = $1) \
             ORDER BY year, sort_text, id"
        );
        let rows: Vec<AlbumColumns> =
            reading!(self, |db| sqlx::query_as(sql).bind(artist.0).fetch_all(db).await?);
        Ok(rows.into_iter().map(album).collect())
    }

    pub(crate) async fn tracks_after(
        &self,
        after: Option<TrackId>,
        limit: u32,
    ) -> Result<Vec<Track>, StoreError> {
        let sql = track_columns!("WHERE NOT missing AND id > $1 ORDER BY id LIMIT $2");
        let after = after.map_or(0, |id| id.0);
        let rows: Vec<TrackColumns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await?
        });
        rows.into_iter().map(track).collect()
    }

    pub(crate) async fn albums_after(
        &self,
        after: Option<AlbumId>,
        limit: u32,
    ) -> Result<Vec<Album>, StoreError> {
        let sql = album_columns!("AND id > $1 ORDER BY id LIMIT $2");
        let after = after.map_or(0, |id| id.0);
        let rows: Vec<AlbumColumns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await?
        });
        Ok(rows.into_iter().map(album).collect())
    }

    pub(crate) async fn artists_after(
        &self,
        after: Option<ArtistId>,
        limit: u32,
    ) -> Result<Vec<Artist>, StoreError> {
        let sql = artist_columns!("AND id > $1 ORDER BY id LIMIT $2");
        let after = after.map_or(0, |id| id.0);
        let rows: Vec<ArtistColumns> = reading!(self, |db| {
            sqlx::query_as(sql).bind(after).bind(i64::from(limit)).fetch_all(db).await?
        });
        Ok(rows.into_iter().map(artist).collect())
    }

    // A page is a few hundred rows at most: one look-up each is as quick as a list of placeholders,
    // which the engines spell differently.

    pub(crate) async fn tracks_by_id(&self, ids: &[i64]) -> Result<Vec<Track>, StoreError> {
        let mut tracks = Vec::with_capacity(ids.len());
        for id in ids {
            let sql = track_columns!("WHERE id = $1 AND NOT missing");
            let row: Option<TrackColumns> =
                reading!(self, |db| sqlx::query_as(sql).bind(id).fetch_optional(db).await?);
            tracks.extend(row.map(track).transpose()?);
        }
        Ok(tracks)
    }

    pub(crate) async fn albums_by_id(&self, ids: &[i64]) -> Result<Vec<Album>, StoreError> {
        let mut albums = Vec::with_capacity(ids.len());
        for id in ids {
            let sql = album_columns!("AND id = $1");
            let row: Option<AlbumColumns> =
                reading!(self, |db| sqlx::query_as(sql).bind(id).fetch_optional(db).await?);
            albums.extend(row.map(album));
        }
        Ok(albums)
    }

    pub(crate) async fn artists_by_id(&self, ids: &[i64]) -> Result<Vec<Artist>, StoreError> {
        let mut artists = Vec::with_capacity(ids.len());
        for id in ids {
            let sql = artist_columns!("AND id = $1");
            let row: Option<ArtistColumns> =
                reading!(self, |db| sqlx::query_as(sql).bind(id).fetch_optional(db).await?);
            artists.extend(row.map(artist));
        }
        Ok(artists)
    }
}

fn track(row: TrackColumns) -> Result<Track, StoreError> {
    let (id, title, album, path, format, size, tags, properties, added_ms) = row;
    Ok(Track {
        id: TrackId(id),
        title,
        album: album.map(AlbumId),
        path,
        format: FileFormat::from_extension(&format).unwrap_or(FileFormat::Wav),
        size: size.unsigned_abs(),
        tags: serde_json::from_str(&tags)?,
        properties: serde_json::from_str(&properties)?,
        added_ms,
    })
}

fn album(row: AlbumColumns) -> Album {
    let (id, title, sort_text, artists, year, track_count, duration_ms, added_ms) = row;
    let id = AlbumId(id);
    Album { id, title, sort_text, artists, year, track_count, duration_ms, added_ms }
}

fn artist((id, name, sort_text): ArtistColumns) -> Artist {
    Artist { id: ArtistId(id), name, sort_text }
}
