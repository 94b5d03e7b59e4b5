//! Folders of music that tell when something changes in them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::LibraryError;

/// After so many changes without a pause, the folders are told of all the same.
const MANY: usize = 10_000;

/// Watches as long as it lives.
pub struct Watch {
    _watcher: RecommendedWatcher,
}

/// Calls back with the folders, of those named, in which something was made, changed or taken away, once it
/// was `quiet` there for that long: a copied album is scanned once, when it is complete. The call is made
/// on a thread of its own, one at a time; changes during it lead to another one.
///
/// # Errors
/// [`LibraryError::Unwatchable`] with the first folder that cannot be watched: it is not there, it lies
/// where changes are not told (a network drive), or it has more folders than the system lets one watch.
pub fn watch(
    folders: &[PathBuf],
    quiet: Duration,
    changed: impl FnMut(&[PathBuf]) + Send + 'static,
) -> Result<Watch, LibraryError> {
    let (tell, hear) = channel();
    let unwatchable = |folder: &Path, error: notify::Error| LibraryError::Unwatchable {
        folder: folder.display().to_string(),
        reason: error.to_string(),
    };
    // A scan reads files, which is no change. Where events were lost, something may have changed.
    let on_event = move |event: notify::Result<Event>| match event {
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
        Ok(event) => drop(tell.send(event.paths)),
        Err(_) => drop(tell.send(Vec::new())),
    };
    let mut watcher = notify::recommended_watcher(on_event)
        .map_err(|error| unwatchable(Path::new("the folders of music"), error))?;
    for folder in folders {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .map_err(|error| unwatchable(folder, error))?;
    }
    let folders = folders.to_vec();
    // It ends with the watcher, which holds the other end of the channel.
    thread::spawn(move || gather(&hear, &folders, quiet, changed));
    Ok(Watch { _watcher: watcher })
}

fn gather(
    hear: &Receiver<Vec<PathBuf>>,
    folders: &[PathBuf],
    quiet: Duration,
    mut changed: impl FnMut(&[PathBuf]),
) {
    while let Ok(paths) = hear.recv() {
        let mut is_changed = vec![false; folders.len()];
        mark(&paths, folders, &mut is_changed);
        for _ in 0..MANY {
            let Ok(paths) = hear.recv_timeout(quiet) else { break };
            mark(&paths, folders, &mut is_changed);
        }
        let of_those = folders.iter().zip(is_changed).filter(|(_, is_changed)| *is_changed);
        let of_those: Vec<PathBuf> = of_those.map(|(folder, _)| folder.clone()).collect();
        if !of_those.is_empty() {
            changed(&of_those);
        }
    }
}

/// Hidden files are not looked at; no path at all stands for any.
fn mark(paths: &[PathBuf], folders: &[PathBuf], is_changed: &mut [bool]) {
    for (folder, is_changed) in folders.iter().zip(is_changed) {
        let concerns = |path: &PathBuf| {
            path.strip_prefix(folder).is_ok_and(|below| {
                !below.iter().any(|name| name.as_encoded_bytes().starts_with(b"."))
            })
        };
        *is_changed |= paths.is_empty() || paths.iter().any(concerns);
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn an_album_that_arrives_is_told_of_once() {
        let (music, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folders = [music.path().to_owned(), other.path().to_owned()];
        let (tell, hear) = channel();
        let quiet = Duration::from_millis(500);
        let watched = watch(&folders, quiet, move |folders| tell.send(folders.to_vec()).unwrap());
        let watched = watched.unwrap();
        fs::write(music.path().join(".hidden"), "x").unwrap();
        fs::create_dir_all(music.path().join("Ann/Early")).unwrap();
        for number in 0..20 {
            fs::write(music.path().join(format!("Ann/Early/{number}.flac")), "x").unwrap();
        }
        assert_eq!(hear.recv_timeout(LONG).unwrap(), [music.path()]);
        // Reading is no change, and nothing else was.
        fs::read(music.path().join("Ann/Early/1.flac")).unwrap();
        assert!(hear.recv_timeout(quiet * 2).is_err());
        fs::remove_dir_all(music.path().join("Ann")).unwrap();
        assert_eq!(hear.recv_timeout(LONG).unwrap(), [music.path()]);
        drop(watched);
        assert!(hear.recv_timeout(LONG).is_err(), "the thread has ended");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = watch(&["/nowhere/music".into()], LONG, |_| {}).unwrap_err();
        assert!(error.to_string().starts_with("/nowhere/music cannot be watched"), "{error}");
    }
}
