//! One entry of a playlist.

use crate::{Role, Tags, limits};

/// What a playlist says of one track; all of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Where its file lies, as somebody's machine names it, or below a music folder.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Who performs it.
    pub artist: String,
    /// Its album.
    pub album: String,
    /// MusicBrainz recording.
    pub recording: Option<String>,
    /// How long it plays, in milliseconds.
    pub duration_ms: Option<u64>,
}

impl Entry {
    /// A track of the library, by its path below a music folder, its title and what its file says.
    #[must_use]
    pub fn of(path: &str, title: &str, tags: &Tags, duration_ms: u64) -> Entry {
        let artists: Vec<&str> = tags.names(Role::Artist).collect();
        Entry {
            path: path.to_owned(),
            title: title.to_owned(),
            artist: artists.join(", "),
            album: tags.album.clone().unwrap_or_default(),
            recording: tags.musicbrainz.recording.clone(),
            duration_ms: Some(duration_ms),
        }
        .bounded()
    }

    /// The same entry as a playlist means it that lies in `folder` of the music folder `root`: its path, relative or
    /// not, is now one below `root`. It stays as it is where it leads out of `root`.
    #[must_use]
    pub fn placed(mut self, root: &str, folder: &str) -> Entry {
        if let Some(below) = below(&self.path, root, folder) {
            self.path = below;
        }
        self
    }

    /// The same entry in what every format can hold: lines without control characters, none too long.
    #[must_use]
    pub fn bounded(self) -> Entry {
        let recording = self.recording.map(|id| line(&id).to_lowercase());
        Entry {
            path: line(&self.path),
            title: line(&self.title),
            artist: line(&self.artist),
            album: line(&self.album),
            recording: recording.filter(|id| is_mbid(id)),
            duration_ms: self
                .duration_ms
                .filter(|ms| *ms > 0)
                .map(|ms| ms.min(limits::MAX_DURATION_MS)),
        }
    }
}

/// Where below `root` a path leads from `folder`. Nothing is looked up: a link is a name as any other.
fn below(path: &str, root: &str, folder: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let (folder, rest) = match path.strip_prefix(root) {
        Some(rest) if rest.starts_with('/') => ("", rest),
        _ if path.is_empty() || path.starts_with('/') => return None,
        _ => (folder, path.as_str()),
    };
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in rest.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

/// Whether a text has the form of MusicBrainz' identifiers: five groups of hexadecimal digits.
fn is_mbid(text: &str) -> bool {
    let groups = text.split('-').map(|group| {
        if group.bytes().all(|byte| byte.is_ascii_hexdigit()) { group.len() } else { 0 }
    });
    groups.eq([8, 4, 4, 4, 12])
}

/// Text on one line, not longer than any tag.
pub(super) fn line(text: &str) -> String {
    // What XML cannot hold (XML 1.0, 2.2), nor a line.
    let bad = |sign: char| {
        sign.is_control() || matches!(sign, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}')
    };
    let text: String = text
        .chars()
        .map(|sign| if bad(sign) { ' ' } else { sign })
        .take(limits::MAX_TEXT)
        .collect();
    text.trim().to_owned()
}
