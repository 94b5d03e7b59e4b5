//! Where a listener is: the play queue, bookmarks, and what plays now.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use library::{PlayQueue, TrackId, UserId, limits};

use crate::StoreError;
use crate::engine::{Store, reading, run};
use crate::playlists::short;
use crate::vault::Place;

const QUEUE: Place = Place { table: "play_queues", column: "payload", row: 0 };
/// Players of one listener that are remembered at most.
const MAX_PLAYERS: usize = 16;

/// A place in a track to go on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The track.
    pub track: TrackId,
    /// How far it is, in milliseconds.
    pub position_ms: i64,
    /// A remark.
    pub comment: String,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was changed last, in milliseconds since 1970.
    pub changed_ms: i64,
}

/// What somebody hears now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NowPlaying {
    /// Who.
    pub user: UserId,
    /// With what.
    pub client: String,
    /// The track.
    pub track: TrackId,
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
    /// When it is over at the latest, in milliseconds since 1970.
    pub until_ms: i64,
}

/// Never written down: by listener and client.
#[derive(Debug, Default)]
pub(crate) struct Players(Mutex<BTreeMap<(UserId, String), NowPlaying>>);

impl Store {
    /// Keeps a listener's play queue in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError::TooMany`]; [`StoreError::Locked`] before [`Store::unlocked`].
    pub async fn save_play_queue(&self, user: UserId, queue: &PlayQueue) -> Result<(), StoreError> {
        let limit = limits::MAX_PLAYLIST_TRACKS;
        if queue.tracks.len() > limit {
            return Err(StoreError::TooMany { what: "a play queue", limit });
        }
        let key = self.data_key(user).await?;
        let payload = key.seal(&QUEUE, &serde_json::to_vec(queue)?)?;
        let sql = "INSERT INTO play_queues (user_id, payload) VALUES ($1, $2) \
                   ON CONFLICT (user_id) DO UPDATE SET payload = excluded.payload";
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(user.0).bind(&payload));
        writing.keep().await
    }

    /// A listener's play queue, if one was kept.
    ///
    /// # Errors
    /// [`StoreError::Locked`] before [`Store::unlocked`].
    pub async fn play_queue(&self, user: UserId) -> Result<Option<PlayQueue>, StoreError> {
        let sql = "SELECT payload FROM play_queues WHERE user_id = $1";
        let payload: Option<Vec<u8>> =
            reading!(self, |db| sqlx::query_scalar(sql).bind(user.0).fetch_optional(db).await?);
        let Some(payload) = payload else { return Ok(None) };
        let opened = self.data_key(user).await?.open(&QUEUE, &payload)?;
        Ok(Some(serde_json::from_slice(&opened)?))
    }

    /// Sets a listener's bookmark in a track.
    ///
    /// # Errors
    /// When the track is not there, or the database fails.
    pub async fn set_bookmark(
        &self,
        user: UserId,
        track: TrackId,
        position_ms: i64,
        comment: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO bookmarks (user_id, track, position_ms, comment, created_ms, changed_ms) \
                   VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (user_id, track) DO UPDATE SET \
                   position_ms = excluded.position_ms, comment = excluded.comment, \
                   changed_ms = excluded.changed_ms";
        let comment = short(comment);
        let mut writing = self.write().await?;
        run!(&mut writing, {
            let query = sqlx::query(sql).bind(user.0).bind(track.0).bind(position_ms.max(0));
            query.bind(&comment).bind(now_ms)
        });
        writing.keep().await
    }

    /// Takes a bookmark away; one that is not there is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_bookmark(&self, user: UserId, track: TrackId) -> Result<(), StoreError> {
        let sql = "DELETE FROM bookmarks WHERE user_id = $1 AND track = $2";
        let mut writing = self.write().await?;
        run!(&mut writing, sqlx::query(sql).bind(user.0).bind(track.0));
        writing.keep().await
    }

    /// A listener's bookmarks, the last changed first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bookmarks(&self, user: UserId) -> Result<Vec<Bookmark>, StoreError> {
        let sql = "SELECT track, position_ms, comment, created_ms, changed_ms FROM bookmarks \
                   WHERE user_id = $1 ORDER BY changed_ms DESC, track";
        let rows: Vec<(i64, i64, String, i64, i64)> =
            reading!(self, |db| sqlx::query_as(sql).bind(user.0).fetch_all(db).await?);
        let bookmark = |(track, position_ms, comment, created_ms, changed_ms)| {
            let track = TrackId(track);
            Bookmark { track, position_ms, comment, created_ms, changed_ms }
        };
        Ok(rows.into_iter().map(bookmark).collect())
    }

    /// Tells what somebody hears now. In memory only, and not at all while they listen in private or
    /// want no history.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn now_plays(&self, playing: NowPlaying) -> Result<(), StoreError> {
        if !self.keeps_history(playing.user, playing.started_ms).await? {
            self.stops_playing(playing.user, &playing.client);
            return Ok(());
        }
        let mut players = self.players.0.lock().unwrap_or_else(PoisonError::into_inner);
        players.retain(|_, other| other.until_ms > playing.started_ms);
        let key = (playing.user, short(&playing.client));
        let of_user = players.keys().filter(|other| other.0 == playing.user).count();
        if of_user < MAX_PLAYERS || players.contains_key(&key) {
            players.insert(key, playing);
        }
        Ok(())
    }

    /// Tells that a client stopped.
    pub fn stops_playing(&self, user: UserId, client: &str) {
        let mut players = self.players.0.lock().unwrap_or_else(PoisonError::into_inner);
        players.remove(&(user, short(client)));
    }

    /// What is heard in the house at a time in milliseconds since 1970, the last begun first.
    #[must_use]
    pub fn now_playing(&self, now_ms: i64) -> Vec<NowPlaying> {
        let players = self.players.0.lock().unwrap_or_else(PoisonError::into_inner);
        let playing = players.values().filter(|playing| playing.until_ms > now_ms);
        let mut playing: Vec<NowPlaying> = playing.cloned().collect();
        playing.sort_by_key(|playing| std::cmp::Reverse(playing.started_ms));
        playing
    }
}
