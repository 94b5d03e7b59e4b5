//! Albums and artists by their keys; each is made when it is first named.

use std::collections::HashMap;

use library::{AlbumId, AlbumKey, ArtistId, ArtistKey, search_words, sort_text};

use crate::StoreError;
use crate::engine::{Writing, on};
use crate::track_row::stored;

/// What this scan has looked up already: most tracks name whom the last one named.
#[derive(Default)]
pub(crate) struct Names {
    artists: HashMap<ArtistKey, ArtistId>,
    albums: HashMap<AlbumKey, AlbumId>,
}

impl Names {
    pub(crate) async fn artist(
        &mut self,
        writing: &mut Writing,
        name: &str,
    ) -> Result<ArtistId, StoreError> {
        let key = ArtistKey::of(name);
        if let Some(id) = self.artists.get(&key) {
            return Ok(*id);
        }
        let sql = "INSERT INTO artists (key, name, sort_text, words) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (key) DO UPDATE SET words = excluded.words RETURNING id";
        let (stored_key, sorted) = (stored(key.as_str()), sort_text(name));
        let words = words([name], []);
        let id: i64 = on!(writing, |db| {
            let query = sqlx::query_scalar(sql).bind(&stored_key).bind(name).bind(&sorted);
            query.bind(&words).fetch_one(db).await?
        });
        self.artists.insert(key, ArtistId(id));
        Ok(ArtistId(id))
    }

    /// The album of a key, stale from now on, for a track is about to change in it.
    pub(crate) async fn album(
        &mut self,
        writing: &mut Writing,
        key: AlbumKey,
        added_ms: i64,
    ) -> Result<AlbumId, StoreError> {
        if let Some(id) = self.albums.get(&key) {
            return Ok(*id);
        }
        let sql = "INSERT INTO albums (key, title, sort_text, artist_text, compilation, track_count, \
                   duration_ms, added_ms, stale) VALUES ($1, '', '', '', FALSE, 0, 0, $2, TRUE) \
                   ON CONFLICT (key) DO UPDATE SET stale = TRUE RETURNING id";
        let stored_key = stored(key.as_str());
        let id: i64 = on!(writing, |db| {
            sqlx::query_scalar(sql).bind(&stored_key).bind(added_ms).fetch_one(db).await?
        });
        self.albums.insert(key, AlbumId(id));
        Ok(AlbumId(id))
    }
}

/// The words by which something is found, by its titles and the people it names, parted by spaces.
pub(crate) fn words<'t>(
    titles: impl IntoIterator<Item = &'t str>,
    names: impl IntoIterator<Item = &'t str>,
) -> String {
    Vec::from_iter(search_words(titles.into_iter().chain(names))).join(" ")
}
