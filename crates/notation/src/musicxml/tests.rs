use std::io::{Cursor, Write};

use proptest::prelude::*;
use score::{Mark, Placed, Quarters, Score, shorthand};

fn sample() -> Score {
    let lines = ["C5:1 D5:1/2 Eb5~ Eb5:1 F#5:1/3 G5 A5 | r:4", "C3+G3:2 r:2 | Bb2:4"];
    let mut score = shorthand("Cm", "4/4", &lines).unwrap();
    score.info.title = Some("A & <B> \"C\"".to_owned());
    score.info.composer = Some("作曲家".to_owned());
    score
}

#[test]
fn a_score_comes_back_the_same() {
    let score = sample();
    let written = super::write(&score).unwrap();
    let reading = super::read(&written.bytes).unwrap();
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
    assert_eq!(reading.score.soundings(), score.soundings());
    assert_eq!(reading.score.info.title, score.info.title);
    assert_eq!(reading.score.info.composer, score.info.composer);
    assert_eq!(super::write(&reading.score).unwrap().bytes, written.bytes);
    let packed = super::write_compressed(&score).unwrap();
    assert_eq!(super::read_compressed(&packed.bytes).unwrap().score, reading.score);
}

#[test]
fn a_change_of_instrument_comes_back_in_its_own_part() {
    let mut score = sample();
    let change = Placed::new(Quarters::whole(2), Mark::Program(73));
    score.parts[1].measures[0].marks.push(change.clone());
    let written = super::write(&score).unwrap();
    let text = String::from_utf8(written.bytes.clone()).unwrap();
    assert!(text.contains("<score-instrument id=\"P2-I1\">"), "the instrument is declared");
    let again = super::read(&written.bytes).unwrap().score;
    assert!(again.parts[1].measures[0].marks.contains(&change));
    assert_eq!(super::write(&again).unwrap().bytes, written.bytes);
}

/// Reads a measure, writes it, and sees that both readings sound alike and write alike.
fn there_and_back(measure: &str) -> (Score, String) {
    let score = super::read(document(measure).as_bytes()).unwrap().score;
    let written = super::write(&score).unwrap().bytes;
    let again = super::read(&written).unwrap().score;
    assert_eq!(super::write(&again).unwrap().bytes, written, "a fixed point");
    let sounding = |score: &Score| -> Vec<_> {
        score.soundings().iter().map(|note| (note.onset, note.duration, note.pitch)).collect()
    };
    assert_eq!(sounding(&again), sounding(&score));
    (again, String::from_utf8(written).unwrap())
}

const C5: &str = "<pitch><step>C</step><octave>5</octave></pitch>";

#[test]
fn tempi_beyond_the_barline_become_one() {
    let tempo = |offset: u8| {
        format!(
            "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><per-minute>60\
             </per-minute></metronome></direction-type><offset>{offset}</offset></direction>"
        )
    };
    let note = format!("<note>{C5}<duration>1</duration></note>");
    let (score, _) = there_and_back(&format!("{}{}{note}", tempo(2), tempo(3)));
    assert_eq!(score.measures[0].tempi.len(), 1);
}

#[test]
fn technical_signs_come_back() {
    let signs = "<down-bow/><thumb-position/><hammer-on type=\"start\">H</hammer-on><pluck>p</pluck>\
                 <tap>T</tap><fingering>1</fingering><string>3</string><fret>0</fret>";
    let technical = format!("<notations><technical>{signs}</technical></notations>");
    let (score, text) = there_and_back(&format!(
        "<note>{C5}<duration>1</duration>{technical}</note><note><chord/>{C5}<duration>1</duration>\
         <notations><technical><string>2</string><fret>5</fret></technical></notations></note>"
    ));
    let event = &score.parts[0].measures[0].voices[0].events[0];
    let tab: Vec<_> = event.notes.iter().map(|note| (note.string, note.fret)).collect();
    assert_eq!(tab, [(Some(3), Some(0)), (Some(2), Some(5))]);
    assert_eq!(event.articulations.len(), 5);
    assert!(text.contains("<hammer-on type=\"start\">H</hammer-on>"));
}

#[test]
fn a_length_without_a_value_is_written_with_ties() {
    let (_, text) = there_and_back(&format!(
        "<attributes><divisions>2</divisions></attributes><note>{C5}<duration>5</duration></note>"
    ));
    assert!(text.contains("<type>half</type>") && text.contains("<type>eighth</type>"));
    assert_eq!(text.matches("<tied ").count(), 2);
}

#[test]
fn the_short_part_of_two_is_filled_with_a_hidden_rest() {
    let mut score = shorthand("C", "4/4", &["C5:4", "C3:2 r:2"]).unwrap();
    score.parts[1].measures[0].voices[0].events.truncate(1);
    let text = String::from_utf8(super::write(&score).unwrap().bytes).unwrap();
    assert_eq!(text.matches("<note print-object=\"no\">").count(), 1);
    assert!(!text.contains("<forward>"));
}

#[test]
fn ratios_of_one_to_one_print_no_tuplet() {
    let mut score = shorthand("C", "4/4", &["C5:4"]).unwrap();
    let value = score::NoteValue::plain(score::ValueBase::Whole);
    let ratio = score::TupletRatio { actual: 6, normal: 6 };
    score.parts[0].measures[0].voices[0].events[0].value =
        Some(score::NoteValue { tuplet: Some(ratio), ..value });
    let text = String::from_utf8(super::write(&score).unwrap().bytes).unwrap();
    assert!(!text.contains("<time-modification>"));
}

fn document(measure: &str) -> String {
    format!(
        "<score-partwise><part-list><score-part id=\"P1\"><part-name>x</part-name></score-part>\
         </part-list><part id=\"P1\"><measure number=\"1\">{measure}</measure></part></score-partwise>"
    )
}

#[test]
fn bombs_are_refused() {
    let deep = document(&"<note>".repeat(1_000_000));
    assert!(super::read(deep.as_bytes()).is_err());
    let wide = document(&"<note/>".repeat(1_000_000));
    assert!(super::read(wide.as_bytes()).is_err());
    let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>".to_owned()
        + &document("<direction><direction-type><words>&b;</words></direction-type></direction>");
    let reading = super::read(laughs.as_bytes()).unwrap();
    assert!(format!("{:?}", reading.score).contains("&b;"), "entities are never expanded");
}

#[test]
fn numbers_out_of_all_measure() {
    for number in ["-1", "0", "1e308", "NaN", "999999999999", "1000000000", "-0.5", ""] {
        let measure = format!(
            "<attributes><divisions>{number}</divisions><key><fifths>{number}</fifths></key><time>\
             <beats>{number}</beats><beat-type>{number}</beat-type></time><staves>{number}</staves>\
             <transpose><chromatic>{number}</chromatic></transpose></attributes><note><pitch><step>C\
             </step><alter>{number}</alter><octave>{number}</octave></pitch><duration>{number}\
             </duration><voice>{number}</voice><staff>{number}</staff></note><backup><duration>{number}\
             </duration></backup><sound tempo=\"{number}\"/><barline><repeat direction=\"backward\" \
             times=\"{number}\"/><ending number=\"{number}\" type=\"start\"/></barline>"
        );
        let reading = super::read(document(&measure).as_bytes()).unwrap();
        assert!(reading.score.play_order(1000).measures.len() <= 1000);
    }
}

#[test]
fn a_score_without_parts_is_written_as_silence() {
    for measures in [0, 2] {
        let empty = score::Score::with_measures(&score::Meter::default(), measures);
        let written = super::write(&empty).unwrap();
        assert_eq!(written.warnings.total(), 1);
        let again = super::read(&written.bytes).unwrap().score;
        assert_eq!((again.parts.len(), again.measures.len()), (1, measures.max(1)));
    }
}

#[test]
fn a_zip_bomb_is_refused() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("score.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..65 {
        archive.write_all(&zeros).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    assert!(matches!(super::read_compressed(&bomb), Err(crate::Error::TooLarge { .. })));
}

#[test]
fn a_file_that_is_longer_than_its_archive_says_is_refused() {
    let mut bytes = super::write_compressed(&sample()).unwrap().bytes;
    // The length before it was packed, as the directory at the end tells it.
    let entries: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    let at = entries.last().unwrap() + 24;
    bytes[at..at + 4].copy_from_slice(&9u32.to_le_bytes());
    let complaint = super::read_compressed(&bytes).unwrap_err().to_string();
    assert!(complaint.contains("larger than its declared"), "{complaint}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_documents_are_read_or_refused(at in 0usize..20_000, byte: u8, cut in 0usize..20_000) {
        let mut bytes = super::write(&sample()).unwrap().bytes;
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = super::read(&bytes);
        bytes.truncate(cut % length);
        let _ = super::read(&bytes);
    }

    #[test]
    fn any_lengths_are_a_fixed_point(lengths in prop::collection::vec((1i64..40, 0usize..6), 1..12)) {
        let mut score = shorthand("C", "4/4", &["C5:4"]).unwrap();
        let mut at = Quarters::ZERO;
        let mut events = Vec::new();
        for (number, divisor) in lengths {
            let length = Quarters::new(number, [1, 2, 3, 8, 5, 12][divisor]);
            events.push(score::Event::note(at, length, score::Pitch::new(score::Step::C, 0, 5)));
            at += length;
        }
        score.measures[0].length = at + Quarters::ONE;
        score.parts[0].measures[0].voices[0].events = events;
        let written = super::write(&score).unwrap().bytes;
        let again = super::read(&written).unwrap().score;
        prop_assert_eq!(super::write(&again).unwrap().bytes, written);
        let lengths = |score: &Score| -> Vec<_> {
            score.soundings().iter().map(|note| (note.onset, note.duration)).collect()
        };
        prop_assert_eq!(lengths(&again), lengths(&score));
    }

    #[test]
    fn damaged_archives_are_read_or_refused(at in 0usize..4000, byte: u8, cut in 0usize..4000) {
        let mut bytes = super::write_compressed(&sample()).unwrap().bytes;
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = super::read_compressed(&bytes);
        bytes.truncate(cut % length);
        let _ = super::read_compressed(&bytes);
    }
}
