//! Documents that ask for more than their size shows: each was found to take seconds or gigabytes once.

use crate::limits::{MAX_GROUPS, MAX_LINES, MAX_NAME};
use crate::{Error, Reading};

const REST: &str = "<measure><note><rest/><duration>1</duration></note></measure>";

fn read(list: &str, parts: &str) -> Result<Reading, Error> {
    let list = format!("<part-list>{list}</part-list>");
    super::read(format!("<score-partwise>{list}{parts}</score-partwise>").as_bytes())
}

/// A part of measures with the same content.
fn part(content: &str, count: usize) -> String {
    format!("<part id=\"P1\">{}</part>", format!("<measure>{content}</measure>").repeat(count))
}

#[track_caller]
fn refused(reading: &Result<Reading, Error>) {
    assert!(matches!(reading, Err(Error::TooLarge { .. })), "it is read, or refused otherwise");
}

fn note(inside: &str) -> String {
    format!("<note><rest/><duration>1</duration>{inside}</note>")
}

#[test]
fn whatever_takes_memory_is_counted() {
    let notations = |inside: &str| note(&format!("<notations>{inside}</notations>"));
    let many = |sign: &str| sign.repeat(100_000);
    for content in [
        format!(
            "<direction><direction-type><dynamics>{}</dynamics></direction-type></direction>",
            many("<f/>")
        ),
        notations(&format!("<articulations>{}</articulations>", many("<a/>"))),
        notations(&format!("<ornaments>{}</ornaments>", many("<shake/>"))),
        notations(&many("<slur type=\"start\"/>")),
        note(&"<lyric><text>a</text></lyric>".repeat(70_000)),
    ] {
        refused(&read("", &part(&content, 8)));
    }
    let chord =
        "<note><chord/><pitch><step>C</step><octave>4</octave></pitch></note>".repeat(1_000);
    refused(&read("", &part(&format!("{}{chord}", note("")), 301)));
}

#[test]
fn lists_and_texts_are_bounded() {
    let list: String = (0..50_000).map(|part| format!("<score-part id=\"Q{part}\"/>")).collect();
    let groups = "<part-group type=\"start\"/>".repeat(10_000);
    let parts = format!("<part id=\"Q49999\">{REST}</part><part id=\"Q7\">{REST}</part>");
    let score = read(&format!("{groups}{list}"), &parts).unwrap().score;
    assert_eq!(score.parts.len(), 2);
    assert_eq!(score.groups.len(), MAX_GROUPS);
    let fields = "<miscellaneous-field name=\"a\"/>".repeat(50_000);
    let misc = format!("<identification><miscellaneous>{fields}</miscellaneous></identification>");
    let document = format!("<score-partwise>{misc}<part id=\"P1\">{REST}</part></score-partwise>");
    let score = super::read(document.as_bytes()).unwrap().score;
    assert_eq!(score.info.misc.len(), MAX_LINES);
}

/// Names are copied into every warning and number.
#[test]
fn names_are_cut() {
    let long = "7".repeat(2_000_000);
    let list = format!("<score-part id=\"P1\"><part-name>{long}</part-name></score-part>");
    let odd = "<measure><attributes><divisions>0</divisions></attributes></measure>".repeat(1_000);
    let first = format!("<measure number=\"{long}\">{}</measure>", note(""));
    let reading = read(&list, &format!("<part id=\"P1\">{first}{odd}</part>")).unwrap();
    assert_eq!(reading.score.parts[0].name.len(), MAX_NAME);
    assert_eq!(reading.score.measures[0].number.len(), MAX_NAME);
    assert!(reading.warnings.list().iter().all(|warning| warning.to_string().len() < 2_000));
}

#[test]
fn the_parts_of_a_list_stand_in_its_order_and_others_after_them() {
    let list =
        "<score-part id=\"B\"/><score-part id=\"A\"/><score-part id=\"B\"/><score-part id=\"C\"/>";
    let named = |id: &str, voice: &str| {
        let voice = note(&format!("<voice>{voice}</voice>"));
        format!("<part id=\"{id}\"><measure>{voice}</measure></part>")
    };
    let parts = [named("Z", "4"), named("A", "2"), named("B", "1"), named("Y", "5")].concat();
    let group = "<part-group type=\"start\"/>";
    let score = read(&format!("{group}{list}"), &parts).unwrap().score;
    let voices: Vec<u16> = score.parts.iter().flat_map(score::Part::voice_numbers).collect();
    assert_eq!(voices, [1, 2, 4, 5]);
    assert_eq!((score.groups[0].first, score.groups[0].last), (0, 0));
}

/// What may stand again and again in one measure is looked up, not searched for.
#[test]
fn a_crowded_measure_is_read_at_once() {
    let back = "<backup><duration>1</duration></backup>";
    let voices = |names: &mut dyn Iterator<Item = String>| -> String {
        names.map(|name| note(&format!("<voice>{name}</voice>")) + back).collect()
    };
    let named = voices(&mut (0..20_000).map(|name| format!("v{name}")));
    assert!(read("", &part(&named, 1)).is_ok());
    let stacked = voices(&mut (0..20_000).map(|name| (1 + name % 998).to_string()));
    assert!(read("", &part(&stacked, 1)).is_ok());
    let tempi = "<sound tempo=\"60\"/><forward><duration>1</duration></forward>".repeat(60_000);
    assert!(read("", &part(&tempi, 1)).is_ok());
    let marks = "<f/>".repeat(130_000);
    let marks = format!(
        "<direction><direction-type><dynamics>{marks}</dynamics></direction-type></direction>"
    );
    let keys = "<key number=\"2\"><fifths>1</fifths></key>".repeat(50_000);
    assert!(read("", &part(&format!("{marks}<attributes>{keys}</attributes>"), 1)).is_ok());
    let chord: String = (0..19_000)
        .map(|sign| {
            format!("<note><chord/><notations><articulations><a{sign}/></articulations></notations></note>")
        })
        .collect();
    assert!(read("", &part(&format!("{}{chord}", note("")), 1)).is_ok());
}

#[test]
fn an_archive_of_too_many_files_is_refused() {
    let entry = [b"PK\x01\x02".to_vec(), vec![0; 42]].concat();
    let bytes = [b"PK\x03\x04".to_vec(), entry.repeat(10_001)].concat();
    refused(&super::read_compressed(&bytes));
}
