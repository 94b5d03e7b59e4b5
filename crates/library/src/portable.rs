//! What a listener takes along, in forms that other houses read: listens as ListenBrainz has them, playlists as JSPF.

use serde_json::{Map, Value, json};

use crate::{Listen, Role, Tags};

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

/// A playlist as JSPF (<https://www.xspf.org/jspf>); tracks are known by their names and, where it is told, the
/// MusicBrainz recording, for paths mean nothing elsewhere.
pub fn jspf<'t>(
    (title, remark): (&str, &str),
    tracks: impl IntoIterator<Item = (&'t Tags, u64)>,
) -> Value {
    let tracks: Vec<Value> = tracks.into_iter().map(|(tags, ms)| jspf_track(tags, ms)).collect();
    let mut playlist = Map::new();
    playlist.insert("title".into(), title.into());
    if !remark.is_empty() {
        playlist.insert("annotation".into(), remark.into());
    }
    playlist.insert("track".into(), tracks.into());
    json!({ "playlist": playlist })
}

fn jspf_track(tags: &Tags, duration_ms: u64) -> Value {
    let mut track = Map::new();
    track.insert("title".into(), tags.title.as_deref().unwrap_or_default().into());
    let artists: Vec<&str> = tags.names(Role::Artist).collect();
    track.insert("creator".into(), artists.join(", ").into());
    if let Some(album) = &tags.album {
        track.insert("album".into(), album.as_str().into());
    }
    track.insert("duration".into(), duration_ms.into());
    if let Some(recording) = &tags.musicbrainz.recording {
        let identifier = format!("https://musicbrainz.org/recording/{recording}");
        track.insert("identifier".into(), vec![identifier].into());
    }
    track.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credit;

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

    #[test]
    fn a_playlist_names_its_tracks() {
        let credit = |name: &str| Credit { role: Role::Artist, name: name.into() };
        let mut tags = Tags {
            title: Some("Air".into()),
            credits: vec![credit("Ann"), credit("Bob")],
            ..Tags::default()
        };
        tags.musicbrainz.recording = Some("6c0f".into());
        let playlist = jspf(("Calm", ""), [(&tags, 9_000)]);
        let track = &playlist["playlist"]["track"][0];
        assert_eq!(playlist["playlist"]["title"], "Calm");
        assert_eq!((&track["creator"], &track["duration"]), (&json!("Ann, Bob"), &json!(9_000)));
        assert_eq!(track["identifier"][0], "https://musicbrainz.org/recording/6c0f");
    }
}
