//! JSPF (<https://www.xspf.org/jspf>), as ListenBrainz writes and reads it: recordings are identifiers that begin with
//! <https://musicbrainz.org/recording/>.

use serde_json::{Map, Value, json};

use super::{Entry, PlaylistFile, PlaylistFileError, uri};

pub(super) const RECORDING: &str = "https://musicbrainz.org/recording/";

pub(super) fn read(text: &str) -> Result<PlaylistFile, PlaylistFileError> {
    let whole: Value = serde_json::from_str(text)
        .map_err(|error| PlaylistFileError::Unknown(error.to_string()))?;
    let missing = || PlaylistFileError::Unknown("it has no playlist".into());
    let list = whole.get("playlist").and_then(Value::as_object).ok_or_else(missing)?;
    let (title, remark) = (text_of(list, "title"), text_of(list, "annotation"));
    let mut found = PlaylistFile { title, remark, entries: Vec::new() };
    for track in list.get("track").and_then(Value::as_array).into_iter().flatten() {
        if let Some(track) = track.as_object() {
            found.keep(entry(track))?;
        }
    }
    Ok(found)
}

fn entry(track: &Map<String, Value>) -> Entry {
    let recording = texts(track, "identifier").find_map(recording_of);
    Entry {
        path: texts(track, "location").next().map(uri::to_path).unwrap_or_default(),
        title: text_of(track, "title"),
        artist: text_of(track, "creator"),
        album: text_of(track, "album"),
        recording,
        duration_ms: track.get("duration").and_then(Value::as_u64),
    }
}

/// The recording that an identifier names, whatever its scheme.
pub(super) fn recording_of(identifier: &str) -> Option<String> {
    let (_, after) = identifier.split_once("musicbrainz.org/recording/")?;
    Some(after.trim_end_matches('/').to_owned())
}

fn text_of(object: &Map<String, Value>, name: &str) -> String {
    object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The texts of a list, or the one text that stands in its place.
fn texts<'v>(object: &'v Map<String, Value>, name: &str) -> impl Iterator<Item = &'v str> {
    let value = object.get(name);
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.chain(value).filter_map(Value::as_str)
}

pub(super) fn write(list: &PlaylistFile) -> String {
    let tracks: Vec<Value> = list.entries.iter().cloned().map(Entry::bounded).map(track).collect();
    let mut playlist = Map::new();
    playlist.insert("title".into(), super::entry::line(&list.title).into());
    let remark = super::entry::line(&list.remark);
    if !remark.is_empty() {
        playlist.insert("annotation".into(), remark.into());
    }
    playlist.insert("track".into(), tracks.into());
    let mut text =
        serde_json::to_string_pretty(&json!({ "playlist": playlist })).unwrap_or_default();
    text.push('\n');
    text
}

fn track(entry: Entry) -> Value {
    let mut track = Map::new();
    let mut put = |name: &str, value: Value| track.insert(name.to_owned(), value);
    put("title", entry.title.into());
    put("creator", entry.artist.into());
    if !entry.album.is_empty() {
        put("album", entry.album.into());
    }
    if !entry.path.is_empty() {
        put("location", vec![uri::of_path(&entry.path)].into());
    }
    if let Some(duration_ms) = entry.duration_ms {
        put("duration", duration_ms.into());
    }
    if let Some(recording) = entry.recording {
        put("identifier", vec![format!("{RECORDING}{recording}")].into());
    }
    track.into()
}
