use expect_test::{Expect, expect};
use proptest::prelude::*;

/// Reads a tune and shows it as the writer does; writing it again changes nothing.
fn check(tune: &str, expected: &Expect) {
    let reading = super::read(tune.as_bytes()).unwrap();
    let written = super::write(&reading.score).unwrap();
    let text = String::from_utf8(written.bytes).unwrap();
    expected.assert_eq(&text);
    let again = super::write(&super::read(text.as_bytes()).unwrap().score).unwrap();
    assert_eq!(String::from_utf8(again.bytes).unwrap(), text, "writing is a fixed point");
}

#[test]
fn a_tune_with_most_signs() {
    check(
        "X:1\nT:Test\nM:6/8\nL:1/8\nQ:3/8=100\nK:Ador\nE|\"Am\"A>Bc (3edc B|{/g}e2^f- f2.g|1 [Ace]3-[Ace]3:|2 z6|]\nw:One two three-four\n",
        &expect![[r#"
            X:1
            T:Test
            M:6/8
            L:1/8
            Q:3/8=100
            K:Ador
            E| "Am"A3/2B/ c(3:2:3edcB | {/g}e2 ^f-f2 .g |1 [Ace]3- [Ace]3 :|2
            w:One | two three- four | | |
            z6 |]
        "#]],
    );
}

#[test]
fn control_characters_break_no_line() {
    let mut score = score::shorthand("C", "4/4", &["C4:4"]).unwrap();
    score.parts[0].name = "Vio\0lin".to_owned();
    score.info.title = Some("A\u{85}B\tC\r\nD".to_owned());
    score.measures[0].rehearsal = Some("A\nK:G".to_owned());
    let written = super::write(&score).unwrap().bytes;
    let again = crate::read(&written).unwrap().score;
    assert_eq!(again.info.title.as_deref(), Some("A B C  D"));
    assert_eq!(again.parts[0].name, "Vio lin");
    assert_eq!(again.measures[0].rehearsal.as_deref(), Some("A K:G"));
}

#[test]
fn a_tune_called_after_an_element_is_still_abc() {
    let tune = b"X:1\nT:The <score-partwise> reel\nK:C\nC|]\n";
    assert_eq!(crate::detect(tune), Some(crate::Format::Abc));
    assert_eq!(crate::detect(b"\n<!-- X:1 --><score-partwise/>"), Some(crate::Format::MusicXml));
}

#[test]
fn two_voices() {
    check(
        "X:1\nM:3/4\nL:1/4\n%%score [1 2]\nV:1 name=\"High\"\nV:2 clef=bass name=\"Low\"\nK:Bb\n[V:1] B c d|!f!(e2 d)|]\n[V:2] B,,3|F,2 B,,|]\n",
        &expect![[r#"
            X:1
            M:3/4
            L:1/4
            %%score [1 2]
            V:1 name="High"
            V:2 clef=bass name="Low"
            K:Bb
            [V:1] B c d | !f!(e2 d) |]
            [V:2] B,,3 | F,2 B,, |]
        "#]],
    );
}

#[test]
fn accidentals_hold_to_the_barline_in_every_octave() {
    let reading = super::read(b"X:1\nM:4/4\nL:1/4\nK:C\n^F f =f F|F4|]\n").unwrap();
    let pitches: Vec<String> =
        reading.score.soundings().iter().map(|note| note.pitch.to_string()).collect();
    assert_eq!(pitches.join(" "), "F#4 F#5 F5 F4 F4");
}

#[test]
fn slurs_over_graces_alone_and_rests_within_a_bar_are_kept_sound() {
    check(
        "X:1\nM:4/4\nL:1/8\nK:C\nA2 ({ed}c2) ({ga})B4|G3 ZAB z2|]\n",
        &expect![[r#"
        X:1
        M:4/4
        L:1/8
        K:C
        A2 {ed}(c2) {ga}B4 | G3 z AB z2 |]
    "#]],
    );
}

#[test]
fn bombs_are_bounded() {
    for tune in
        ["C999999999", "Z1000000000", "[1-255 C", "{{{{{", "((((((((((3:64:64c", "c>>>>>>>>>>>>>>c"]
    {
        let _ = super::read(format!("X:1\nK:C\n{tune}|\n").as_bytes());
    }
    let voices: String = (0..100_000).map(|voice| format!("V:{voice}\n")).collect();
    let _ = super::read(format!("X:1\nK:C\n{voices}c|\n").as_bytes());
}

proptest! {
    #[test]
    fn no_music_makes_it_panic(music in "[A-Ga-gzxZ|:\\[\\](){}!+\"'^_=,/<>0-9 .~&\\-vuTHéK]{0,80}", field in "[A-Za-z]:[A-Za-z0-9=/+# \"]{0,12}") {
        let tune = format!("X:1\nM:4/4\nK:D\n{field}\n{music}\nw:a b-c _ * |\n");
        let reading = super::read(tune.as_bytes());
        if let Ok(reading) = reading {
            let _ = super::write(&reading.score);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut tune = b"X:1\nK:C\n".to_vec();
        tune.extend(bytes);
        let _ = super::read(&tune);
    }
}
