//! What was heard, and what it adds up to.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{Plays, TrackId, fold, limits};

/// One track heard once, under the names by which it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listen {
    /// When it began, in milliseconds since 1970.
    #[serde(skip)]
    pub listened_ms: i64,
    /// The track, when it is known which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<TrackId>,
    /// Title, as it was told.
    pub title: String,
    /// Artists, as they were told.
    pub artist: String,
    /// Album, as it was told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub album: String,
    /// MusicBrainz recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
    /// What played it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client: String,
    /// How much was heard, in milliseconds, when that was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub played_ms: Option<u64>,
    /// Whether it was broken off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
}

impl Listen {
    /// The same listen, no text longer than [`limits::MAX_TEXT`].
    #[must_use]
    pub fn bounded(mut self) -> Listen {
        for text in [&mut self.title, &mut self.artist, &mut self.album, &mut self.client] {
            if let Some((end, _)) = text.char_indices().nth(limits::MAX_TEXT) {
                text.truncate(end);
            }
        }
        self.recording = self.recording.filter(|id| id.len() <= 36);
        self
    }

    /// What two reports of the same listen have in common beside their time: the folded names.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}\0{}", fold(&self.title), fold(&self.artist))
    }
}

/// All that a listener heard, added up by track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    tracks: HashMap<TrackId, Plays>,
    /// How many listens there are, of known and unknown tracks.
    pub listens: u64,
}

impl History {
    /// Adds a listen.
    pub fn add(&mut self, listen: &Listen) {
        self.listens += 1;
        let Some(track) = listen.track else { return };
        let one = if listen.skipped {
            Plays { skips: 1, ..Plays::default() }
        } else {
            Plays { plays: 1, skips: 0, last_ms: Some(listen.listened_ms) }
        };
        let plays = self.tracks.entry(track).or_default();
        *plays = plays.and(one);
    }

    /// How often a track was heard.
    #[must_use]
    pub fn of(&self, track: TrackId) -> Plays {
        self.tracks.get(&track).copied().unwrap_or_default()
    }

    /// Every track that was heard, in no order.
    pub fn tracks(&self) -> impl Iterator<Item = (TrackId, Plays)> {
        self.tracks.iter().map(|(track, plays)| (*track, *plays))
    }
}

/// Puts things in the order of the most plays; the last played first among equals.
pub fn by_plays<T: Ord>(things: &mut Vec<(T, Plays)>) {
    things.retain(|(_, plays)| plays.plays > 0);
    things.sort_by(|(a, x), (b, y)| {
        Reverse((x.plays, x.last_ms)).cmp(&Reverse((y.plays, y.last_ms))).then_with(|| a.cmp(b))
    });
}

/// Puts things in the order in which they were played, the last first.
pub fn by_last_play<T: Ord>(things: &mut Vec<(T, Plays)>) {
    things.retain(|(_, plays)| plays.last_ms.is_some());
    things.sort_by(|(a, x), (b, y)| y.last_ms.cmp(&x.last_ms).then_with(|| a.cmp(b)));
}

/// What a listener was about to hear, to go on with it elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayQueue {
    /// Tracks in order; one may come several times.
    pub tracks: Vec<TrackId>,
    /// Which of them plays, counted from 0.
    pub current: usize,
    /// How far it is, in milliseconds.
    pub position_ms: u64,
    /// When this was told, in milliseconds since 1970.
    pub changed_ms: i64,
    /// By which client.
    pub changed_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listen(track: i64, listened_ms: i64, skipped: bool) -> Listen {
        Listen { track: Some(TrackId(track)), listened_ms, skipped, ..Listen::default() }
    }

    #[test]
    fn listens_add_up_and_skips_are_no_plays() {
        let mut history = History::default();
        for listen in
            [listen(1, 10, false), listen(2, 20, false), listen(1, 5, false), listen(2, 30, true)]
        {
            history.add(&listen);
        }
        history.add(&Listen { title: "Unknown".into(), ..Listen::default() });
        assert_eq!(history.listens, 5);
        assert_eq!(history.of(TrackId(1)), Plays { plays: 2, skips: 0, last_ms: Some(10) });
        assert_eq!(history.of(TrackId(2)), Plays { plays: 1, skips: 1, last_ms: Some(20) });
        let mut frequent: Vec<_> = history.tracks().collect();
        by_plays(&mut frequent);
        assert_eq!(frequent[0].0, TrackId(1));
        by_last_play(&mut frequent);
        assert_eq!(frequent[0].0, TrackId(2));
    }

    #[test]
    fn what_is_stored_says_little_and_reads_again() {
        let listen = Listen { title: "Été".into(), artist: "Ann".into(), ..listen(3, 7, false) };
        let text = serde_json::to_string(&listen).unwrap();
        assert_eq!(text, r#"{"track":3,"title":"Été","artist":"Ann"}"#);
        let read: Listen = serde_json::from_str(&text).unwrap();
        assert_eq!(Listen { listened_ms: 7, ..read }, listen);
        let again = Listen { title: "ETE".into(), artist: "ANN".into(), ..Listen::default() };
        assert_eq!(again.key(), listen.key());
    }
}
