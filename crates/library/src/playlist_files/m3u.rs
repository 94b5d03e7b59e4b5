//! M3U: a path a line, with comments that tell more of the next (<https://en.wikipedia.org/wiki/M3U>).

use std::fmt::Write as _;

use super::entry::line;
use super::{Entry, PlaylistFile, PlaylistFileError, uri};

/// Between artist and title in `#EXTINF`.
const DASH: &str = " - ";

pub(super) fn read(text: &str) -> Result<PlaylistFile, PlaylistFileError> {
    let mut found = PlaylistFile::default();
    let mut next = Comments::default();
    // Macs of long ago ended lines with a carriage return alone.
    for text in text.split(['\n', '\r']).map(str::trim_start).filter(|text| !text.is_empty()) {
        if let Some(title) = text.strip_prefix("#PLAYLIST:") {
            found.title = title.to_owned();
        } else if text.starts_with('#') {
            next.hear(text);
        } else {
            found.keep(std::mem::take(&mut next).entry(text))?;
        }
    }
    Ok(found)
}

/// What comments told of the path to come.
#[derive(Default)]
struct Comments<'t> {
    seconds: &'t str,
    shown: &'t str,
    artist: &'t str,
    album: &'t str,
}

impl<'t> Comments<'t> {
    fn hear(&mut self, text: &'t str) {
        if let Some(info) = text.strip_prefix("#EXTINF:") {
            (self.seconds, self.shown) = parted(info);
        } else if let Some(album) = text.strip_prefix("#EXTALB:") {
            self.album = album;
        } else if let Some(artist) = text.strip_prefix("#EXTART:") {
            self.artist = artist.trim();
        }
    }

    fn entry(self, path: &str) -> Entry {
        let (artist, title) = self.names();
        Entry {
            path: path_of(path),
            title: title.to_owned(),
            artist: artist.to_owned(),
            album: self.album.to_owned(),
            recording: None,
            duration_ms: milliseconds(self.seconds),
        }
    }

    /// Artist and title: an artist that was told may have a dash in its name.
    fn names(&self) -> (&'t str, &'t str) {
        let told = self.shown.strip_prefix(self.artist).and_then(|rest| rest.strip_prefix(DASH));
        match (told, self.shown.split_once(DASH)) {
            (Some(title), _) if !self.artist.is_empty() => (self.artist, title),
            (_, Some((artist, title))) => (artist, title),
            (_, None) => (self.artist, self.shown),
        }
    }
}

/// The length and what is shown. Attributes may stand between, with commas in quotes.
fn parted(info: &str) -> (&str, &str) {
    let mut quoted = false;
    let comma = info.char_indices().find(|(_, sign)| {
        quoted ^= *sign == '"';
        *sign == ',' && !quoted
    });
    // A quote that does not end says nothing.
    let comma = comma.map(|(place, _)| place).or_else(|| info.find(','));
    match comma {
        Some(comma) => (&info[..comma], &info[comma + 1..]),
        None => (info, ""),
    }
}

/// Seconds, whole or not; -1 is not known.
fn milliseconds(seconds: &str) -> Option<u64> {
    let number = seconds.split_whitespace().next()?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let ms: u64 = part.parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(ms)
}

fn path_of(text: &str) -> String {
    match uri::without_host(text) {
        Some(path) => uri::decoded(path),
        None => text.strip_prefix("./").unwrap_or(text).to_owned(),
    }
}

pub(super) fn write(list: &PlaylistFile) -> String {
    let mut text = String::from("#EXTM3U\n");
    if !list.title.is_empty() {
        let _ = writeln!(text, "#PLAYLIST:{}", line(&list.title));
    }
    for entry in list.entries.iter().cloned().map(Entry::bounded) {
        let Entry { path, title, artist, album, duration_ms, .. } = &entry;
        // Without a length a player looks for itself.
        let seconds = duration_ms.map_or("-1".to_owned(), |ms| ms.div_ceil(1_000).to_string());
        let dash = if artist.is_empty() && !title.contains(DASH) { "" } else { DASH };
        let shown = format!("{artist}{dash}{title}");
        let _ = writeln!(text, "#EXTINF:{seconds},{shown}");
        if shown.split_once(DASH).is_some_and(|(first, _)| first != artist) {
            let _ = writeln!(text, "#EXTART:{artist}");
        }
        if !album.is_empty() {
            let _ = writeln!(text, "#EXTALB:{album}");
        }
        // What is no path to a reader becomes one.
        let plain = !path.starts_with(['#', '.']) && uri::without_host(path).is_none();
        let _ = writeln!(text, "{}{path}", if plain && !path.is_empty() { "" } else { "./" });
    }
    text
}
