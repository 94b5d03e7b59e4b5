//! No bytes make the reader panic, and a broken file is one error.

use std::io::Cursor;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::files::{SOUNDS, m4a, png_header, sound, with_cover};
use crate::{LibraryError, Lyrics, measure, read, read_sound};

/// One whole file of each kind.
static WHOLE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut files: Vec<Vec<u8>> =
        SOUNDS.map(|format| sound(format, &[("TITLE", "A"), ("ARTIST", "B; C")])).into();
    files[0] = with_cover(&files[0], &png_header(8, 8));
    files.push(m4a("A"));
    files
});

#[test]
fn truncated_files_are_read_or_refused() {
    for file in WHOLE.iter() {
        for length in (0..file.len().min(600)).step_by(7).chain([file.len() / 2, file.len() - 1]) {
            // A file cut short may still have whole headers.
            let _ = read_sound(Cursor::new(&file[..length]));
        }
        assert!(read_sound(Cursor::new(&file[..3])).is_err());
    }
}

#[test]
fn what_is_no_music_says_so_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in
        [("a.flac", &b"<html>"[..]), ("b.mp3", b""), ("c.mid", b"MThd"), ("d.abc", b"")]
    {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let complaint = read(folder.path(), name).unwrap_err().to_string();
        assert!(complaint.len() > 20 && !complaint.contains('\n'), "{name}: {complaint}");
    }
    assert!(matches!(read(folder.path(), "e.flac"), Err(LibraryError::Unreadable(_))));
}

#[test]
fn a_header_that_claims_too_much_is_not_believed() {
    // STREAMINFO with 2^36 - 1 samples at 1 Hz: over two thousand years.
    let mut file = b"fLaC\x80\0\0\x22\x10\0\x10\0\0\0\0\0\0\0".to_vec();
    file.extend([0x00, 0x00, 0x10 | 0x01, 0xff, 0xff, 0xff, 0xff, 0xff]);
    file.extend([0; 16]);
    assert!(read_sound(Cursor::new(file)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn changed_bytes_never_panic(
        kind in 0usize..5,
        changes in proptest::collection::vec((0usize..1_500, any::<u8>()), 1..24),
        keep in 40usize..4_000,
    ) {
        let mut file = WHOLE[kind].clone();
        for (at, byte) in changes {
            let at = at % file.len();
            file[at] = byte;
        }
        file.truncate(keep);
        let _ = read_sound(Cursor::new(file));
    }

    #[test]
    fn random_bytes_never_panic(
        magic in proptest::sample::select(vec![
            &b""[..], b"fLaC", b"ID3\x04\0\0", b"OggS\0\x02", b"RIFF\0\0\0\0WAVEfmt ", b"\0\0\0\x10ftypM4A ",
            b"\xff\xfb\x90\x64", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8 ", b"GIF89a",
        ]),
        rest in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let bytes = [magic, &rest].concat();
        let _ = measure(&bytes);
        let _ = Lyrics::parse(&String::from_utf8_lossy(&bytes));
        let _ = read_sound(Cursor::new(bytes));
    }

    #[test]
    fn any_text_finds_itself(text in "\\PC{0,40}") {
        let query = crate::Query::parse(&text);
        prop_assert!(query.matches(&crate::search_words([text.as_str()])), "{text}");
    }
}
