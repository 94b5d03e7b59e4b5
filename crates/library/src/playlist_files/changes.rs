//! What is different about the playlists that lie in a music folder.

use std::collections::HashMap;

use crate::{BadFile, ContentHash};

/// A file of a playlist that lies in a music folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundList {
    /// Path below the music folder, `/` between names.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Last change in milliseconds since 1970.
    pub modified_ms: i64,
}

/// One that an earlier scan met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownList {
    /// As it was found then.
    pub file: FoundList,
    /// What it held, if it could be read.
    pub content: Option<ContentHash>,
}

/// What is different since the last scan. Nothing is opened to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListChanges {
    /// Files that were not there.
    pub new: Vec<FoundList>,
    /// Files with another size or time.
    pub changed: Vec<FoundList>,
    /// Files that are no longer there.
    pub gone: Vec<KnownList>,
}

impl ListChanges {
    /// Compares what is known with what was found. Where a folder could not be looked into, nothing is gone.
    #[must_use]
    pub fn between(known: Vec<KnownList>, found: Vec<FoundList>, bad: &[BadFile]) -> ListChanges {
        let mut known: HashMap<String, KnownList> =
            known.into_iter().map(|list| (list.file.path.clone(), list)).collect();
        let mut changes = ListChanges::default();
        for file in found {
            match known.remove(&file.path) {
                None => changes.new.push(file),
                Some(old) if old.file == file => {}
                Some(_) => changes.changed.push(file),
            }
        }
        let unseen = |path: &str| bad.iter().any(|bad| is_in(path, &bad.path));
        changes.gone = known.into_values().filter(|list| !unseen(&list.file.path)).collect();
        changes.gone.sort_by(|a, b| a.file.path.cmp(&b.file.path));
        changes
    }

    /// Takes the file that lay elsewhere and held the same out of those that are gone: it was moved.
    pub fn take_moved(&mut self, content: ContentHash) -> Option<KnownList> {
        let place = self.gone.iter().position(|list| list.content == Some(content))?;
        Some(self.gone.remove(place))
    }
}

/// Whether a path is another one, or leads into it.
fn is_in(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, size: u64) -> FoundList {
        FoundList { path: path.into(), size, modified_ms: 5 }
    }

    fn known(path: &str, content: u8) -> KnownList {
        KnownList { file: found(path, 1), content: Some(ContentHash([content; 16])) }
    }

    #[test]
    fn what_changed_is_read_and_what_moved_is_known_again() {
        let before = ["a", "b", "c", "d/x", "dd"].into_iter().zip(0..);
        let before = before.map(|(path, content)| known(path, content)).collect();
        let after = vec![found("a", 1), found("b", 2), found("e", 1)];
        let bad = [BadFile { path: "d".into(), complaint: "closed".into() }];
        let mut changes = ListChanges::between(before, after, &bad);
        assert_eq!(changes.new, [found("e", 1)]);
        assert_eq!(changes.changed, [found("b", 2)]);
        assert_eq!(changes.gone, [known("c", 2), known("dd", 4)], "d could not be looked into");
        assert_eq!(changes.take_moved(ContentHash([4; 16])), Some(known("dd", 4)));
        assert_eq!(changes.take_moved(ContentHash([4; 16])), None);
        assert_eq!(changes.gone, [known("c", 2)]);
    }
}
