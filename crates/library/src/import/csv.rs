//! CSV as exporters of Last.fm write it (RFC 4180, with `,`, `;` or a tab between values).

use super::{ImportError, Imported, time};
use crate::{Listen, limits};

/// Which column holds what.
struct Columns {
    title: usize,
    artist: usize,
    album: Option<usize>,
    time: usize,
    recording: Option<usize>,
}

pub(super) fn read(bytes: &[u8], found: &mut Imported) -> Result<(), ImportError> {
    let text = String::from_utf8_lossy(bytes);
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|mark| first.matches(*mark).count());
    let mut rows = Rows { rest: &text, separator: separator.unwrap_or(',') };
    let head = rows.next().unwrap_or_default();
    let columns = match Columns::named(&head) {
        Some(columns) => columns,
        // Artist, album, title, time, without a line of names.
        None if head.len() == 4 && time::of_text(&head[3]).is_some() => {
            rows.rest = &text;
            Columns { artist: 0, album: Some(1), title: 2, time: 3, recording: None }
        }
        None => {
            let complaint = "no columns for artist, title and time".to_owned();
            return Err(ImportError::Unknown(complaint));
        }
    };
    for row in rows {
        match columns.listen(&row) {
            Some(listen) => found.keep(listen)?,
            None => found.unread += 1,
        }
    }
    Ok(())
}

impl Columns {
    fn named(head: &[String]) -> Option<Columns> {
        let names: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
        let at = |wanted: &[&str]| {
            wanted.iter().find_map(|wanted| {
                let time = |name: &str| *wanted == "date" && name.starts_with("date#");
                names.iter().position(|name| name == wanted || time(name))
            })
        };
        Some(Columns {
            title: at(&["track", "title", "name", "track_name", "track name", "song"])?,
            artist: at(&["artist", "artist_name", "artist name"])?,
            album: at(&["album", "album_name", "album name", "release"]),
            time: at(&["uts", "timestamp", "listened_at", "date", "utc_time", "time"])?,
            recording: at(&["track_mbid", "recording_mbid"]),
        })
    }

    fn listen(&self, row: &[String]) -> Option<Listen> {
        let text = |place: usize| {
            let text = row.get(place)?.replace('\0', " ");
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Some(Listen {
            listened_ms: time::of_text(row.get(self.time)?)?,
            title: text(self.title)?,
            artist: text(self.artist)?,
            album: self.album.and_then(text).unwrap_or_default(),
            recording: self.recording.and_then(text),
            client: "Last.fm".to_owned(),
            ..Listen::default()
        })
    }
}

/// Rows of values; a value in quotation marks may hold the separator and ends of lines.
struct Rows<'t> {
    rest: &'t str,
    separator: char,
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest = self.rest.trim_start_matches(['\r', '\n']);
        if self.rest.is_empty() {
            return None;
        }
        let (mut values, mut value, mut quoted) = (Vec::new(), String::new(), false);
        let mut signs = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((place, sign)) = signs.next() {
            match sign {
                '"' if quoted && signs.next_if(|next| next.1 == '"').is_some() => value.push('"'),
                '"' if quoted => quoted = false,
                '"' if value.trim().is_empty() => {
                    value.clear();
                    quoted = true;
                }
                '\n' if !quoted => {
                    end = place;
                    break;
                }
                _ if sign == self.separator && !quoted => {
                    if values.len() < limits::MAX_VALUES {
                        values.push(std::mem::take(&mut value));
                    }
                }
                _ => value.push(sign),
            }
        }
        values.push(value.trim_end_matches('\r').to_owned());
        self.rest = &self.rest[end..];
        Some(values)
    }
}
