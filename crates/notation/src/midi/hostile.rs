//! Files that ask for more than their size shows: each was found to take seconds or gigabytes once.

use crate::{Error, Reading};

const NOTE: &[u8] = b"\x00\x90\x3c\x40\x01\x80\x3c\x00";
/// A bar of 255 whole notes.
const LONG_BAR: &[u8] = b"\x00\xff\x58\x04\xff\x00\x18\x08";

fn read(ticks_per_quarter: u16, tracks: &[Vec<u8>]) -> Result<Reading, Error> {
    let mut bytes = b"MThd\x00\x00\x00\x06\x00\x01".to_vec();
    bytes.extend(u16::try_from(tracks.len()).unwrap().to_be_bytes());
    bytes.extend(ticks_per_quarter.to_be_bytes());
    for track in tracks {
        bytes.extend(b"MTrk");
        bytes.extend(u32::try_from(track.len()).unwrap().to_be_bytes());
        bytes.extend(track);
    }
    super::read(&bytes)
}

fn too_large(reading: Result<Reading, Error>) -> &'static str {
    match reading {
        Err(Error::TooLarge { what, .. }) => what,
        other => panic!("read: {:?}", other.map(|reading| reading.warnings)),
    }
}

/// A hundred bytes that were a gigabyte of rests.
#[test]
fn a_long_silence_in_many_parts_is_refused() {
    let mut track = Vec::new();
    for channel in 0..9 {
        // The first note comes after 396,000 quarters.
        track.extend(if channel == 0 { &b"\x98\x95\x60"[..] } else { b"\x00" });
        track.extend([0x90 + channel, 60, 64, 1, 0x80 + channel, 60, 0]);
    }
    assert_eq!(too_large(read(1, &[track])), "measures in all parts");
}

#[test]
fn a_bar_of_many_tempi_is_read_at_once() {
    let mut track = LONG_BAR.to_vec();
    for tempo in 0..50_000u32 {
        track.extend([1, 0xFF, 0x51, 3, 1, 0, u8::try_from(tempo % 256).unwrap()]);
    }
    track.extend(NOTE);
    let score = read(32_000, &[track]).unwrap().score;
    assert_eq!(score.measures[0].tempi.len(), 50_000);
}

#[test]
fn signs_are_counted_as_they_come() {
    for sign in [
        &b"\x01\xff\x51\x03\x01\x00\x00"[..],
        b"\x01\xff\x58\x04\x04\x02\x18\x08",
        b"\x01\xff\x59\x02\x01\x00",
        b"\x01\xff\x05\x01a",
        b"\x01\xff\x06\x01a",
        b"\x01\xc0\x05",
    ] {
        assert_eq!(too_large(read(480, &[sign.repeat(300_001)])), "notes and signs");
    }
    // 4,900 letters of Latin-1, two bytes each as they are kept.
    let words = [b"\x00\xff\x05\xa6\x24".to_vec(), vec![0xE9; 4_900]].concat();
    assert_eq!(too_large(read(480, &[words.repeat(2_000)])), "bytes of text");
}

#[test]
fn key_signatures_are_written_in_every_part_and_counted_there() {
    let keys = b"\x01\xff\x59\x02\x01\x00\x01\xff\x59\x02\x02\x00".repeat(20_000);
    let voices = (0..15).flat_map(|channel| [0, 0x90 + channel, 60, 64]);
    assert_eq!(too_large(read(32_000, &[keys, voices.collect()])), "key signatures");
}

#[test]
fn syllables_find_their_notes_in_a_crowded_bar() {
    let mut track = LONG_BAR.to_vec();
    for note in 0..20_000u32 {
        let key = 36 + u8::try_from(note % 60).unwrap();
        let syllable = u8::try_from(u32::from(b'a') + note % 26).unwrap();
        track.extend([0, 0xFF, 5, 1, syllable, 0, 0x90, key, 64, 1, 0x80, key, 0]);
    }
    let reading = read(32, &[track]).unwrap();
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
    let events = reading.score.events().filter(|(_, event)| !event.is_rest());
    for (note, (_, event)) in events.enumerate().filter(|(note, _)| note % 1_000 == 0) {
        let syllable = char::from(b'a' + u8::try_from(note % 26).unwrap());
        assert_eq!(event.lyrics[0].text, syllable.to_string());
    }
}

/// Every later note is compared with the highest of the chord.
#[test]
fn a_chord_of_thousands_beside_a_melody_is_read_at_once() {
    let mut track = b"\x00\x90\x7f\x40".repeat(50_000);
    track.extend(b"\x00\x90\x02\x40\x01\x80\x7f\x00");
    track.extend(b"\x00\x80\x7f\x00".repeat(49_999));
    track.extend(b"\x00\x80\x02\x00");
    track.extend(b"\x01\x90\x01\x40\x01\x80\x01\x00".repeat(49_000));
    assert!(read(480, &[track]).is_ok());
}
