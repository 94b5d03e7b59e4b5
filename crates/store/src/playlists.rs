//! Playlists: tracks in an order of their own, or rules that find them.

mod writing;

use library::{PlaylistEdit, PlaylistId, Rules, TrackId, UserId, limits};

use crate::StoreError;
use crate::engine::{Store, on, reading, run};
use crate::list_files::{part, part_for_ever};
use crate::track_row::stored;
use writing::{touch, tracks_now, write_tracks};

pub(crate) use writing::{NewPlaylist, insert_playlist, remove_playlist, rewrite_playlist};

/// A playlist without its tracks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playlist {
    /// Its identity.
    pub id: PlaylistId,
    /// Whose it is.
    pub owner: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// Its name.
    pub name: String,
    /// A remark.
    pub comment: String,
    /// Whether the others of the house see it.
    pub public: bool,
    /// The rules that find its tracks, if it is a smart one.
    pub rules: Option<Rules>,
    /// How many of its tracks are there; 0 for a smart one, whose tracks must be found first.
    pub track_count: i64,
    /// How long they play, in milliseconds.
    pub duration_ms: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was changed last, in milliseconds since 1970.
    pub changed_ms: i64,
}

/// What is changed about a playlist besides its tracks; what is not told stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlaylistChange<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// Its remark.
    pub comment: Option<&'a str>,
    /// Whether the others of the house see it.
    pub public: Option<bool>,
}

type Columns = (i64, i64, String, String, String, bool, Option<String>, i64, i64, i64, i64);

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT playlists.id, owner, users.name, playlists.name, comment, public, rules, ",
            "(SELECT count(*) FROM playlist_tracks JOIN tracks ON track = tracks.id ",
            "WHERE playlist = playlists.id AND NOT missing), ",
            "(SELECT CAST(COALESCE(sum(duration_ms), 0) AS BIGINT) FROM playlist_tracks ",
            "JOIN tracks ON track = tracks.id WHERE playlist = playlists.id AND NOT missing), ",
            "playlists.created_ms, changed_ms FROM playlists JOIN users ON owner = users.id ",
            $rest
        )
    };
}

impl Store {
    /// A listener's playlists and those that others let them see, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn playlists(&self, viewer: UserId) -> Result<Vec<Playlist>, StoreError> {
        let sql = columns!("WHERE owner = $1 OR public ORDER BY playlists.id");
        let rows: Vec<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(viewer.0).fetch_all(db).await?);
        let mut playlists: Vec<Playlist> =
            rows.into_iter().map(playlist).collect::<Result<_, _>>()?;
        playlists.sort_by_cached_key(|playlist| library::sort_text(&playlist.name));
        Ok(playlists)
    }

    /// One playlist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn playlist(&self, id: PlaylistId) -> Result<Option<Playlist>, StoreError> {
        let sql = columns!("WHERE playlists.id = $1");
        let row: Option<Columns> =
            reading!(self, |db| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await?);
        row.map(playlist).transpose()
    }

    /// A playlist's tracks in order, those among them whose files are gone included: places count them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn playlist_tracks(&self, id: PlaylistId) -> Result<Vec<TrackId>, StoreError> {
        let sql = "SELECT track FROM playlist_tracks WHERE playlist = $1 ORDER BY position";
        let rows: Vec<i64> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(id.0).fetch_all(db).await?);
        Ok(rows.into_iter().map(TrackId).collect())
    }

    /// Makes a playlist.
    ///
    /// # Errors
    /// [`StoreError::TooMany`], and when a track or the listener is not there.
    pub async fn make_playlist(
        &self,
        owner: UserId,
        name: &str,
        tracks: &[TrackId],
        now_ms: i64,
    ) -> Result<PlaylistId, StoreError> {
        let mut writing = self.write().await?;
        let new = NewPlaylist { name: name.to_owned(), comment: String::new(), public: false };
        let id = insert_playlist(&mut writing, owner, &new, tracks, now_ms).await?;
        writing.keep().await?;
        Ok(id)
    }

    /// Makes a playlist whose tracks are found by rules.
    ///
    /// # Errors
    /// When the listener is not there.
    pub async fn make_smart_playlist(
        &self,
        owner: UserId,
        name: &str,
        rules: &Rules,
        now_ms: i64,
    ) -> Result<PlaylistId, StoreError> {
        let id = self.make_playlist(owner, name, &[], now_ms).await?;
        self.set_rules(id, rules, now_ms).await?;
        Ok(id)
    }

    /// Gives a playlist rules in the place of its tracks or rules.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`].
    pub async fn set_rules(
        &self,
        id: PlaylistId,
        rules: &Rules,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        part(&mut writing, id).await?;
        touch(&mut writing, id, now_ms).await?;
        let sql = "UPDATE playlists SET rules = $1 WHERE id = $2";
        let rules = rules.to_json();
        run!(&mut writing, sqlx::query(sql).bind(&rules).bind(id.0));
        let sql = "DELETE FROM playlist_tracks WHERE playlist = $1";
        run!(&mut writing, sqlx::query(sql).bind(id.0));
        writing.keep().await
    }

    /// A playlist's tracks: those it was given, or those that its rules find for its owner at a time in
    /// milliseconds since 1970. A random order is another one each day.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`], and as [`Store::history`].
    pub async fn tracks_in(&self, id: PlaylistId, now_ms: i64) -> Result<Vec<TrackId>, StoreError> {
        let playlist = self.playlist(id).await?.ok_or(StoreError::NoSuchThing("playlist"))?;
        match playlist.rules {
            Some(rules) => {
                let day = now_ms.div_euclid(86_400_000).unsigned_abs();
                self.tracks_by_rules(&rules, playlist.owner, now_ms, day).await
            }
            None => self.playlist_tracks(id).await,
        }
    }

    /// Changes what a playlist says of itself.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`].
    pub async fn change_playlist(
        &self,
        id: PlaylistId,
        change: PlaylistChange<'_>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        let (name, comment) = (change.name.map(short), change.comment.map(short));
        // Players send what they show, changed or not. Who may see it is the house's affair, not the file's.
        let sql = "SELECT name <> COALESCE($1, name) OR comment <> COALESCE($2, comment) \
                   FROM playlists WHERE id = $3";
        let differs: Option<bool> = on!(&mut writing, |db| {
            let query = sqlx::query_scalar(sql).bind(&name).bind(&comment).bind(id.0);
            query.fetch_optional(db).await?
        });
        if differs == Some(true) {
            part(&mut writing, id).await?;
        }
        let sql = "UPDATE playlists SET name = COALESCE($1, name), comment = COALESCE($2, comment), \
                   public = COALESCE($3, public) WHERE id = $4";
        run!(&mut writing, {
            sqlx::query(sql).bind(&name).bind(&comment).bind(change.public).bind(id.0)
        });
        touch(&mut writing, id, now_ms).await?;
        writing.keep().await
    }

    /// Changes a playlist's tracks, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`], [`StoreError::HasRules`], [`StoreError::TooMany`], and when a track is
    /// not there.
    pub async fn edit_playlist(
        &self,
        id: PlaylistId,
        edit: PlaylistEdit,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        part(&mut writing, id).await?;
        // Before anything is read, for it makes other edits of this playlist wait.
        touch(&mut writing, id, now_ms).await?;
        let sql = "SELECT rules IS NULL FROM playlists WHERE id = $1";
        let plain: bool =
            on!(&mut writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_one(db).await?);
        if !plain {
            return Err(StoreError::HasRules);
        }
        let before = tracks_now(&mut writing, id).await?;
        let after = edit.applied(before.clone());
        write_tracks(&mut writing, id, &before, &after).await?;
        writing.keep().await
    }

    /// Deletes a playlist.
    ///
    /// # Errors
    /// [`StoreError::NoSuchThing`].
    pub async fn delete_playlist(&self, id: PlaylistId) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        part_for_ever(&mut writing, id).await?;
        if !remove_playlist(&mut writing, id).await? {
            return Err(StoreError::NoSuchThing("playlist"));
        }
        writing.keep().await
    }
}

fn playlist(row: Columns) -> Result<Playlist, StoreError> {
    let (id, owner, owner_name, name, comment, public, rules, count, duration, created, changed) =
        row;
    Ok(Playlist {
        id: PlaylistId(id),
        owner: UserId(owner),
        owner_name,
        name,
        comment,
        public,
        rules: rules.map(|rules| serde_json::from_str(&rules)).transpose()?,
        track_count: count,
        duration_ms: duration,
        created_ms: created,
        changed_ms: changed,
    })
}

/// Text as it is kept: not longer than any tag.
pub(crate) fn short(text: &str) -> String {
    stored(&text.chars().take(limits::MAX_TEXT).collect::<String>())
}
