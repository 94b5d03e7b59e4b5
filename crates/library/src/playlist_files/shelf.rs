//! The tracks that a playlist's entries name.

use super::Entry;
use super::paths::Paths;
use crate::{Known, Listen, Matcher, TrackId};

/// What became of a playlist's entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// The tracks, in order.
    pub tracks: Vec<TrackId>,
    /// What is not here, each with its place in the file, counted from 0.
    pub unmatched: Vec<(usize, Entry)>,
}

/// What is there to be found by entries of playlists: by path, then by recording, then by names.
#[derive(Debug, Default)]
pub struct Shelf {
    paths: Paths,
    names: Matcher,
}

impl Shelf {
    /// Adds a track by what is known of it and its path below a music folder.
    pub fn add(&mut self, track: &Known<'_>, path: &str) {
        self.paths.add(track.id, path);
        self.names.add(track);
    }

    /// The track that an entry names.
    #[must_use]
    pub fn find(&self, entry: &Entry) -> Option<TrackId> {
        self.paths.find(&entry.path).or_else(|| {
            let told = Listen {
                title: entry.title.clone(),
                artist: entry.artist.clone(),
                album: entry.album.clone(),
                recording: entry.recording.clone(),
                ..Listen::default()
            };
            let found = self.names.find_of_length(&told, entry.duration_ms)?;
            Some(found.track())
        })
    }

    /// Finds the tracks of all entries, and what is not here.
    #[must_use]
    pub fn sort(&self, entries: Vec<Entry>) -> Sorted {
        let mut sorted = Sorted::default();
        for (place, entry) in entries.into_iter().enumerate() {
            match self.find(&entry) {
                Some(track) => sorted.tracks.push(track),
                None => sorted.unmatched.push((place, entry)),
            }
        }
        sorted
    }
}
