use std::io::Write;

use proptest::prelude::*;

use super::*;

fn told(text: &str) -> Vec<String> {
    let found = read(text.as_bytes()).unwrap();
    let one = |l: &Listen| {
        let skipped = if l.skipped { " skipped" } else { "" };
        format!("{} {}/{}/{}{skipped}", l.listened_ms / 1_000, l.artist, l.album, l.title)
    };
    found.listens.iter().map(one).collect()
}

const LISTENBRAINZ: &str = r#"{"listened_at": 1675168440, "track_metadata": {"artist_name": "Ann", "track_name": "Été", "release_name": "Airs", "additional_info": {"artist_mbids": ["x"], "media_player": "Box"}, "mbid_mapping": {"recording_mbid": "r-1", "artists": [{"artist_credit_name": "Ann"}]}}}
{"listened_at": 1675168441, "track_metadata": {"artist_name": "Ann", "track_name": "#;

#[test]
fn listenbrainz_is_read_line_by_line_or_whole() {
    let found = read(LISTENBRAINZ.as_bytes()).unwrap();
    assert_eq!((found.listens.len(), found.unread), (1, 1));
    let listen = &found.listens[0];
    assert_eq!((listen.title.as_str(), listen.client.as_str()), ("Été", "Box"));
    assert_eq!((listen.recording.as_deref(), listen.listened_ms), (Some("r-1"), 1_675_168_440_000));
    let first = LISTENBRAINZ.lines().next().unwrap();
    for whole in [
        format!("[{first}]"),
        format!("[\n{first},\n{first}]"),
        format!("{{\"payload\": {{\"count\": 1,\n\"listens\": [{first}]}}}}"),
    ] {
        let found = read(whole.as_bytes()).unwrap();
        assert_eq!((found.unread, &found.listens[0]), (0, listen), "{whole}");
    }
}

#[test]
fn an_archive_is_read_without_what_else_lies_in_it() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in [
        ("user.json", "{\"user_id\": 1}"),
        ("feedback.jsonl", "{\"score\": 1}"),
        ("listens/2023/1.jsonl", LISTENBRAINZ),
        ("../../etc/passwd", "x"),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let found = read(&bytes).unwrap();
    assert_eq!((found.listens.len(), found.unread), (1, 1));
    assert!(read(&bytes[..40]).is_err());
}

#[test]
fn lastfm_is_read_as_exporters_write_it() {
    let expected = ["1675168440 Ann, the/Airs/Été \"Live\""];
    for text in [
        "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n\
         1675168440,x,\"Ann, the\",,Airs,,\"Été \"\"Live\"\"\",\n",
        "Artist;Album;AlbumId;Track;Date#somebody\nAnn, the;Airs;;\"Été \"\"Live\"\"\";1675168440000\r\n",
        "\"Ann, the\",Airs,\"Été \"\"Live\"\"\",31 Jan 2023 12:34",
        r##"[[{"artist": {"mbid": "", "#text": "Ann, the"}, "album": {"#text": "Airs"},
            "name": "Été \"Live\"", "date": {"uts": "1675168440", "#text": "31 Jan 2023"}}]]"##,
        r##"{"recenttracks": {"track": [{"artist": {"name": "Ann, the"}, "album": {"#text": "Airs"},
            "name": "Été \"Live\"", "date": {"uts": "1675168440"}}], "@attr": {"page": "1"}}}"##,
        r#"{"username": "somebody", "scrobbles": [{"track": "Été \"Live\"", "artist": "Ann, the",
            "album": "Airs", "albumId": "", "date": 1675168440000}]}"#,
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
    let bad = "artist,track,uts\nAnn,,1675168440\nAnn,Air,never\nAnn,Air,1675168440";
    assert_eq!(read(bad.as_bytes()).unwrap().unread, 2);
    assert!(read(b"what is this").is_err());
}

#[test]
fn spotify_is_read_with_skips_and_without_private_sessions() {
    let entry = |more: &str| {
        format!(
            r#"{{"ts": "2023-01-31T12:34:00Z", "master_metadata_track_name": "Été",
            "master_metadata_album_artist_name": "Ann", "master_metadata_album_album_name": "Airs", {more}}}"#
        )
    };
    let text = [
        entry(r#""ms_played": 60000, "skipped": null, "incognito_mode": false"#),
        entry(r#""ms_played": 60000, "skipped": true"#),
        entry(r#""ms_played": 900, "skipped": false"#),
        entry(r#""ms_played": 60000, "incognito_mode": true"#),
        r#"{"ts": "2023-01-31T12:34:00Z", "master_metadata_track_name": null, "episode_name": "x"}"#
            .to_owned(),
        r#"{"endTime": "2023-01-31 12:34", "artistName": "Ann", "trackName": "Été", "msPlayed": 60000}"#
            .to_owned(),
    ];
    let text = format!("[{}]", text.join(",\n"));
    assert_eq!(
        told(&text),
        [
            "1675168380 Ann/Airs/Été",
            "1675168380 Ann/Airs/Été skipped",
            "1675168439 Ann/Airs/Été skipped",
            "1675168380 Ann//Été"
        ]
    );
    let found = read(text.as_bytes()).unwrap();
    assert_eq!((found.private, found.unread), (1, 1));
}

#[test]
fn depth_has_a_limit() {
    for open in ["[", "{\"payload\":", "{\"a\":"] {
        assert!(read(open.repeat(100_000).as_bytes()).is_err());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, start in prop::sample::select(vec!["", "{", "[{", "a,b\n", "PK\u{3}\u{4}"])) {
        let mut all = start.as_bytes().to_vec();
        all.extend(bytes);
        let _ = read(&all);
    }

    #[test]
    fn broken_exports_make_no_panic(cut in 0usize..350, place in 0usize..350, byte: u8) {
        let mut bytes = LISTENBRAINZ.as_bytes().to_vec();
        bytes[place] = byte;
        let _ = read(&bytes[cut.min(place)..]);
        let _ = time::of_text(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_text_makes_a_time_panic(text in "\\PC{0,30}") {
        let _ = time::of_text(&text);
    }
}
