//! Which track a listen told of, by its names alone.
//!
//! In this order: the MusicBrainz recording; artist and title as they compare ([`ArtistKey`]), on the album
//! that was named if there is a choice; the same without guests, editions and remasters; and last the
//! nearest title of the artist by edit distance, if it is near, alone, and has the same numbers: a listen
//! to Symphony No. 5 is none to No. 6.

use std::collections::{BTreeMap, HashMap};

use crate::{ArtistKey, Listen, TrackId, fold};

/// Words after which a title or artist goes on with a guest or an edition.
const GUESTS: [&str; 6] = ["feat", "ft", "featuring", "with", "vs", "con"];
const EDITIONS: [&str; 12] = [
    "remaster",
    "remastered",
    "mono",
    "stereo",
    "version",
    "edit",
    "edition",
    "mix",
    "bonus",
    "deluxe",
    "explicit",
    "album",
];
/// A title or name shorter than this is not compared by distance: most short words are near another.
const SHORTEST: usize = 5;
/// One letter in so many may be another, and one more.
const LETTERS_AN_ERROR: usize = 8;
/// But never more than two: people rarely slip more often, and other titles are often that near.
const MOST_ERRORS: usize = 2;

/// What is known of a track.
#[derive(Clone, Debug, Default)]
pub struct Known<'k> {
    /// Its identity.
    pub id: TrackId,
    /// Its title.
    pub title: &'k str,
    /// Those who perform it, in order.
    pub artists: Vec<&'k str>,
    /// Its album.
    pub album: &'k str,
    /// MusicBrainz recording.
    pub recording: Option<&'k str>,
    /// How long it plays, in milliseconds.
    pub duration_ms: u64,
}

/// How sure a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// The same recording, or the same names.
    Same(TrackId),
    /// The same but for guests, editions or a misspelling.
    Near(TrackId),
}

impl Match {
    /// The track.
    #[must_use]
    pub fn track(self) -> TrackId {
        match self {
            Match::Same(track) | Match::Near(track) => track,
        }
    }
}

/// Finds tracks by names.
#[derive(Debug, Default)]
pub struct Matcher {
    recordings: HashMap<String, TrackId>,
    /// By artist, then by title.
    artists: BTreeMap<String, Titles>,
}

/// The tracks of one artist by their titles.
type Titles = BTreeMap<String, Vec<Candidate>>;

#[derive(Clone, Debug)]
struct Candidate {
    id: TrackId,
    album: String,
    duration_ms: u64,
    numbers: Vec<String>,
}

impl Matcher {
    /// Adds a track.
    pub fn add(&mut self, track: &Known<'_>) {
        if let Some(recording) = track.recording {
            self.recordings.entry(recording.to_lowercase()).or_insert(track.id);
        }
        let joined = track.artists.join(" ");
        let mut names: Vec<String> =
            track.artists.iter().chain([&joined.as_str()]).map(|name| key(name)).collect();
        names.sort();
        names.dedup();
        let titles = [key(track.title), key(&bare(track.title))];
        let candidate = Candidate {
            id: track.id,
            album: key(track.album),
            duration_ms: track.duration_ms,
            numbers: numbers(&bare(track.title)),
        };
        for name in names {
            let of_artist = self.artists.entry(name).or_default();
            for title in &titles[..if titles[0] == titles[1] { 1 } else { 2 }] {
                of_artist.entry(title.clone()).or_default().push(candidate.clone());
            }
        }
    }

    /// The track that a listen told of.
    #[must_use]
    pub fn find(&self, listen: &Listen) -> Option<Match> {
        self.find_of_length(listen, None)
    }

    /// The track that a listen told of, where its length may be known as well, in milliseconds: of several that
    /// fit as well by their names it is the one of that length.
    #[must_use]
    pub fn find_of_length(&self, listen: &Listen, duration_ms: Option<u64>) -> Option<Match> {
        let recording = listen.recording.as_ref().map(|id| id.to_lowercase());
        if let Some(track) = recording.and_then(|id| self.recordings.get(&id)) {
            return Some(Match::Same(*track));
        }
        let (title, album) = (key(&listen.title), key(&listen.album));
        let best = |candidates: &[Candidate]| best(candidates, &album, duration_ms);
        let artists = [key(&listen.artist), key(&main_artist(&listen.artist))];
        if let Some(same) = self.artists.get(&artists[0]).and_then(|titles| titles.get(&title)) {
            return Some(Match::Same(best(same)));
        }
        let plain = bare(&listen.title);
        let (bare_title, numbers) = (key(&plain), numbers(&plain));
        for artist in &artists {
            let Some(titles) = self.artists.get(artist) else { continue };
            if let Some(same) = titles.get(&title).or_else(|| titles.get(&bare_title)) {
                return Some(Match::Near(best(same)));
            }
            if let Some(near) = nearest(titles, &bare_title, &numbers) {
                return Some(Match::Near(best(near)));
            }
        }
        // A misspelt artist, but then no misspelt title. The beginning is right, so the others are left out.
        let mut found = self.beginning_as(&artists[1]).filter(|(name, titles)| {
            is_near(name, &artists[1]) && titles.contains_key(&bare_title)
        });
        let (_, titles) = found.next()?;
        let same = &titles[&bare_title];
        let alone = found.next().is_none();
        (alone && same.iter().any(|track| track.numbers == numbers))
            .then(|| Match::Near(best(same)))
    }

    /// The artists whose names begin with the same letter.
    fn beginning_as(&self, name: &str) -> impl Iterator<Item = (&String, &Titles)> {
        let first = name.chars().next().map(String::from);
        let from = first.clone().unwrap_or_default();
        let named = self.artists.range(from..);
        named.take_while(move |(name, _)| {
            first.as_ref().is_some_and(|first| name.starts_with(first))
        })
    }
}

/// The one on the album that was named, or else the one of the length that was; else the first.
fn best(candidates: &[Candidate], album: &str, duration_ms: Option<u64>) -> TrackId {
    let on_album = candidates.iter().find(|track| !album.is_empty() && track.album == album);
    let as_long = || {
        let wanted = duration_ms?;
        candidates.iter().min_by_key(|track| track.duration_ms.abs_diff(wanted))
    };
    on_album.or_else(as_long).unwrap_or(&candidates[0]).id
}

/// The title that is near, if there is one, and none as near.
fn nearest<'t>(titles: &'t Titles, title: &str, numbers: &[String]) -> Option<&'t Vec<Candidate>> {
    let near = titles.iter().filter(|(other, tracks)| {
        tracks.iter().any(|track| track.numbers == numbers) && is_near(other, title)
    });
    let mut near: Vec<(usize, &Vec<Candidate>)> =
        near.map(|(other, tracks)| (distance(other, title), tracks)).collect();
    near.sort_by_key(|(distance, _)| *distance);
    let first = near.first()?;
    let rival =
        near.get(1).is_some_and(|second| second.0 == first.0 && second.1[0].id != first.1[0].id);
    (!rival).then_some(first.1)
}

fn key(text: &str) -> String {
    ArtistKey::of(text).as_str().to_owned()
}

fn is_near(a: &str, b: &str) -> bool {
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let shorter = a_length.min(b_length);
    let allowed = (shorter / LETTERS_AN_ERROR + 1).min(MOST_ERRORS);
    shorter >= SHORTEST
        && a_length.abs_diff(b_length) <= allowed
        // Whoever misspells gets the beginning right.
        && a.chars().next() == b.chars().next()
        && distance(a, b) <= allowed
}

/// How many letters were left out, put in, changed, or changed places with the next (the restricted form
/// of Damerau's distance).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// A title without guests and editions: `Air (feat. Bob) - 2011 Remaster` is `Air`.
fn bare(title: &str) -> String {
    let folded = fold(title);
    let mut rest = folded.as_str();
    loop {
        let trimmed = rest.trim_end();
        let open = match trimmed.chars().last() {
            Some(')') => trimmed.rfind('('),
            Some(']') => trimmed.rfind('['),
            _ => trimmed.rfind(" - "),
        };
        let Some(open) = open.filter(|open| *open > 0) else { break };
        let words = |part: &str| {
            part.split(|c: char| !c.is_alphanumeric())
                .any(|word| EDITIONS.contains(&word) || GUESTS[..3].contains(&word))
        };
        if !words(&trimmed[open..]) {
            break;
        }
        rest = &trimmed[..open];
    }
    without_guests(rest).to_owned()
}

fn without_guests(text: &str) -> &str {
    let cut = GUESTS[..3].iter().filter_map(|guest| {
        let place = text.find(&format!(" {guest}"))?;
        let after = text[place + 1 + guest.len()..].chars().next();
        after.is_none_or(|c| !c.is_alphanumeric()).then_some(place)
    });
    cut.min().map_or(text, |place| &text[..place]).trim()
}

/// The artist who is named first: `Ann feat. Bob`, `Ann; Bob` and `Ann, Bob` are `Ann`.
fn main_artist(artist: &str) -> String {
    let folded = fold(artist);
    let first = folded.split([';', ',']).next().unwrap_or_default();
    without_guests(first).to_owned()
}

/// The numbers of a title, in figures and Roman: they tell pieces apart whose names are alike.
fn numbers(title: &str) -> Vec<String> {
    let folded = fold(title);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let number = |word: &&str| {
        !word.is_empty()
            && (word.chars().any(|c| c.is_ascii_digit())
                || word.chars().all(|c| matches!(c, 'i' | 'v' | 'x')))
    };
    words.filter(number).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
