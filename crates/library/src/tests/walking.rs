use std::fs::{create_dir, write};

use crate::{limits, walk};

#[test]
fn music_covers_and_words_are_found_in_order() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    create_dir(at("b")).unwrap();
    create_dir(at(".hidden")).unwrap();
    for name in [
        "b/2.FLAC",
        "b/1.mid",
        "b/notes.txt",
        "b/Folder.JPG",
        "b/cover.png",
        ".hidden/x.mp3",
        "a.ogg",
    ] {
        write(at(name), name).unwrap();
    }
    let before = walk(root.path());
    let paths: Vec<&str> = before.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["a.ogg", "b/1.mid", "b/2.FLAC"]);
    let covers: Vec<_> =
        before.folders.iter().map(|f| (f.path.as_str(), f.cover.as_deref())).collect();
    assert_eq!(covers, [("", None), ("b", Some("cover.png"))]);
    assert_eq!(before.files[2].size, 8);

    write(at("a.lrc"), "la").unwrap();
    let later = std::time::UNIX_EPOCH + std::time::Duration::from_secs(4_000_000_000);
    std::fs::File::options().write(true).open(at("a.lrc")).unwrap().set_modified(later).unwrap();
    assert_eq!(walk(root.path()).files[0].modified_ms, 4_000_000_000_000);
}

#[test]
fn playlists_are_no_music_and_not_without_number() {
    let root = tempfile::tempdir().unwrap();
    create_dir(root.path().join("b")).unwrap();
    for name in ["b/calm.M3U", "a.xspf", "c.jspf", ".m3u8", "notes.m3u.txt", "song.mp3"] {
        write(root.path().join(name), name).unwrap();
    }
    let found = walk(root.path());
    let lists: Vec<_> = found.lists.iter().map(|list| (list.path.as_str(), list.size)).collect();
    assert_eq!(lists, [("a.xspf", 6), ("b/calm.M3U", 10), ("c.jspf", 6)]);
    assert_eq!((found.files.len(), found.folders.len(), found.bad.len()), (1, 1, 0));

    for number in 0..limits::MAX_LIST_FILES {
        write(root.path().join(format!("b/{number}.m3u8")), "").unwrap();
    }
    let found = walk(root.path());
    assert_eq!((found.lists.len(), found.bad.len()), (limits::MAX_LIST_FILES, 1));
    assert_eq!(found.bad[0].path, "b/999.m3u8", "and two after it");
}

#[cfg(unix)]
#[test]
fn loops_and_odd_names_are_complaints() {
    use std::ffi::OsStr;
    use std::os::unix::{ffi::OsStrExt, fs::symlink};

    let root = tempfile::tempdir().unwrap();
    create_dir(root.path().join("a")).unwrap();
    write(root.path().join("a/song.mp3"), "").unwrap();
    symlink(root.path(), root.path().join("a/again")).unwrap();
    symlink(root.path().join("nowhere"), root.path().join("gone.mp3")).unwrap();
    write(root.path().join(OsStr::from_bytes(b"\xff.mp3")), "").unwrap();
    let walk = walk(root.path());
    assert_eq!(walk.files.len(), 1);
    let complaints: Vec<&str> = walk.bad.iter().map(|bad| bad.complaint.as_str()).collect();
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    for reason in ["leads back", "cannot be read", "not UTF-8"] {
        assert!(complaints.iter().any(|complaint| complaint.contains(reason)), "{complaints:?}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_a_complaint() {
    let root = tempfile::tempdir().unwrap();
    let walk = walk(&root.path().join("unmounted"));
    assert!(walk.files.is_empty());
    assert_eq!(walk.bad.len(), 1);
}
