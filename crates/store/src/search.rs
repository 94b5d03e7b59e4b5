//! Full-text search: each engine's own index over the words that [`library::search_words`] cuts.

use std::collections::BTreeSet;
use std::sync::Arc;

use library::{AlbumId, ArtistId, Query, TrackId};
use sqlx::AssertSqlSafe;

use crate::catalogue::page;
use crate::engine::{Engine, Store, Writing, run};
use crate::track_row::signed;
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

    /// Tracks that are found, from the `offset`th on, in the order of [`Store::search_tracks`]. A query
    /// without terms finds everything, at a cost that is the same wherever the page begins.
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
            let catalogue = self.catalogue().await?;
            let page = page(catalogue.tracks.len(), offset, limit);
            return Ok(catalogue.tracks[page].iter().map(|track| track.id).collect());
        }
        let ids = self.matching(Shelf::Tracks, query, None, limit, offset).await?;
        Ok(ids.into_iter().map(TrackId).collect())
    }

    /// Albums that are found, as [`Store::find_tracks`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_albums(
        &self,
        query: &Query,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<Arc<Album>>, StoreError> {
        let catalogue = self.catalogue().await?;
        if query.terms.is_empty() {
            return Ok(catalogue.albums[page(catalogue.albums.len(), offset, limit)].to_vec());
        }
        let found = self.matching(Shelf::Albums, query, None, limit, offset).await?;
        Ok(found.iter().filter_map(|id| catalogue.album(AlbumId(*id))).cloned().collect())
    }

    /// Artists that are found, as [`Store::find_tracks`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_artists(
        &self,
        query: &Query,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<Arc<Artist>>, StoreError> {
        let catalogue = self.catalogue().await?;
        if query.terms.is_empty() {
            return Ok(catalogue.artists[page(catalogue.artists.len(), offset, limit)].to_vec());
        }
        let found = self.matching(Shelf::Artists, query, None, limit, offset).await?;
        Ok(found.iter().filter_map(|id| catalogue.artist(ArtistId(*id))).cloned().collect())
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
                let select = sqlx::query_scalar(AssertSqlSafe(sql)).bind(fts5(query));
                select.bind(after).bind(i64::from(limit)).bind(offset).fetch_all(readers).await?
            }
            Engine::Postgres(pool) => {
                let sql = format!(
                    "SELECT rowid FROM {table} WHERE words @@ $1::tsquery AND rowid > $2 \
                     ORDER BY rowid LIMIT $3 OFFSET $4"
                );
                let select = sqlx::query_scalar(AssertSqlSafe(sql)).bind(tsquery(query));
                select.bind(after).bind(i64::from(limit)).bind(offset).fetch_all(pool).await?
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
