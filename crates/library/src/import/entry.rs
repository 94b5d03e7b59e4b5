//! One listen in any of the forms that exports give it.

use serde_json::{Map, Value};

use super::time;
use crate::Listen;

/// Spotify's own mark for a play: less was passed over.
const LEAST_PLAYED_MS: u64 = 30_000;

/// What an object of JSON says.
pub(super) enum Entry {
    Listen(Listen),
    /// Heard in a private session.
    Private,
}

/// The listen that an object tells of, if it tells of one.
pub(super) fn of(object: &Map<String, Value>) -> Option<Entry> {
    if let Some(Value::Object(metadata)) = object.get("track_metadata") {
        return listenbrainz(object, metadata);
    }
    if object.contains_key("master_metadata_track_name") || object.contains_key("endTime") {
        return spotify(object);
    }
    lastfm(object)
}

/// <https://listenbrainz.readthedocs.io/en/latest/users/json.html>
fn listenbrainz(object: &Map<String, Value>, metadata: &Map<String, Value>) -> Option<Entry> {
    let additional = metadata.get("additional_info").and_then(Value::as_object);
    let mapped = metadata.get("mbid_mapping").and_then(Value::as_object);
    let more = |name: &str| additional.and_then(|additional| text(additional, name));
    let recording =
        more("recording_mbid").or_else(|| mapped.and_then(|mapped| text(mapped, "recording_mbid")));
    Some(Entry::Listen(Listen {
        listened_ms: when(object, &["listened_at"])?,
        title: text(metadata, "track_name")?,
        artist: text(metadata, "artist_name")?,
        album: text(metadata, "release_name").unwrap_or_default(),
        recording,
        client: more("media_player").or_else(|| more("submission_client")).unwrap_or_default(),
        ..Listen::default()
    }))
}

/// Times are those of the end.
fn spotify(object: &Map<String, Value>) -> Option<Entry> {
    if object.get("incognito_mode") == Some(&Value::Bool(true)) {
        return Some(Entry::Private);
    }
    let first = |names: [&str; 2]| names.iter().find_map(|name| text(object, name));
    let played = ["ms_played", "msPlayed"].iter().find_map(|name| object.get(*name)?.as_u64());
    let ended_ms = when(object, &["ts", "endTime"])?;
    let played_ms = played.unwrap_or(0).min(crate::limits::MAX_DURATION_MS);
    let skipped = object.get("skipped") == Some(&Value::Bool(true));
    Some(Entry::Listen(Listen {
        listened_ms: ended_ms - i64::try_from(played_ms).ok()?,
        title: first(["master_metadata_track_name", "trackName"])?,
        artist: first(["master_metadata_album_artist_name", "artistName"])?,
        album: text(object, "master_metadata_album_album_name").unwrap_or_default(),
        client: "Spotify".to_owned(),
        played_ms: Some(played_ms),
        skipped: skipped || played_ms < LEAST_PLAYED_MS,
        ..Listen::default()
    }))
}

/// As the API's `user.getRecentTracks` names things, or as exporters flatten them.
fn lastfm(object: &Map<String, Value>) -> Option<Entry> {
    let playing = object.get("@attr").and_then(|attributes| attributes.get("nowplaying"));
    if playing.is_some() {
        return None;
    }
    Some(Entry::Listen(Listen {
        listened_ms: when(object, &["date", "uts", "timestamp", "time"])?,
        title: text(object, "track").or_else(|| text(object, "name"))?,
        artist: text(object, "artist")?,
        album: text(object, "album").unwrap_or_default(),
        recording: text(object, "mbid"),
        client: "Last.fm".to_owned(),
        ..Listen::default()
    }))
}

/// A text that says something; Last.fm puts some into an object.
fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match object.get(name)? {
        Value::String(text) => text,
        Value::Object(inside) => inside.get("#text").or_else(|| inside.get("name"))?.as_str()?,
        _ => return None,
    };
    let text = text.replace('\0', " ");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn when(object: &Map<String, Value>, names: &[&str]) -> Option<i64> {
    names.iter().find_map(|name| match object.get(*name)? {
        Value::Number(number) => time::of_number(number.as_i64()?),
        Value::String(text) => time::of_text(text),
        Value::Object(inside) => match inside.get("uts")? {
            Value::Number(number) => time::of_number(number.as_i64()?),
            uts => time::of_text(uts.as_str()?),
        },
        _ => None,
    })
}
