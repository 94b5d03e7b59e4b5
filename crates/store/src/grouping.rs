//! Phase 4 of a scan: tracks are put into their albums and linked with their artists and genres.
//!
//! Both steps take what is marked (`tracks.grouped`, `albums.stale`) until nothing is, so that a scan
//! that was broken off goes on where it stood.

use library::{AlbumId, AlbumKey, AlbumSummary, Tags, TrackId, folder};

use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run};
use crate::names::{Names, words};
use crate::track_row::stored;

/// Rows a transaction: few enough that others may write soon, enough that ending one costs little.
const BATCH: i64 = 500;

/// A track that waits to be grouped.
struct Waiting {
    id: TrackId,
    folder: String,
    tags: Tags,
    added_ms: i64,
    /// Whether it was in an album before: then it leaves something behind there.
    was_grouped: bool,
}

impl Store {
    /// The last phases: what moved goes on where it is now, and tracks are put into their albums; answers how
    /// many moved. Scans and uploads take turns.
    pub(crate) async fn settle_shelves(&self) -> Result<usize, StoreError> {
        let _turn = self.shelving.lock().await;
        let moved = self.settle_moves().await?;
        let grouped = self.group_tracks().await?;
        let summarised = self.summarise_albums().await?;
        // What is missing now has made its album stale.
        if moved + grouped + summarised > 0 {
            self.library_changed().await?;
        }
        Ok(moved)
    }

    /// Answers how many tracks waited.
    async fn group_tracks(&self) -> Result<usize, StoreError> {
        let mut names = Names::default();
        let mut grouped = 0;
        loop {
            let waiting = self.waiting().await?;
            if waiting.is_empty() {
                return Ok(grouped);
            }
            grouped += waiting.len();
            let mut writing = self.write().await?;
            for track in &waiting {
                group(&mut writing, &mut names, track).await?;
            }
            writing.keep().await?;
        }
    }

    async fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let sql = "SELECT id, path, tags, added_ms, album IS NOT NULL FROM tracks \
                   WHERE NOT grouped AND NOT missing ORDER BY id LIMIT $1";
        let rows: Vec<(i64, String, String, i64, bool)> =
            reading!(self, |db| sqlx::query_as(sql).bind(BATCH).fetch_all(db).await?);
        let track = |(id, path, tags, added_ms, was_grouped): (i64, String, String, i64, bool)| {
            let (tags, folder) = (serde_json::from_str(&tags)?, folder(&path).to_owned());
            Ok(Waiting { id: TrackId(id), folder, tags, added_ms, was_grouped })
        };
        rows.into_iter().map(track).collect()
    }

    /// Gathers what albums say of themselves, from the tracks that are there; answers how many albums.
    async fn summarise_albums(&self) -> Result<usize, StoreError> {
        let mut names = Names::default();
        let mut summarised = 0;
        loop {
            let sql = "SELECT id FROM albums WHERE stale ORDER BY id LIMIT $1";
            let stale: Vec<i64> =
                reading!(self, |db| sqlx::query_scalar(sql).bind(BATCH).fetch_all(db).await?);
            if stale.is_empty() {
                return Ok(summarised);
            }
            summarised += stale.len();
            let mut writing = self.write().await?;
            for id in stale {
                summarise(&mut writing, &mut names, AlbumId(id)).await?;
            }
            writing.keep().await?;
        }
    }
}

async fn group(
    writing: &mut Writing,
    names: &mut Names,
    track: &Waiting,
) -> Result<(), StoreError> {
    let (id, tags) = (track.id, &track.tags);
    let key = AlbumKey::of(tags, &track.folder);
    let album = names.album(writing, key, track.added_ms).await?;
    if track.was_grouped {
        leave(writing, id).await?;
    }
    for (position, credit) in (0i64..).zip(&tags.credits) {
        let artist = names.artist(writing, &credit.name).await?;
        let sql =
            "INSERT INTO track_artists (track, role, position, artist) VALUES ($1, $2, $3, $4)";
        run!(writing, {
            let query = sqlx::query(sql).bind(id.0).bind(credit.role.name()).bind(position);
            query.bind(artist.0)
        });
    }
    for genre in &tags.genres {
        let sql = "INSERT INTO track_genres (track, genre) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        run!(writing, sqlx::query(sql).bind(id.0).bind(stored(genre)));
    }
    let titles = [&tags.title, &tags.album].into_iter().flatten().chain(&tags.works);
    let people = tags.credits.iter().map(|credit| credit.name.as_str());
    let found_by = words(titles.map(String::as_str), people);
    let sql = "UPDATE tracks SET album = $1, words = $2, grouped = TRUE WHERE id = $3";
    run!(writing, sqlx::query(sql).bind(album.0).bind(&found_by).bind(id.0));
    Ok(())
}

/// Takes a track out of its album, and away from its artists and genres.
pub(crate) async fn leave(writing: &mut Writing, id: TrackId) -> Result<(), StoreError> {
    for sql in [
        "UPDATE albums SET stale = TRUE WHERE id = (SELECT album FROM tracks WHERE id = $1)",
        "DELETE FROM track_artists WHERE track = $1",
        "DELETE FROM track_genres WHERE track = $1",
    ] {
        run!(writing, sqlx::query(sql).bind(id.0));
    }
    Ok(())
}

async fn summarise(
    writing: &mut Writing,
    names: &mut Names,
    id: AlbumId,
) -> Result<(), StoreError> {
    let sql = "SELECT tags, path, duration_ms FROM tracks \
               WHERE album = $1 AND NOT missing ORDER BY disc, number, id";
    let rows: Vec<(String, String, i64)> =
        on!(writing, |db| sqlx::query_as(sql).bind(id.0).fetch_all(db).await?);
    let tags: Vec<Tags> =
        rows.iter().map(|row| serde_json::from_str(&row.0)).collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return empty(writing, id).await;
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let summary = AlbumSummary::of(&tags, folder(&rows[0].1));
    let duration_ms: i64 = rows.iter().map(|row| row.2).sum();

    let sql = "DELETE FROM album_artists WHERE album = $1";
    run!(writing, sqlx::query(sql).bind(id.0));
    for (position, name) in (0i64..).zip(&summary.artists) {
        let artist = names.artist(writing, name).await?;
        let sql = "INSERT INTO album_artists (album, position, artist) VALUES ($1, $2, $3)";
        run!(writing, { sqlx::query(sql).bind(id.0).bind(position).bind(artist.0) });
    }
    let people = summary.artists.iter().map(String::as_str);
    let found_by = words([summary.title.as_str()], people);
    let sql = "UPDATE albums SET title = $1, sort_text = $2, artist_text = $3, year = $4, \
               compilation = $5, track_count = $6, duration_ms = $7, words = $8, stale = FALSE WHERE id = $9";
    let artist_text = summary.artists.join(", ");
    run!(writing, {
        let query = sqlx::query(sql).bind(&summary.title).bind(&summary.sort_text);
        let query = query.bind(&artist_text).bind(summary.year.map(i64::from));
        let query = query.bind(summary.compilation).bind(count).bind(duration_ms);
        query.bind(&found_by).bind(id.0)
    });
    Ok(())
}

/// An album whose tracks are all gone keeps its identity, for the day they come back.
async fn empty(writing: &mut Writing, id: AlbumId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM album_artists WHERE album = $1",
        "UPDATE albums SET track_count = 0, duration_ms = 0, stale = FALSE WHERE id = $1",
    ] {
        run!(writing, sqlx::query(sql).bind(id.0));
    }
    Ok(())
}
