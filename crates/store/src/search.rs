//! Full-text search: each engine's own index over the words that [`library::search_words`] cuts.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use library::{AlbumId, ArtistId, FolderId, Query, TrackId};
use sqlx::AssertSqlSafe;

use crate::catalogue::{Catalogue, page};
use crate::engine::{Engine, Store, Writing, run};
use crate::track_row::signed;
use crate::tracks::{from_one_row, one_row};
use crate::{Album, Artist, StoreError, Track};

/// What is searched.
#[derive(Clone, Copy)]
pub(crate) enum Shelf {
    Tracks,
    Albums,
    Artists,
}

impl Shelf {
    fn table(self) -> &'static str {
        match self {
            Shelf::Tracks => "track_search",
            Shelf::Albums => "album_search",
            Shelf::Artists => "artist_search",
        }
    }
}

/// Has something found by these words, and by no others.
pub(crate) async fn remember(
    writing: &mut Writing,
    shelf: Shelf,
    id: i64,
    words: &BTreeSet<String>,
) -> Result<(), StoreError> {
    let table = shelf.table();
    match writing {
        Writing::Sqlite(transaction) => {
            let sql = format!("INSERT OR REPLACE INTO {table} (rowid, words) VALUES ($1, $2)");
            let words = words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            let insert = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(words);
            insert.execute(&mut **transaction).await?;
        }
        Writing::Postgres(transaction) => {
            let sql = format!(
                "INSERT INTO {table} (rowid, words) VALUES ($1, array_to_tsvector($2)) \
                 ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"
            );
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let insert = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(words);
            insert.execute(&mut **transaction).await?;
        }
    }
    Ok(())
}

/// Has something no longer found.
pub(crate) async fn forget(writing: &mut Writing, shelf: Shelf, id: i64) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM {} WHERE rowid = $1", shelf.table());
    run!(writing, sqlx::query(AssertSqlSafe(sql)).bind(id));
    Ok(())
}

/// The part of a list that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many come before it.
    pub offset: u64,
    /// How many it holds at most.
    pub limit: u32,
}

impl Page {
    pub(crate) fn of(self, length: usize) -> Range<usize> {
        page(length, self.offset, self.limit)
    }
}

/// The parts that are wanted of all three shelves; none of any by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Of artists, by their names.
    pub artists: Page,
    /// Of albums, by their titles and artists.
    pub albums: Page,
    /// Of tracks, by their titles, albums and everybody named on them.
    pub tracks: Page,
    /// Only what lies in this music folder.
    pub folder: Option<FolderId>,
}

/// Binds what pages say, as `$2` to `$7`; the two engines' queries have no type in common.
macro_rules! bound {
    ($query:expr, $pages:expr) => {
        $query
            .bind(i64::from($pages.artists.limit))
            .bind(signed($pages.artists.offset))
            .bind(i64::from($pages.albums.limit))
            .bind(signed($pages.albums.offset))
            .bind(i64::from($pages.tracks.limit))
            .bind(signed($pages.tracks.offset))
    };
}

/// What was found on the three shelves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Artists.
    pub artists: Vec<Arc<Artist>>,
    /// Albums.
    pub albums: Vec<Arc<Album>>,
    /// Tracks.
    pub tracks: Vec<Track>,
}

impl Store {
    /// Tracks that are found, in order of identity from after `after` on, at most `limit`; a page
    /// costs the same wherever it begins. A query without terms finds everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_tracks(
        &self,
        query: &Query,
        after: Option<TrackId>,
        limit: u32,
    ) -> Result<Vec<Track>, StoreError> {
        if query.terms.is_empty() {
            return self.tracks_after(after, limit).await;
        }
        let ids = self.matching(Shelf::Tracks, query, after.map(|id| id.0), limit, 0).await?;
        self.tracks_by_id(&ids).await
    }

    /// Albums that are found by their title or artists; as [`Store::search_tracks`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_albums(
        &self,
        query: &Query,
        after: Option<AlbumId>,
        limit: u32,
    ) -> Result<Vec<Arc<Album>>, StoreError> {
        let catalogue = self.catalogue().await?;
        if query.terms.is_empty() {
            let start = catalogue.albums.partition_point(|album| Some(album.id) <= after);
            return Ok(catalogue.albums[page(catalogue.albums.len(), start as u64, limit)].to_vec());
        }
        let found = self.matching(Shelf::Albums, query, after.map(|id| id.0), limit, 0).await?;
        Ok(found.iter().filter_map(|id| catalogue.album(AlbumId(*id))).cloned().collect())
    }

    /// Artists that are found by their name; as [`Store::search_tracks`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_artists(
        &self,
        query: &Query,
        after: Option<ArtistId>,
        limit: u32,
    ) -> Result<Vec<Arc<Artist>>, StoreError> {
        let catalogue = self.catalogue().await?;
        if query.terms.is_empty() {
            let start = catalogue.artists.partition_point(|artist| Some(artist.id) <= after);
            return Ok(
                catalogue.artists[page(catalogue.artists.len(), start as u64, limit)].to_vec()
            );
        }
        let found = self.matching(Shelf::Artists, query, after.map(|id| id.0), limit, 0).await?;
        Ok(found.iter().filter_map(|id| catalogue.artist(ArtistId(*id))).cloned().collect())
    }

    /// Pages of the artists, albums and tracks that are found, each in order of identity, by one query
    /// for all three. A query without terms finds everything, at a cost that is the same wherever a page
    /// begins. In a single music folder all
    /// identities that are found are looked through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, query: &Query, pages: &Pages) -> Result<Found, StoreError> {
        if let Some(folder) = pages.folder {
            return self.find_inside(folder, query, pages).await;
        }
        let catalogue = self.catalogue().await?;
        if query.terms.is_empty() {
            let Catalogue { artists, albums, tracks, .. } = &*catalogue;
            let ids: Vec<i64> =
                tracks[pages.tracks.of(tracks.len())].iter().map(|track| track.id.0).collect();
            return Ok(Found {
                artists: artists[pages.artists.of(artists.len())].to_vec(),
                albums: albums[pages.albums.of(albums.len())].to_vec(),
                tracks: self.tracks_by_id(&ids).await?,
            });
        }
        let (artists, albums, tracks) = match &self.engine {
            Engine::Sqlite { readers, .. } => {
                let sql = concat!(
                    "SELECT \
                     (SELECT json_group_array(rowid) FROM (SELECT rowid FROM artist_search \
                     WHERE artist_search MATCH $1 ORDER BY rowid LIMIT $2 OFFSET $3)), \
                     (SELECT json_group_array(rowid) FROM (SELECT rowid FROM album_search \
                     WHERE album_search MATCH $1 ORDER BY rowid LIMIT $4 OFFSET $5)), (",
                    one_row!(
                        "id IN (SELECT rowid FROM track_search \
                         WHERE track_search MATCH $1 ORDER BY rowid LIMIT $6 OFFSET $7)"
                    ),
                    ")"
                );
                let select = bound!(sqlx::query_as(sql).bind(fts5(query)), pages);
                let (artists, albums, tracks): (String, String, Option<String>) =
                    select.fetch_one(&mut *readers.lend().await?).await?;
                let ids = |json: &str| serde_json::from_str::<Vec<i64>>(json);
                (ids(&artists)?, ids(&albums)?, from_one_row(tracks)?)
            }
            Engine::Postgres(pool) => {
                let sql = "SELECT \
                    ARRAY(SELECT rowid FROM artist_search WHERE words @@ $1::tsquery \
                    ORDER BY rowid LIMIT $2 OFFSET $3), \
                    ARRAY(SELECT rowid FROM album_search WHERE words @@ $1::tsquery \
                    ORDER BY rowid LIMIT $4 OFFSET $5), \
                    ARRAY(SELECT rowid FROM track_search WHERE words @@ $1::tsquery \
                    ORDER BY rowid LIMIT $6 OFFSET $7)";
                let select = bound!(sqlx::query_as(sql).bind(tsquery(query)), pages);
                let (artists, albums, tracks): (Vec<i64>, Vec<i64>, Vec<i64>) =
                    select.fetch_one(pool).await?;
                (artists, albums, self.tracks_by_id(&tracks).await?)
            }
        };
        let artist = |id: i64| catalogue.artist(ArtistId(id)).cloned();
        let album = |id: i64| catalogue.album(AlbumId(id)).cloned();
        Ok(Found {
            artists: artists.into_iter().filter_map(artist).collect(),
            albums: albums.into_iter().filter_map(album).collect(),
            tracks,
        })
    }

    /// The identities of tracks that [`Store::find`] finds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_tracks(
        &self,
        query: &Query,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<TrackId>, StoreError> {
        if query.terms.is_empty() {
            let tracks = &self.catalogue().await?.tracks;
            let page = page(tracks.len(), offset, limit);
            return Ok(tracks[page].iter().map(|track| track.id).collect());
        }
        let ids = self.matching(Shelf::Tracks, query, None, limit, offset).await?;
        Ok(ids.into_iter().map(TrackId).collect())
    }

    async fn matching(
        &self,
        shelf: Shelf,
        query: &Query,
        after: Option<i64>,
        limit: u32,
        offset: u64,
    ) -> Result<Vec<i64>, StoreError> {
        let (table, after, offset) = (shelf.table(), after.unwrap_or(0), signed(offset));
        Ok(match &self.engine {
            Engine::Sqlite { readers, .. } => {
                let sql = format!(
                    "SELECT rowid FROM {table} WHERE {table} MATCH $1 AND rowid > $2 \
                     ORDER BY rowid LIMIT $3 OFFSET $4"
                );
                let select = sqlx::query_scalar(AssertSqlSafe(sql)).bind(fts5(query)).bind(after);
                let select = select.bind(i64::from(limit)).bind(offset);
                select.fetch_all(&mut *readers.lend().await?).await?
            }
            Engine::Postgres(pool) => {
                let sql = format!(
                    "SELECT rowid FROM {table} WHERE words @@ $1::tsquery AND rowid > $2 \
                     ORDER BY rowid LIMIT $3 OFFSET $4"
                );
                let select =
                    sqlx::query_scalar(AssertSqlSafe(sql)).bind(tsquery(query)).bind(after);
                select.bind(i64::from(limit)).bind(offset).fetch_all(pool).await?
            }
        })
    }
}

/// Terms hold letters and digits only, so that quotation marks are all the care they need.
fn fts5(query: &Query) -> String {
    let term =
        |term: &library::Term| format!("\"{}\"{}", term.text, if term.prefix { "*" } else { "" });
    query.terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
}

fn tsquery(query: &Query) -> String {
    let term =
        |term: &library::Term| format!("'{}'{}", term.text, if term.prefix { ":*" } else { "" });
    query.terms.iter().map(term).collect::<Vec<_>>().join(" & ")
}
