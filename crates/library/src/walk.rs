//! Phase 1 of a scan: what lies in the folders.

use std::path::Path;
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use crate::playlist_files::{FoundList, PlaylistFormat};
use crate::{FileFormat, limits};

/// Names of a cover that lies beside the music, best first, without extension and in lower case.
const COVERS: [&str; 5] = ["cover", "folder", "front", "album", "albumart"];
const PICTURES: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];

/// A file of music that lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Path below the music folder, `/` between names.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Last change of the file or of the `.lrc` beside it, whichever is later, in milliseconds since 1970.
    pub modified_ms: i64,
    /// What the name promises.
    pub format: FileFormat,
}

/// A folder that holds music.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFolder {
    /// Path below the music folder; empty for the music folder itself.
    pub path: String,
    /// File name of the cover that lies in it.
    pub cover: Option<String>,
}

/// A file or folder that is not on the shelves, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// Path below the music folder.
    pub path: String,
    /// What is wrong and what to do, in one line.
    pub complaint: String,
}

/// What lies below a music folder, in order of paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Files of music.
    pub files: Vec<FoundFile>,
    /// Folders that hold them.
    pub folders: Vec<FoundFolder>,
    /// Files of playlists.
    pub lists: Vec<FoundList>,
    /// What could not be looked into.
    pub bad: Vec<BadFile>,
}

/// Looks through a folder of music and everything below it; reads no file.
///
/// Hidden names are passed over. Links are followed, and one that leads back to where it is reached
/// from is a complaint. The music folder itself not being there is one too.
#[must_use]
pub fn walk(root: &Path) -> Walk {
    let mut walk = Walk::default();
    let entries = WalkDir::new(root)
        .follow_links(true)
        .max_depth(limits::MAX_DEPTH)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    let (mut covers, mut lyrics) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walk.bad.push(unreachable_path(root, &error));
                continue;
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        let Some(path) = relative(root, entry.path()) else {
            let complaint = "its name is not UTF-8: rename it".to_owned();
            walk.bad.push(BadFile { path: shown(root, entry.path()), complaint });
            continue;
        };
        let (stem, extension) = path.rsplit_once('.').unwrap_or((&path, ""));
        if let Some(format) = FileFormat::from_name(name(&path)) {
            match stamp(&entry) {
                Ok((size, modified_ms)) => {
                    walk.files.push(FoundFile { path, size, modified_ms, format });
                }
                Err(complaint) => walk.bad.push(BadFile { path, complaint }),
            }
        } else if PlaylistFormat::from_name(name(&path)).is_some() {
            match stamp(&entry) {
                Ok((size, modified_ms)) => walk.lists.push(FoundList { path, size, modified_ms }),
                Err(complaint) => walk.bad.push(BadFile { path, complaint }),
            }
        } else if extension.eq_ignore_ascii_case("lrc") {
            lyrics
                .extend(stamp(&entry).ok().map(|(_, modified_ms)| (stem.to_owned(), modified_ms)));
        } else if let Some(rank) = cover_rank(name(&path)) {
            covers.push((folder(&path).to_owned(), rank, name(&path).to_owned()));
        }
    }
    add_lyrics(&mut walk.files, lyrics);
    walk.files.sort_by(|a, b| a.path.cmp(&b.path));
    walk.folders = folders(&walk.files, covers);
    walk.lists.sort_by(|a, b| a.path.cmp(&b.path));
    walk.leave_out_lists();
    walk
}

impl Walk {
    fn leave_out_lists(&mut self) {
        let most = limits::MAX_LIST_FILES;
        let left_out = self.lists.drain(self.lists.len().min(most)..);
        if let Some(first) = left_out.as_slice().first() {
            let complaint = format!("it and all playlists after it are left out: {most} are read");
            self.bad.push(BadFile { path: first.path.clone(), complaint });
        }
    }
}

/// The folder of a path below a music folder, empty at the top.
#[must_use]
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let names = path.strip_prefix(root).ok()?.components();
    let names: Option<Vec<&str>> = names.map(|name| name.as_os_str().to_str()).collect();
    names.map(|names| names.join("/"))
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

fn unreachable_path(root: &Path, error: &walkdir::Error) -> BadFile {
    let path = error.path().map_or_else(String::new, |path| shown(root, path));
    let complaint = match (error.loop_ancestor(), error.io_error()) {
        (Some(_), _) => "it is a link that leads back to a folder it lies in: remove it".to_owned(),
        (None, Some(io)) => format!("it cannot be read ({io}): check its permissions and the disk"),
        (None, None) => "it cannot be read".to_owned(),
    };
    BadFile { path, complaint }
}

/// Size in bytes and last change in milliseconds since 1970.
fn stamp(entry: &DirEntry) -> Result<(u64, i64), String> {
    let metadata = entry.metadata().map_err(|error| format!("it cannot be read ({error})"))?;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified_ms = modified.and_then(|time| i64::try_from(time.as_millis()).ok()).unwrap_or(0);
    Ok((metadata.len(), modified_ms))
}

/// New words are a change of the track.
fn add_lyrics(files: &mut [FoundFile], lyrics: Vec<(String, i64)>) {
    let lyrics: std::collections::HashMap<String, i64> = lyrics.into_iter().collect();
    for file in files.iter_mut().filter(|_| !lyrics.is_empty()) {
        let stem = file.path.rsplit_once('.').map_or(file.path.as_str(), |(stem, _)| stem);
        if let Some(&modified_ms) = lyrics.get(stem) {
            file.modified_ms = file.modified_ms.max(modified_ms);
        }
    }
}

fn cover_rank(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let (stem, extension) = name.rsplit_once('.')?;
    PICTURES.contains(&extension).then(|| COVERS.iter().position(|cover| *cover == stem))?
}

fn folders(files: &[FoundFile], mut covers: Vec<(String, usize, String)>) -> Vec<FoundFolder> {
    covers.sort();
    let mut paths: Vec<&str> = files.iter().map(|file| folder(&file.path)).collect();
    paths.sort_unstable();
    paths.dedup();
    let found = |path: &str| {
        let first = covers.partition_point(|cover| cover.0.as_str() < path);
        let cover = covers.get(first).filter(|cover| cover.0 == path);
        FoundFolder { path: path.to_owned(), cover: cover.map(|cover| cover.2.clone()) }
    };
    paths.into_iter().map(found).collect()
}
