//! A track's own columns: what its file says, without what it is grouped into.

use library::{Description, FolderId, FoundFile, TrackId, fold};
use sqlx::Row;

use crate::StoreError;
use crate::engine::{Writing, on, run};

/// In the order of the statements below.
pub(crate) struct TrackRow {
    music_folder: i64,
    path: String,
    size: i64,
    modified_ms: i64,
    format: String,
    content: Vec<u8>,
    title: String,
    disc: i64,
    number: i64,
    duration_ms: i64,
    tags: String,
    properties: String,
    has_cover: bool,
    year: Option<i64>,
    title_key: String,
}

#[rustfmt::skip]
type Columns = (
    i64, String, i64, i64, String, Vec<u8>, String, i64, i64, i64, String, String, bool, Option<i64>, String,
);

impl TrackRow {
    pub(crate) fn of(
        folder: FolderId,
        file: &FoundFile,
        read: &Description,
    ) -> Result<TrackRow, StoreError> {
        let (tags, properties) = (&read.tags, &read.properties);
        let title = stored(tags.title.as_deref().unwrap_or_default());
        Ok(TrackRow {
            music_folder: folder.0,
            path: file.path.clone(),
            size: signed(file.size),
            modified_ms: file.modified_ms,
            format: read.format.extension().to_owned(),
            content: read.content.0.to_vec(),
            disc: tags.disc.number.unwrap_or(1).into(),
            number: tags.track.number.unwrap_or(0).into(),
            duration_ms: signed(properties.duration_ms),
            tags: serde_json::to_string(tags)?,
            properties: serde_json::to_string(properties)?,
            has_cover: read.cover.is_some(),
            year: tags.year().map(i64::from),
            title_key: fold(&title),
            title,
        })
    }

    /// Reads the row of a track.
    pub(crate) async fn get(writing: &mut Writing, id: TrackId) -> Result<TrackRow, StoreError> {
        let sql = "SELECT music_folder, path, size, modified_ms, format, content, title, disc, number, duration_ms, \
                   tags, properties, has_cover, year, title_key FROM tracks WHERE id = $1";
        let row: Columns = on!(writing, |db| sqlx::query_as(sql).bind(id.0).fetch_one(db).await?);
        let (
            music_folder,
            path,
            size,
            modified_ms,
            format,
            content,
            title,
            disc,
            number,
            duration_ms,
            tags,
            properties,
            has_cover,
            year,
            title_key,
        ) = row;
        Ok(TrackRow {
            music_folder,
            path,
            size,
            modified_ms,
            format,
            content,
            title,
            disc,
            number,
            duration_ms,
            tags,
            properties,
            has_cover,
            year,
            title_key,
        })
    }

    /// Gives the row to a track that is there, which must be grouped again.
    pub(crate) async fn update(
        &self,
        writing: &mut Writing,
        id: TrackId,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE tracks SET path = $1, size = $2, modified_ms = $3, format = $4, content = $5, \
                   title = $6, disc = $7, number = $8, duration_ms = $9, tags = $10, properties = $11, \
                   has_cover = $12, year = $13, title_key = $14, music_folder = $15, grouped = FALSE, \
                   missing = FALSE WHERE id = $16";
        run!(writing, self.bound(sql).bind(id.0));
        Ok(())
    }

    /// Makes a new track.
    pub(crate) async fn insert(
        &self,
        writing: &mut Writing,
        now_ms: i64,
    ) -> Result<TrackId, StoreError> {
        let sql = "INSERT INTO tracks (path, size, modified_ms, format, content, title, disc, number, \
                   duration_ms, tags, properties, has_cover, year, title_key, music_folder, added_ms, \
                   grouped, missing) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
                   $14, $15, $16, FALSE, FALSE) RETURNING id";
        let row =
            on!(writing, |db| self.bound(sql).bind(now_ms).fetch_one(db).await?.try_get(0)?);
        Ok(TrackId(row))
    }

    fn bound<'q, DB>(&'q self, sql: &'static str) -> sqlx::query::Query<'q, DB, DB::Arguments>
    where
        DB: sqlx::Database,
        i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
        bool: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
        Option<i64>: sqlx::Encode<'q, DB>,
        &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
        &'q [u8]: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
        DB::Arguments: sqlx::IntoArguments<DB>,
    {
        sqlx::query(sql)
            .bind(self.path.as_str())
            .bind(self.size)
            .bind(self.modified_ms)
            .bind(self.format.as_str())
            .bind(self.content.as_slice())
            .bind(self.title.as_str())
            .bind(self.disc)
            .bind(self.number)
            .bind(self.duration_ms)
            .bind(self.tags.as_str())
            .bind(self.properties.as_str())
            .bind(self.has_cover)
            .bind(self.year)
            .bind(self.title_key.as_str())
            .bind(self.music_folder)
    }
}

/// PostgreSQL's integers have a sign; no file is that large.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// PostgreSQL's texts hold no NUL.
pub(crate) fn stored(text: &str) -> String {
    text.replace('\0', " ")
}
