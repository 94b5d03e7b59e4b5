//! Playlists within what is being written.

use library::{PlaylistId, TrackId, UserId, limits};

use super::short;
use crate::StoreError;
use crate::engine::{Writing, on, run};

/// A playlist to be, without its tracks.
pub(crate) struct NewPlaylist {
    pub(crate) name: String,
    pub(crate) comment: String,
    pub(crate) public: bool,
}

/// Makes a playlist within what is being written.
pub(crate) async fn insert_playlist(
    writing: &mut Writing,
    owner: UserId,
    new: &NewPlaylist,
    tracks: &[TrackId],
    now_ms: i64,
) -> Result<PlaylistId, StoreError> {
    let sql = "INSERT INTO playlists (owner, name, comment, public, created_ms, changed_ms) \
               VALUES ($1, $2, $3, $4, $5, $5) RETURNING id";
    let (name, comment) = (short(&new.name), short(&new.comment));
    let id: i64 = on!(writing, |db| {
        let query = sqlx::query_scalar(sql).bind(owner.0).bind(&name).bind(&comment);
        query.bind(new.public).bind(now_ms).fetch_one(db).await?
    });
    write_tracks(writing, PlaylistId(id), &[], tracks).await?;
    Ok(PlaylistId(id))
}

/// Makes a playlist what it is told to be, but for who sees it; the same told again is no change.
pub(crate) async fn rewrite_playlist(
    writing: &mut Writing,
    id: PlaylistId,
    new: &NewPlaylist,
    tracks: &[TrackId],
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE playlists SET name = $1, comment = $2 \
               WHERE id = $3 AND (name <> $1 OR comment <> $2) RETURNING id";
    let (name, comment) = (short(&new.name), short(&new.comment));
    let renamed: Option<i64> = on!(writing, |db| {
        sqlx::query_scalar(sql).bind(&name).bind(&comment).bind(id.0).fetch_optional(db).await?
    });
    let before = tracks_now(writing, id).await?;
    if renamed.is_some() || before != tracks {
        touch(writing, id, now_ms).await?;
        write_tracks(writing, id, &before, tracks).await?;
    }
    Ok(())
}

/// Deletes a playlist with the marks on it; answers whether it was there.
pub(crate) async fn remove_playlist(
    writing: &mut Writing,
    id: PlaylistId,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM marks WHERE kind = 'playlist' AND item = $1";
    run!(writing, sqlx::query(sql).bind(id.0));
    let sql = "DELETE FROM playlists WHERE id = $1 RETURNING id";
    let done: Option<i64> =
        on!(writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_optional(db).await?);
    Ok(done.is_some())
}

pub(super) async fn tracks_now(
    writing: &mut Writing,
    id: PlaylistId,
) -> Result<Vec<TrackId>, StoreError> {
    let sql = "SELECT track FROM playlist_tracks WHERE playlist = $1 ORDER BY position";
    let rows: Vec<i64> =
        on!(writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_all(db).await?);
    Ok(rows.into_iter().map(TrackId).collect())
}

/// Tells that a playlist changed, which must be there.
pub(super) async fn touch(
    writing: &mut Writing,
    id: PlaylistId,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE playlists SET changed_ms = $1 WHERE id = $2 RETURNING id";
    let done: Option<i64> = on!(writing, |db| {
        sqlx::query_scalar(sql).bind(now_ms).bind(id.0).fetch_optional(db).await?
    });
    done.map(drop).ok_or(StoreError::NoSuchThing("playlist"))
}

/// Writes what comes after the part that stays the same: to add at the end costs what is added.
pub(super) async fn write_tracks(
    writing: &mut Writing,
    id: PlaylistId,
    before: &[TrackId],
    after: &[TrackId],
) -> Result<(), StoreError> {
    let limit = limits::MAX_PLAYLIST_TRACKS;
    if after.len() > limit {
        return Err(StoreError::TooMany { what: "a playlist", limit });
    }
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    // The list may have lost tracks since: counted anew, no position comes twice.
    let sql = "DELETE FROM playlist_tracks WHERE playlist = $1 AND position NOT IN \
               (SELECT position FROM playlist_tracks WHERE playlist = $1 ORDER BY position LIMIT $2)";
    let kept = i64::try_from(same).unwrap_or(i64::MAX);
    run!(writing, sqlx::query(sql).bind(id.0).bind(kept));
    let sql = "SELECT COALESCE(max(position), -1) FROM playlist_tracks WHERE playlist = $1";
    let last: i64 = on!(writing, |db| sqlx::query_scalar(sql).bind(id.0).fetch_one(db).await?);
    for (position, track) in (last + 1..).zip(&after[same..]) {
        let sql = "INSERT INTO playlist_tracks (playlist, position, track) VALUES ($1, $2, $3)";
        run!(writing, sqlx::query(sql).bind(id.0).bind(position).bind(track.0));
    }
    Ok(())
}
