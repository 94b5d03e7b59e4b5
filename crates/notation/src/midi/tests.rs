use expect_test::{Expect, expect};
use proptest::prelude::*;
use score::{Score, shorthand};

/// Shows notes as `pitch@onset+duration` after a score has gone through a MIDI file.
fn check(key: &str, meter: &str, lines: &[&str], expected: &Expect) {
    let score = shorthand(key, meter, lines).unwrap();
    let written = super::write(&score).unwrap();
    let reading = super::read(&written.bytes).unwrap();
    expected.assert_eq(&shown(&reading.score));
    let again = super::write(&reading.score).unwrap();
    assert_eq!(again.bytes, written.bytes, "writing is a fixed point");
}

fn shown(score: &Score) -> String {
    let notes = score.soundings();
    let show = |n: &score::Sounding| format!("{}@{}+{}", n.pitch, n.onset, n.duration);
    let notes: Vec<String> = notes.iter().map(show).collect();
    format!("{} measures: {}", score.measures.len(), notes.join(" "))
}

#[test]
fn exact_times_come_back_exact() {
    check(
        "D minor",
        "3/4",
        &["D4:1 E4:1/3 F4 G4 C#5:1~ | C#5:3/2 A4:3/2", "D3:3 | A2+E3:3"],
        &expect![
            "2 measures: D4@0+1 D3@0+3 E4@1+1/3 F4@4/3+1/3 G4@5/3+1/3 C#5@2+5/2 A2@3+3 E3@3+3 A4@9/2+3/2"
        ],
    );
}

#[test]
fn two_voices_in_one_part_stay_apart() {
    check(
        "C",
        "4/4",
        &["C4:4", "E4:1 F4 G4 A4"],
        &expect![[r#"1 measures: C4@0+4 E4@0+1 F4@1+1 G4@2+1 A4@3+1"#]],
    );
}

/// A played scale: every onset and end off by up to 20 ms at 120 quarters a minute.
#[test]
fn a_performance_is_quantised() {
    let score =
        shorthand("C", "4/4", &["C4:1 D4:1/2 E4 F4:1/3 G4 A4 B4:1 | C5:1/4 B4 A4 G4 F4:1 E4:2"]);
    let written = super::write(&score.unwrap()).unwrap();
    let mut song = super::song::parse(&written.bytes, &mut crate::Warnings::default()).unwrap();
    let mut state = 7u64;
    let mut jitter = |tick: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (tick + (state >> 33) % 20).saturating_sub(10)
    };
    for note in song.lines.iter_mut().flat_map(|line| &mut line.notes) {
        note.on = jitter(note.on);
        note.off = jitter(note.off);
    }
    let score = super::build::score(&song, &mut crate::Warnings::default()).unwrap();
    expect![[r#"2 measures: C4@0+1 D4@1+1/2 E4@3/2+1/2 F4@2+1/3 G4@7/3+1/3 A4@8/3+1/3 B4@3+1 C5@4+1/4 B4@17/4+1/4 A4@9/2+1/4 G4@19/4+1/4 F4@5+1 E4@6+2"#]]
        .assert_eq(&shown(&score));
}

#[test]
fn a_time_code_of_minus_128_is_refused() {
    let error = super::read(b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x80\x28MTrk\x00\x00\x00\x00");
    assert!(error.is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut file = b"MThd\x00\x00\x00\x06\x00\x01\x00\x02\x01\xe0MTrk\x00\x00\x01\x00".to_vec();
        file.extend(bytes);
        let _ = super::read(&file);
    }

    #[test]
    fn damaged_files_are_read_or_refused(at in 0usize..400, byte: u8, cut in 0usize..400) {
        let score = shorthand("Bb", "6/8", &["Bb4:3/2 C5:1/2 D5 Eb5 | F5:3", "Bb2+F3:3 | Bb2:3"]).unwrap();
        let mut bytes = super::write(&score).unwrap().bytes;
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length - cut % length);
        let _ = super::read(&bytes);
    }
}
