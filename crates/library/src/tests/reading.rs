use std::io::Cursor;

use synth::Format;

use super::files::{SOUNDS, m4a, png_header, sound, tone, with_cover};
use crate::{Description, FileFormat, PictureKind, Role, embedded_cover, read, read_sound};

fn description(bytes: Vec<u8>) -> Description {
    read_sound(Cursor::new(bytes)).unwrap()
}

#[test]
fn every_kind_of_sound_is_read() {
    let kinds = [FileFormat::Flac, FileFormat::Opus, FileFormat::Mp3, FileFormat::Wav];
    for (format, kind) in SOUNDS.into_iter().zip(kinds) {
        let found = description(sound(format, &[("TITLE", "Präludium"), ("ALBUM", "月光")]));
        assert_eq!(found.format, kind);
        assert_eq!(found.tags.title.as_deref(), Some("Präludium"), "{kind}");
        assert_eq!(found.tags.album.as_deref(), Some("月光"), "{kind}");
        assert!(
            (950..=1_100).contains(&found.properties.duration_ms),
            "{kind}: {:?}",
            found.properties
        );
        assert_eq!(found.properties.sample_rate_hz, Some(48_000), "{kind}");
        assert_eq!(found.properties.channels, Some(2), "{kind}");
    }
    let found = description(m4a("Prélude"));
    assert_eq!(found.format, FileFormat::M4a);
    assert_eq!(found.tags.title.as_deref(), Some("Prélude"));
    assert_eq!(found.properties.duration_ms, 1_000);
}

#[test]
fn names_genres_numbers_and_loudness_are_told_apart() {
    let pairs = [
        ("TITLE", " Duet\u{7} \n"),
        ("ARTIST", "Ann; Bob"),
        ("ARTIST", "AC/DC"),
        ("ALBUMARTIST", "Ann / Bob"),
        ("COMPOSER", "Zhou 周; Ann"),
        ("GENRE", "Folk/Jazz"),
        ("GENRE", "Folk"),
        ("TRACKNUMBER", "3/12"),
        ("DISCNUMBER", "0"),
        ("COMPILATION", "1"),
        ("DATE", "1987-03-01"),
        ("ORIGINALDATE", "1962"),
        ("REPLAYGAIN_TRACK_GAIN", "-7.25 dB"),
        ("REPLAYGAIN_TRACK_PEAK", "0.98"),
        ("REPLAYGAIN_ALBUM_GAIN", "1e9 dB"),
        ("MUSICBRAINZ_ALBUMID", "d1"),
        ("MUSICBRAINZ_ARTISTID", "a1"),
        ("MUSICBRAINZ_ARTISTID", "a2"),
        ("LYRICS", "[00:01.00]la\n[00:02.00]li"),
    ];
    let tags = description(sound(Format::Flac { bits: 16 }, &pairs)).tags;
    let names = |role| tags.names(role).collect::<Vec<_>>();
    assert_eq!(tags.title.as_deref(), Some("Duet"));
    assert_eq!(names(Role::Artist), ["Ann", "Bob", "AC/DC"]);
    assert_eq!(names(Role::AlbumArtist), ["Ann", "Bob"]);
    assert_eq!(names(Role::Composer), ["Zhou 周", "Ann"]);
    assert_eq!(tags.genres, ["Folk", "Jazz"]);
    assert_eq!((tags.track.number, tags.track.total, tags.disc.number), (Some(3), Some(12), None));
    assert!(tags.compilation);
    assert_eq!((tags.year(), tags.date.as_deref()), (Some(1962), Some("1987-03-01")));
    assert_eq!(tags.replay_gain.track_gain_db, Some(-7.25));
    assert_eq!(tags.replay_gain.album_gain_db, None);
    assert_eq!(tags.musicbrainz.release.as_deref(), Some("d1"));
    assert_eq!(tags.musicbrainz.artists, ["a1", "a2"]);
    assert_eq!(crate::Lyrics::parse(&tags.lyrics.unwrap()).lines[1].start_ms, Some(2_000));
}

#[test]
fn new_tags_leave_the_content_as_it_is() {
    let long = "x".repeat(900);
    for format in SOUNDS {
        let plain = description(sound(format, &[("TITLE", "A")])).content;
        let tagged = description(sound(format, &[("TITLE", "B"), ("COMMENT", &long)])).content;
        let other = description(tone(format, 330.0, &[("TITLE", "A")])).content;
        assert_eq!(plain, tagged, "{format:?}");
        assert_ne!(plain, other, "{format:?}");
    }
    assert_eq!(description(m4a("A")).content, description(m4a("A longer one")).content);
}

#[test]
fn a_cover_is_measured_and_a_hostile_one_left_out() {
    let flac = sound(Format::Flac { bits: 16 }, &[("TITLE", "A")]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.flac"), with_cover(&flac, &png_header(500, 400))).unwrap();
    let found = read(folder.path(), "a.flac").unwrap();
    let info = found.cover.unwrap();
    assert_eq!((info.kind, info.width, info.height), (PictureKind::Png, 500, 400));
    let cover = embedded_cover(&folder.path().join("a.flac")).unwrap().unwrap();
    assert_eq!(cover.bytes, png_header(500, 400));

    let found = description(with_cover(&flac, &png_header(20_000, 20_000)));
    assert_eq!(found.cover, None);
    assert!(found.warnings[0].contains("20000"), "{:?}", found.warnings);
    assert_eq!(found.tags.title.as_deref(), Some("A"));
}

#[test]
fn scores_are_tracks() {
    let folder = tempfile::tempdir().unwrap();
    let abc = "X:1\nT:Air\nC:Ann\nM:4/4\nL:1/4\nQ:1/4=60\nK:C\n|:CDEF|GABc:|\n";
    std::fs::write(folder.path().join("air.abc"), abc).unwrap();
    let found = read(folder.path(), "air.abc").unwrap();
    assert_eq!(found.format, FileFormat::Abc);
    assert_eq!(found.properties.duration_ms, 16_000);
    assert_eq!(found.tags.names(Role::Composer).collect::<Vec<_>>(), ["Ann"]);
    let score = notation::read(abc.as_bytes()).unwrap().score;
    for (format, name) in [(notation::Format::Midi, "02 b.mid"), (notation::Format::Mxl, "c.mxl")] {
        let bytes = notation::write(&score, format).unwrap().bytes;
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let found = read(folder.path(), name).unwrap();
        assert!(found.format.is_score() && found.tags.title.is_some(), "{name}");
    }
}

#[test]
fn words_beside_a_file_win() {
    let folder = tempfile::tempdir().unwrap();
    let wav = sound(Format::Wav(synth::WavSamples::Int16), &[]);
    std::fs::write(folder.path().join("07 - Song.wav"), wav).unwrap();
    std::fs::write(folder.path().join("07 - Song.lrc"), "[00:01]la").unwrap();
    let tags = read(folder.path(), "07 - Song.wav").unwrap().tags;
    assert_eq!((tags.title.as_deref(), tags.lyrics.as_deref()), (Some("Song"), Some("[00:01]la")));
}
