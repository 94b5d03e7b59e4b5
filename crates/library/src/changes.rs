//! Phase 2 of a scan decides what must be read, and the last phase which missing file was only moved.

use std::collections::HashMap;

use crate::{ContentHash, FoundFile, TrackId};

/// A file that an earlier scan put on the shelves, or found to be bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Its track; `None` when the file was bad.
    pub track: Option<TrackId>,
    /// Path below the music folder.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Last change in milliseconds since 1970, as [`FoundFile::modified_ms`].
    pub modified_ms: i64,
    /// Whether the last scan did not find it.
    pub missing: bool,
}

/// What is different since the last scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub new: Vec<FoundFile>,
    /// Files with another size or time, or that came back.
    pub changed: Vec<FoundFile>,
    /// Files that need not be read.
    pub same: usize,
    /// Files that are no longer there (and were at the last scan).
    pub missing: Vec<KnownFile>,
}

impl Changes {
    /// Compares what is known with what was found.
    ///
    /// A file counts as unchanged by size and time of its last change, so nothing is opened for it.
    #[must_use]
    pub fn between(known: Vec<KnownFile>, found: Vec<FoundFile>) -> Changes {
        let mut known: HashMap<String, KnownFile> =
            known.into_iter().map(|file| (file.path.clone(), file)).collect();
        let mut changes = Changes::default();
        for file in found {
            match known.remove(&file.path) {
                None => changes.new.push(file),
                Some(old)
                    if old.size == file.size
                        && old.modified_ms == file.modified_ms
                        && !old.missing =>
                {
                    changes.same += 1;
                }
                Some(_) => changes.changed.push(file),
            }
        }
        changes.missing = known.into_values().filter(|file| !file.missing).collect();
        changes.missing.sort_by(|a, b| a.path.cmp(&b.path));
        changes
    }
}

/// A file that was found again under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The track that was missing; it goes on with the file of `to`.
    pub from: TrackId,
    /// The track that the file was given when it was found as new; it goes.
    pub to: TrackId,
}

/// Pairs missing tracks with new ones of the same content, each at most once, in the order given.
#[must_use]
pub fn moves(missing: &[(TrackId, ContentHash)], new: &[(TrackId, ContentHash)]) -> Vec<Move> {
    let mut waiting: HashMap<ContentHash, Vec<TrackId>> = HashMap::new();
    for (track, content) in missing.iter().rev() {
        waiting.entry(*content).or_default().push(*track);
    }
    let pair = |(track, content): &(TrackId, ContentHash)| {
        Some(Move { from: waiting.get_mut(content)?.pop()?, to: *track })
    };
    new.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileFormat;

    #[test]
    fn only_what_changed_is_read() {
        let found = |path: &str, size| FoundFile {
            path: path.into(),
            size,
            modified_ms: 5,
            format: FileFormat::Flac,
        };
        let known = |path: &str, size, missing| KnownFile {
            track: Some(TrackId(1)),
            path: path.into(),
            size,
            modified_ms: 5,
            missing,
        };
        let changes = Changes::between(
            vec![
                known("a", 1, false),
                known("b", 1, false),
                known("c", 1, true),
                known("d", 1, false),
                known("e", 1, true),
            ],
            vec![found("a", 1), found("b", 2), found("c", 1), found("f", 1)],
        );
        let paths = |files: &[FoundFile]| files.iter().map(|f| f.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&changes.new), ["f"]);
        assert_eq!(paths(&changes.changed), ["b", "c"]);
        assert_eq!(changes.same, 1);
        assert_eq!(changes.missing, [known("d", 1, false)]);
    }

    #[test]
    fn copies_are_paired_once() {
        let hash = |n| ContentHash([n; 16]);
        let missing = [(TrackId(1), hash(7)), (TrackId(2), hash(7)), (TrackId(3), hash(8))];
        let new = [
            (TrackId(9), hash(7)),
            (TrackId(10), hash(9)),
            (TrackId(11), hash(7)),
            (TrackId(12), hash(7)),
        ];
        let pair = |from, to| Move { from: TrackId(from), to: TrackId(to) };
        assert_eq!(moves(&missing, &new), [pair(1, 9), pair(2, 11)]);
    }
}
