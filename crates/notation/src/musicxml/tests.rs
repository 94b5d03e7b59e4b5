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
    fn damaged_archives_are_read_or_refused(at in 0usize..4000, byte: u8, cut in 0usize..4000) {
        let mut bytes = super::write_compressed(&sample()).unwrap().bytes;
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = super::read_compressed(&bytes);
        bytes.truncate(cut % length);
        let _ = super::read_compressed(&bytes);
    }
}
