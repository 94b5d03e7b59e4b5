//! Finds files by the ends of their paths, for every machine names what lies above a music folder otherwise.

use std::collections::HashMap;

use crate::{TrackId, fold};

/// Paths that end in so many same names are the same file, whatever stands before.
const SAME_NAMES: usize = 3;

/// The paths of tracks, by the names of their files.
#[derive(Debug, Default)]
pub(super) struct Paths(HashMap<String, Vec<(TrackId, String)>>);

impl Paths {
    /// Adds a path below a music folder.
    pub(super) fn add(&mut self, id: TrackId, path: &str) {
        let path = folded(path);
        let name = names(&path).next().unwrap_or_default().to_owned();
        self.0.entry(name).or_default().push((id, path));
    }

    /// The track whose path ends as this one does: one must be an end of the other, or the last [`SAME_NAMES`]
    /// names the same. None of several that fit as well.
    pub(super) fn find(&self, path: &str) -> Option<TrackId> {
        let path = folded(path);
        let candidates = self.0.get(names(&path).next()?)?;
        let fitting = candidates.iter().filter_map(|(id, other)| {
            let same = names(&path).zip(names(other)).take_while(|(a, b)| a == b).count();
            let whole = same == names(&path).count().min(names(other).count());
            (whole || same >= SAME_NAMES).then_some((same, *id))
        });
        let mut fitting: Vec<_> = fitting.collect();
        fitting.sort_unstable_by_key(|(same, _)| std::cmp::Reverse(*same));
        match fitting[..] {
            [(_, id)] => Some(id),
            [(best, id), (next, _), ..] if best > next => Some(id),
            _ => None,
        }
    }
}

/// Disks differ in case and in how they write accents, systems in what parts names.
fn folded(path: &str) -> String {
    fold(path).replace('\\', "/")
}

/// The names in a path, the last first; a step up or to where one is says nothing.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit('/').filter(|name| !matches!(*name, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_path_tells_the_file() {
        let mut paths = Paths::default();
        for (id, path) in (1..).zip([
            "Ann/Airs/01 Été.flac",
            "Ann/Airs/02 Air.flac",
            "Bob/Airs/02 Air.flac",
            "Eve/Best/CD1/01.mp3",
            "Eve/Rest/CD1/01.mp3",
            "loose.ogg",
        ]) {
            paths.add(TrackId(id), path);
        }
        let find = |path: &str| paths.find(path).map(|id| id.0);
        assert_eq!(find("/home/ann/Music/Ann/Airs/01 Été.flac"), Some(1));
        assert_eq!(find("C:\\Music\\ANN\\airs\\01 E\u{301}te\u{301}.FLAC"), Some(1));
        assert_eq!(find("../Airs/01 Été.flac"), Some(1));
        assert_eq!(find("01 Été.flac"), Some(1));
        assert_eq!(find("Airs/02 Air.flac"), None, "one of two");
        assert_eq!(find("Bob/Airs/02 Air.flac"), Some(3));
        assert_eq!(find("/old disk/CD1/01.mp3"), None);
        assert_eq!(find("/old disk/Eve/Rest/CD1/01.mp3"), Some(5));
        assert_eq!(find("/x/Rest/CD1/01.mp3"), Some(5));
        assert_eq!(find("/x/Ann/Airs/Other/01 Été.flac"), None);
        assert_eq!(find("/x/loose.ogg"), Some(6));
        assert_eq!(find(""), None);
        assert_eq!(find("///"), None);
    }
}
