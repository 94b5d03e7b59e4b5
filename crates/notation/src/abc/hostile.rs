//! Tunes that ask for more than their size shows: each was found to take seconds or gigabytes once.

use crate::limits::{MAX_GROUPS, MAX_LINES, MAX_NAME, MAX_TEXT};
use crate::{Error, Reading};

fn read(text: &str) -> Result<Reading, Error> {
    super::read(text.as_bytes())
}

#[track_caller]
fn refused<T>(reading: &Result<T, Error>) {
    assert!(matches!(reading, Err(Error::TooLarge { .. })), "it is read, or refused otherwise");
}

/// A tune whose last lines are one text, so many times.
fn tune(text: &str, count: usize) -> String {
    format!("X:1\nK:C\n{}\n", text.repeat(count))
}

#[test]
fn whatever_takes_memory_is_counted() {
    for (text, count) in [
        ("[CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC]", 10_000),
        ("...............................C", 10_000),
        ("[Q:60]", 300_001),
        ("\nK:D\n", 300_001),
        ("C\nP:A\nQ:1/4=60\n", 300_001),
        ("\nV:1\nZ1000|\nV:2\nZ1000|\nV:3\nZ1000|\n", 101),
    ] {
        refused(&read(&tune(text, count)));
    }
    let rests = |voice: &str| format!("V:{voice}\n{}\n", "Z1000|".repeat(99));
    refused(&read(&format!("X:1\nK:C\n{}V:2\nC\nV:3\nC\nV:4\nC\n", rests("1"))));
}

#[test]
fn texts_and_their_number_are_bounded() {
    let reading =
        read(&format!("X:1\n{}K:C\nC\n{}", "N:a\n".repeat(20_000), "W:\n".repeat(20_000)));
    assert_eq!(reading.unwrap().score.info.misc.len(), MAX_LINES);
    let long = "a".repeat(1_000_000);
    let header = format!("X:1\nT:{long}\nK:C\nV:{long} nm={long}\nC\nw:{long}\n£");
    let reading = read(&header).unwrap();
    let score = &reading.score;
    assert_eq!(score.info.title.as_ref().map(String::len), Some(MAX_TEXT));
    assert_eq!(score.parts[0].name.len(), MAX_NAME);
    assert!(reading.warnings.list().iter().all(|warning| warning.to_string().len() < 2_000));
    let groups = read(&format!("X:1\n%%score {}\nK:C\nC\n", "[1".repeat(100_000))).unwrap();
    assert!(groups.score.groups.len() <= MAX_GROUPS);
}

/// What may stand again and again on one note is looked up, not searched for.
#[test]
fn signs_without_end_are_read_at_once() {
    let many = "C".repeat(50_000);
    for (first, sign) in [
        ("C", "("),
        (&many, "-"),
        (&format!("{many}&"), "-"),
        (&format!("{many}&"), "> "),
        (&format!("{many}&"), "()"),
        ("[C", "-"),
        (&format!("{many}|C\n"), "w:a|b\n"),
        (&format!("{many}\n"), "w:\n"),
        (&format!("{many}\nw:a"), "|"),
        ("K:C exp", " ^c"),
    ] {
        let _ = read(&format!("X:1\nK:C\n{first}{}\nC\n", sign.repeat(100_000)));
    }
    let tied = read(&format!("X:1\nK:C\n[CE{}]C\n", "-".repeat(100_000))).unwrap();
    let notes = tied.score.soundings();
    assert_eq!(notes.len(), 3);
}

#[test]
fn a_book_is_bounded_as_a_whole() {
    let voices: String = (0..128).map(|voice| format!("V:{voice}\n")).collect();
    refused(&super::read_all(format!("X:1\n{voices}K:C\n").repeat(3_000).as_bytes()));
    let odd = format!("X:1\nK:C\n{}C\n", "Q".repeat(250)).repeat(300);
    let readings = super::read_all(odd.as_bytes()).unwrap();
    let kept: usize = readings.iter().map(|reading| reading.warnings.list().len()).sum();
    assert_eq!(kept, super::MAX_BOOK_WARNINGS);
    assert!(readings.iter().all(|reading| reading.warnings.total() == 250), "all are counted");
    // The header of the file belongs to every tune in it.
    let header = format!("%abc\nN:{}\n", "n".repeat(100_000));
    let readings = super::read_all((header + &"X:1\nK:C\nC\n".repeat(100)).as_bytes()).unwrap();
    let noted =
        |reading: &Reading| reading.score.info.misc.iter().map(|(_, text)| text.len()).sum();
    assert!(readings.iter().map(noted).all(|bytes: usize| bytes < 5_000));
}
