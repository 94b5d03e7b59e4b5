use proptest::prelude::*;

use super::*;

fn told(bytes: &[u8]) -> (String, Vec<String>) {
    let found = PlaylistFile::read(bytes).unwrap();
    let one = |entry: &Entry| {
        let Entry { path, title, artist, album, recording, duration_ms } = entry;
        let recording = recording.as_deref().unwrap_or_default();
        format!("{path} | {artist} | {title} | {album} | {recording} | {duration_ms:?}")
    };
    (found.title, found.entries.iter().map(one).collect())
}

const M3U: &str = "\u{feff}#EXTM3U\r\n#PLAYLIST: Calm \r\n#EXTENC:UTF-8\r\n\r\n#EXTINF:123.5 logo=\"a,b\",Ann - Air - Slow\r\n\
    #EXTALB:Airs\r\nC:\\Music\\Ann\\air.mp3\r\n#EXTINF:-1,Alone\r\nfile:///home/ann/%C3%89t%C3%A9.ogg\r\n\
    #EXTART:Jay - Z\r\n#EXTINF:9,Jay - Z - Song - One\r\n./#1.mp3\r\nbare.flac";

#[test]
fn m3u_is_read_with_all_that_its_comments_tell() {
    let (title, entries) = told(M3U.as_bytes());
    assert_eq!(title, "Calm");
    let expected = [
        "C:\\Music\\Ann\\air.mp3 | Ann | Air - Slow | Airs |  | Some(123500)",
        "/home/ann/Été.ogg |  | Alone |  |  | None",
        "#1.mp3 | Jay - Z | Song - One |  |  | Some(9000)",
        "bare.flac |  |  |  |  | None",
    ];
    assert_eq!(entries, expected);
}

#[test]
fn m3u_of_old_is_latin_1() {
    let (_, entries) = told(b"#EXTINF:1,B\xe9la - \xc9t\xe9\r\xe9t\xe9.mp3\r");
    assert_eq!(entries, ["été.mp3 | Béla | Été |  |  | Some(1000)"]);
}

#[test]
fn xspf_is_read_and_entities_are_not_expanded() {
    let text = "<?xml version='1.0'?><!DOCTYPE p [<!ENTITY a 'aaaa'>]><x:playlist xmlns:x='http://xspf.org/ns/0/'>\
        <title>Calm &amp; <![CDATA[<slow>]]></title><trackList><track><location>file://host/a%20b.mp3</location>\
        <location>other</location><identifier>https://musicbrainz.org/recording/0A1b2c3d-0000-4000-8000-00000000000f</identifier>\
        <title>&#201;t&a;&#xE9;</title><creator>Ann</creator><duration>1500</duration>\
        <extension application='x'><title>no</title></extension></track><track/></trackList></x:playlist>";
    let (title, entries) = told(text.as_bytes());
    assert_eq!(title, "Calm & <slow>");
    let expected = "/a b.mp3 | Ann | Ét&a;é |  | 0a1b2c3d-0000-4000-8000-00000000000f | Some(1500)";
    assert_eq!(entries, [expected]);
}

#[test]
fn jspf_is_read_as_listenbrainz_writes_it() {
    let text = r#"{"playlist": {"title": "Calm", "annotation": "<p>x</p>", "extension": {}, "track": [
        {"title": "Air", "creator": "Ann feat. Bob", "album": "Airs", "duration": 61000,
         "identifier": ["https://musicbrainz.org/recording/e8f9b188-f819-4e98-ab7c-4fbc1a0e3b0f"]},
        {"title": "Two", "identifier": "http://musicbrainz.org/recording/E8F9B188-f819-4e98-ab7c-4fbc1a0e3b0f/",
         "location": "Ann/%231.mp3"}, 7]}}"#;
    let (title, entries) = told(text.as_bytes());
    assert_eq!(title, "Calm");
    let recording = "e8f9b188-f819-4e98-ab7c-4fbc1a0e3b0f";
    let expected = [
        format!(" | Ann feat. Bob | Air | Airs | {recording} | Some(61000)"),
        format!("Ann/#1.mp3 |  | Two |  | {recording} | None"),
    ];
    assert_eq!(entries, expected);
}

#[test]
fn what_is_no_playlist_says_so() {
    for bytes in [
        &b"{}"[..],
        b"{\"playlist\": 1}",
        b"{\"playlist\"",
        b"<html></html>",
        b"<playlist><title>",
        b"<playlist></track>",
        b"a\0b",
    ] {
        let error = PlaylistFile::read(bytes).unwrap_err();
        assert!(matches!(error, PlaylistFileError::Unknown(_)), "{bytes:?}: {error}");
    }
    let many = "a\n".repeat(limits::MAX_PLAYLIST_TRACKS + 1);
    let deep = "<playlist>".repeat(1_000);
    let long = vec![b' '; limits::MAX_PLAYLIST_BYTES + 1];
    for bytes in [many.as_bytes(), deep.as_bytes(), &long] {
        let error = PlaylistFile::read(bytes).unwrap_err();
        assert!(matches!(error, PlaylistFileError::TooLarge(_)), "{error}");
    }
}

#[test]
fn a_track_is_found_by_path_then_recording_then_names() {
    use crate::{Known, TrackId};
    let mut shelf = Shelf::default();
    let recording = "e8f9b188-f819-4e98-ab7c-4fbc1a0e3b0f";
    for (id, title, recording, duration_ms, path) in [
        (1, "Air", None, 60_000, "Ann/Airs/1.mp3"),
        (2, "Été", Some(recording), 90_000, "Ann/Airs/2.mp3"),
        (3, "Air", None, 200_000, "Ann/Live/1.mp3"),
    ] {
        let artists = vec!["Ann"];
        let id = TrackId(id);
        shelf.add(&Known { id, title, artists, recording, duration_ms, ..Known::default() }, path);
    }
    let find = |path: &str, title: &str, recording: Option<&str>, duration_ms| {
        let (path, title, artist) = (path.into(), title.into(), "Ann".into());
        let recording = recording.map(str::to_owned);
        let entry = Entry { path, title, artist, album: String::new(), recording, duration_ms };
        shelf.find(&entry).map(|id| id.0)
    };
    assert_eq!(find("/m/Ann/Live/1.mp3", "Été", Some(recording), None), Some(3));
    assert_eq!(find("/m/x.mp3", "Air", Some(recording), None), Some(2));
    assert_eq!(find("", "air", None, Some(198_000)), Some(3));
    assert_eq!(find("", "air", None, Some(61_000)), Some(1));
    assert_eq!(find("", "ete", None, None), Some(2));
    assert_eq!(find("x.mp3", "Nothing", None, None), None);
}

#[test]
fn a_path_is_meant_from_where_the_playlist_lies() {
    let placed = |path: &str| {
        let entry = Entry { path: path.into(), ..Entry::default() };
        entry.placed("/home/ann/Music", "Lists/Calm").path
    };
    for (path, meant) in [
        ("1.mp3", "Lists/Calm/1.mp3"),
        ("../../Ann/./Airs//1.mp3", "Ann/Airs/1.mp3"),
        ("..\\..\\Ann\\1.mp3", "Ann/1.mp3"),
        ("/home/ann/Music/Ann/1.mp3", "Ann/1.mp3"),
        ("/home/ann/Music/../secret", "/home/ann/Music/../secret"),
        ("/home/ann/Music2/1.mp3", "/home/ann/Music2/1.mp3"),
        ("../../../../etc/passwd", "../../../../etc/passwd"),
        ("../../../Music/Ann/1.mp3", "../../../Music/Ann/1.mp3"),
        ("../..", "../.."),
        ("", ""),
    ] {
        assert_eq!(placed(path), meant);
    }
}

#[test]
fn a_file_that_is_no_playlist_is_refused_before_it_fills_memory() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("Calm.m3u"), "a.mp3").unwrap();
    let (list, content) = PlaylistFile::open(&at("Calm.m3u")).unwrap();
    assert_eq!((list.title.as_str(), content), ("Calm", crate::ContentHash::of(b"a.mp3")));
    // A hole, which takes no room on the disk.
    std::fs::File::create(at("huge.m3u8")).unwrap().set_len(1 << 40).unwrap();
    std::fs::write(at("many.m3u8"), "x.mp3\n".repeat(1_000_000)).unwrap();
    for name in ["huge.m3u8", "many.m3u8"] {
        let error = PlaylistFile::open(&at(name)).unwrap_err();
        assert!(matches!(error, PlaylistFileError::TooLarge(_)), "{name}: {error}");
    }
    let error = PlaylistFile::open(&at("none.m3u8")).unwrap_err();
    assert!(matches!(error, PlaylistFileError::Unreadable(_)), "{error}");
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,12}", "[a -]{0,9}", "[&<>\"'#%./:,;=A-Fé月]{0,9}", any::<String>()]
}

fn an_entry() -> impl Strategy<Value = Entry> {
    let recording = prop::option::of(Just("e8f9b188-f819-4e98-ab7c-4fbc1a0e3b0f".to_owned()));
    let seconds = prop::option::of(1..100_000u64);
    (words(), words(), words(), words(), recording, seconds).prop_map(
        |(path, title, artist, album, recording, seconds)| {
            let duration_ms = seconds.map(|seconds| seconds * 1_000);
            Entry { path, title, artist, album, recording, duration_ms }.bounded()
        },
    )
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, start in prop::sample::select(vec![
        "", "#EXTINF:", "{\"playlist\":{\"track\":[", "<playlist><trackList><track>", "<playlist>&", "file://%"])) {
        let mut all = start.as_bytes().to_vec();
        all.extend(bytes);
        let _ = PlaylistFile::read(&all);
    }

    #[test]
    fn no_words_make_it_panic(text in "([#<>/{}\\[\\]:,.%&;\"= -]|EXTINF|track|title|playlist|\\PC|\n){0,60}") {
        let _ = PlaylistFile::read(text.as_bytes());
    }

    #[test]
    fn no_path_leads_out_of_the_music_folder(path in "([a./\\\\]|\\.\\./|/music/){0,30}", folder in "([a-c]{1,3}/){0,3}[a-c]") {
        let placed = Entry { path: path.clone(), ..Entry::default() }.placed("/music", &folder).path;
        let below = !placed.starts_with('/') && placed.split('/').all(|name| !matches!(name, "" | "." | ".."));
        prop_assert!(placed == path || below, "{placed}");
    }

    #[test]
    fn what_is_written_reads_back(title in words(), remark in words(), entries in prop::collection::vec(an_entry(), 0..5)) {
        let entries: Vec<Entry> = entries.into_iter().filter(|entry| *entry != Entry::default()).collect();
        let list = PlaylistFile { title: entry::line(&title), remark: entry::line(&remark), entries };
        for format in [PlaylistFormat::Xspf, PlaylistFormat::Jspf] {
            let back = PlaylistFile::read(list.write(format).as_bytes()).unwrap();
            prop_assert_eq!(&back, &list, "{:?}", format);
        }
        // M3U has neither remarks nor recordings.
        let entries = list.entries.iter().cloned().map(|entry| Entry { recording: None, ..entry });
        let entries = entries.filter(|entry| *entry != Entry::default()).collect();
        let plain = PlaylistFile { remark: String::new(), entries, ..list };
        let back = PlaylistFile::read(plain.write(PlaylistFormat::M3u8).as_bytes()).unwrap();
        prop_assert_eq!(back, plain);
    }
}
