//! Phase 4 of a scan: tracks are put into their albums and linked with their artists and genres.
//!
//! Both steps take what is marked (`tracks.grouped`, `albums.stale`) until nothing is, so that a scan
//! that was broken off goes on where it stood.

use library::{AlbumKey, AlbumSummary, Tags, TrackId, folder};
use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::engine::{Store, Writing, on, reading, run, run_all};
use crate::list_files::tracks_came;
use crate::names::{Names, words};
use crate::track_row::stored;
use crate::tracks::listed;

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
            group(&mut writing, &mut names, &waiting).await?;
            tracks_came(&mut writing).await?;
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
            summarise(&mut writing, &mut names, &stale).await?;
            writing.keep().await?;
        }
    }
}

async fn group(
    writing: &mut Writing,
    names: &mut Names,
    waiting: &[Waiting],
) -> Result<(), StoreError> {
    let (mut tracks, mut artists, mut genres) = (Vec::new(), Vec::new(), Vec::new());
    for Waiting { id, folder, tags, added_ms, was_grouped } in waiting {
        let album = names.album(writing, AlbumKey::of(tags, folder), *added_ms).await?;
        if *was_grouped {
            leave(writing, *id).await?;
        }
        for (position, credit) in (0i64..).zip(&tags.credits) {
            let artist = names.artist(writing, &credit.name).await?;
            artists.push((id.0, credit.role.name(), position, artist.0));
        }
        genres.extend(tags.genres.iter().map(|genre| (id.0, stored(genre))));
        let titles = [&tags.title, &tags.album].into_iter().flatten().chain(&tags.works);
        let people = tags.credits.iter().map(|credit| credit.name.as_str());
        tracks.push((id.0, album.0, words(titles.map(String::as_str), people)));
    }
    run_all!(
        writing,
        artists,
        "INSERT INTO track_artists (track, role, position, artist) ",
        |values, (track, role, position, artist)| {
            values.push_bind(*track).push_bind(*role).push_bind(*position).push_bind(*artist)
        },
        ""
    );
    run_all!(
        writing,
        genres,
        "INSERT INTO track_genres (track, genre) ",
        |values, (track, genre)| values.push_bind(*track).push_bind(genre.as_str()),
        " ON CONFLICT DO NOTHING"
    );
    run_all!(
        writing,
        tracks,
        "UPDATE tracks SET album = given.column2, words = given.column3, grouped = TRUE FROM (",
        |values, (id, album, words)| {
            values.push_bind(*id).push_bind(*album).push_bind(words.as_str())
        },
        ") AS given WHERE id = given.column1"
    );
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

/// What an album is made of.
struct Made {
    id: i64,
    tags: Vec<Tags>,
    /// Where its first track lies.
    folder: String,
    duration_ms: i64,
}

/// Albums, without those that have no track left.
async fn made_of(writing: &mut Writing, albums: &[i64]) -> Result<Vec<Made>, StoreError> {
    let sql = format!(
        "SELECT album, tags, path, duration_ms FROM tracks \
         WHERE album IN ({}) AND NOT missing ORDER BY album, disc, number, id",
        listed(albums)
    );
    let rows: Vec<(i64, String, String, i64)> = on!(writing, |db| {
        sqlx::query_as(AssertSqlSafe(sql)).persistent(false).fetch_all(db).await?
    });
    let mut made: Vec<Made> = Vec::new();
    for (id, tags, path, duration_ms) in rows {
        if made.last().is_none_or(|album| album.id != id) {
            let folder = folder(&path).to_owned();
            made.push(Made { id, tags: Vec::new(), folder, duration_ms: 0 });
        }
        if let Some(album) = made.last_mut() {
            album.tags.push(serde_json::from_str(&tags)?);
            album.duration_ms += duration_ms;
        }
    }
    Ok(made)
}

async fn summarise(
    writing: &mut Writing,
    names: &mut Names,
    stale: &[i64],
) -> Result<(), StoreError> {
    let (mut albums, mut artists) = (Vec::new(), Vec::new());
    for made in made_of(writing, stale).await? {
        let summary = AlbumSummary::of(&made.tags, &made.folder);
        for (position, name) in (0i64..).zip(&summary.artists) {
            artists.push((made.id, position, names.artist(writing, name).await?.0));
        }
        albums.push((made, summary));
    }
    // One whose tracks are all gone keeps its identity, for the day they come back.
    let stale = listed(stale);
    for sql in [
        format!("DELETE FROM album_artists WHERE album IN ({stale})"),
        format!(
            "UPDATE albums SET track_count = 0, duration_ms = 0, stale = FALSE WHERE id IN ({stale})"
        ),
    ] {
        run!(writing, sqlx::query(AssertSqlSafe(sql)).persistent(false));
    }
    run_all!(
        writing,
        artists,
        "INSERT INTO album_artists (album, position, artist) ",
        |values, (album, position, artist)| {
            values.push_bind(*album).push_bind(*position).push_bind(*artist)
        },
        ""
    );
    run_all!(
        writing,
        albums,
        "UPDATE albums SET title = given.column2, sort_text = given.column3, artist_text = given.column4, \
         year = given.column5, compilation = given.column6, track_count = given.column7, \
         duration_ms = given.column8, words = given.column9 FROM (",
        |values, (made, summary)| {
            let count = i64::try_from(made.tags.len()).unwrap_or(i64::MAX);
            let people = summary.artists.iter().map(String::as_str);
            values
                .push_bind(made.id)
                .push_bind(summary.title.as_str())
                .push_bind(summary.sort_text.as_str())
                .push_bind(summary.artists.join(", "))
                .push_bind(summary.year.map(i64::from))
                .push_bind(summary.compilation)
                .push_bind(count)
                .push_bind(made.duration_ms)
                .push_bind(words([summary.title.as_str()], people))
        },
        ") AS given WHERE id = given.column1"
    );
    Ok(())
}
