//! XSPF, version 1 (<https://www.xspf.org/spec>).

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, Event};

use super::entry::line;
use super::jspf::{RECORDING, recording_of};
use super::{Entry, PlaylistFile, PlaylistFileError, uri};

/// Elements within one another; extensions may nest, but not for ever.
const MAX_DEPTH: usize = 64;
/// Bytes of one element's text; more is no name or path.
const MAX_TEXT: usize = 64 << 10;

/// What is read of a playlist and of its tracks, by their places below the root.
const TRACK: [&str; 2] = ["trackList", "track"];

pub(super) fn read(text: &str) -> Result<PlaylistFile, PlaylistFileError> {
    let damaged = |error: quick_xml::Error| PlaylistFileError::Unknown(error.to_string());
    let mut reader = Reader::from_str(text);
    let mut place = Place::default();
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(tag) => place.enter(tag.local_name().as_ref())?,
            Event::Empty(tag) => {
                place.enter(tag.local_name().as_ref())?;
                place.leave()?;
            }
            Event::End(_) => place.leave()?,
            Event::Text(words) => place.hear(&words.xml10_content()),
            Event::CData(words) => place.hear(&words.xml10_content()),
            Event::GeneralRef(reference) => place.hear(&resolved(&reference)),
            Event::Eof if place.names.is_empty() => return place.done(),
            Event::Eof => return Err(PlaylistFileError::Unknown("it is cut short".into())),
            _ => {}
        }
    }
}

/// The sign that a reference means. Entities of a document's own are never expanded.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(sign)) = reference.resolve_char_ref() {
        return sign.into();
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// Where in the document the reader is, and what it heard so far.
#[derive(Default)]
struct Place {
    /// Names of the elements it is in.
    names: Vec<String>,
    /// The text of the innermost.
    text: String,
    entry: Entry,
    found: PlaylistFile,
    is_playlist: bool,
}

impl Place {
    fn enter(&mut self, name: &str) -> Result<(), PlaylistFileError> {
        if self.names.len() >= MAX_DEPTH {
            return Err(PlaylistFileError::TooLarge("64 elements within one another"));
        }
        self.is_playlist |= self.names.is_empty() && name == "playlist";
        self.text.clear();
        self.names.push(line(name));
        Ok(())
    }

    fn hear(&mut self, words: &str) {
        if self.text.len() + words.len() <= MAX_TEXT {
            self.text.push_str(words);
        }
    }

    fn leave(&mut self) -> Result<(), PlaylistFileError> {
        let below: Vec<&str> = self.names.iter().skip(1).map(String::as_str).collect();
        match below[..] {
            ["title"] => self.found.title = self.text.clone(),
            ["annotation"] => self.found.remark = self.text.clone(),
            [list, track, name] if [list, track] == TRACK => self.entry.tell(name, &self.text),
            [list, track] if [list, track] == TRACK => {
                self.found.keep(std::mem::take(&mut self.entry))?;
            }
            _ => {}
        }
        self.text.clear();
        self.names.pop();
        Ok(())
    }

    fn done(self) -> Result<PlaylistFile, PlaylistFileError> {
        if self.is_playlist {
            return Ok(self.found);
        }
        Err(PlaylistFileError::Unknown("it has no playlist".into()))
    }
}

impl Entry {
    /// Takes what an element of a track says; the first of several places or recordings counts.
    fn tell(&mut self, name: &str, text: &str) {
        match name {
            "location" if self.path.is_empty() => self.path = uri::to_path(text.trim()),
            "identifier" if self.recording.is_none() => self.recording = recording_of(text.trim()),
            "title" => self.title = text.to_owned(),
            "creator" => self.artist = text.to_owned(),
            "album" => self.album = text.to_owned(),
            "duration" => self.duration_ms = text.trim().parse().ok(),
            _ => {}
        }
    }
}

pub(super) fn write(list: &PlaylistFile) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n",
    );
    element(&mut text, "  ", "title", &line(&list.title));
    element(&mut text, "  ", "annotation", &line(&list.remark));
    text.push_str("  <trackList>\n");
    for entry in list.entries.iter().cloned().map(Entry::bounded) {
        track(&mut text, &entry);
    }
    text.push_str("  </trackList>\n</playlist>\n");
    text
}

/// A track, its parts in the order of the specification (4.1.1.2.14.1.1).
fn track(text: &mut String, entry: &Entry) {
    text.push_str("    <track>\n");
    let recording = entry.recording.as_ref().map(|id| format!("{RECORDING}{id}"));
    let duration = entry.duration_ms.map(|ms| ms.to_string());
    for (name, value) in [
        ("location", uri::of_path(&entry.path)),
        ("identifier", recording.unwrap_or_default()),
        ("title", entry.title.clone()),
        ("creator", entry.artist.clone()),
        ("album", entry.album.clone()),
        ("duration", duration.unwrap_or_default()),
    ] {
        element(text, "      ", name, &value);
    }
    text.push_str("    </track>\n");
}

fn element(text: &mut String, indent: &str, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(text, "{indent}<{name}>{}</{name}>", escape(value));
    }
}
