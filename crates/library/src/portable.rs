//! What a listener takes along, in forms that other houses read: listens as ListenBrainz has them. Playlists are written
//! by [`playlist_files`](crate::playlist_files).

use serde_json::{Map, Value, json};

use crate::Listen;

/// A listen as ListenBrainz exports it, to stand on a line of its own
/// (<https://listenbrainz.readthedocs.io/en/latest/users/json.html>).
#[must_use]
pub fn listenbrainz(listen: &Listen) -> Value {
    let mut info = Map::new();
    if let Some(recording) = &listen.recording {
        info.insert("recording_mbid".into(), recording.as_str().into());
    }
    if !listen.client.is_empty() {
        info.insert("media_player".into(), listen.client.as_str().into());
    }
    if let Some(played_ms) = listen.played_ms {
        info.insert("played_ms".into(), played_ms.into());
    }
    if listen.skipped {
        info.insert("skipped".into(), true.into());
    }
    let mut track = Map::new();
    track.insert("track_name".into(), listen.title.as_str().into());
    track.insert("artist_name".into(), listen.artist.as_str().into());
    if !listen.album.is_empty() {
        track.insert("release_name".into(), listen.album.as_str().into());
    }
    track.insert("additional_info".into(), info.into());
    json!({ "listened_at": listen.listened_ms.div_euclid(1_000), "track_metadata": track })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listen_is_one_line_with_what_was_told() {
        let listen = Listen {
            listened_ms: 1_700_000_000_999,
            title: "Largo".into(),
            artist: "Dvořák".into(),
            played_ms: Some(61_000),
            ..Listen::default()
        };
        let expected = "{\"listened_at\":1700000000,\"track_metadata\":{\"additional_info\":{\"played_ms\":61000},\
                        \"artist_name\":\"Dvořák\",\"track_name\":\"Largo\"}}";
        assert_eq!(listenbrainz(&listen).to_string(), expected);
    }
}
