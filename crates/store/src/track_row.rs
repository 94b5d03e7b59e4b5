//! A track's own columns: what its file says, without what it is grouped into.

use library::{Description, FolderId, FoundFile, TrackId, fold};

use crate::StoreError;
use crate::engine::{Writing, on, run, run_all};

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

/// Binds the values that are written, in the order of the two statements that write them.
macro_rules! bound {
    ($to:ident.$bind:ident, $row:expr) => {
        $to.$bind($row.path.as_str())
            .$bind($row.size)
            .$bind($row.modified_ms)
            .$bind($row.format.as_str())
            .$bind($row.content.as_slice())
            .$bind($row.title.as_str())
            .$bind($row.disc)
            .$bind($row.number)
            .$bind($row.duration_ms)
            .$bind($row.tags.as_str())
            .$bind($row.properties.as_str())
            .$bind($row.has_cover)
            .$bind($row.year)
            .$bind($row.title_key.as_str())
            .$bind($row.music_folder)
    };
}

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
        run!(writing, {
            let query = sqlx::query(sql);
            bound!(query.bind, self).bind(id.0)
        });
        Ok(())
    }

    /// Makes new tracks.
    pub(crate) async fn insert(
        writing: &mut Writing,
        rows: &[TrackRow],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        run_all!(
            writing,
            rows,
            "INSERT INTO tracks (path, size, modified_ms, format, content, title, disc, number, \
             duration_ms, tags, properties, has_cover, year, title_key, music_folder, added_ms, \
             grouped, missing) ",
            |values, row| {
                bound!(values.push_bind, row).push_bind(now_ms).push_bind(false).push_bind(false)
            },
            ""
        );
        Ok(())
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
