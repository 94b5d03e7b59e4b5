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
fn only_fields_of_abc_are_written_as_fields() {
    let mut score = super::read(b"X:1\nT:T\nM:4/4\nL:1/4\nK:C\nC4|]\n").unwrap().score;
    for name in ["abc.\0", "abc.K", "abc.Zither", "abc.Z"] {
        score.info.misc.push((name.to_owned(), "G".to_owned()));
    }
    let text = String::from_utf8(super::write(&score).unwrap().bytes).unwrap();
    assert!(
        text.contains("\nZ:G\n") && text.contains("K:C\n") && !text.contains("K:G\n"),
        "{text}"
    );
    assert!(super::looks_like(text.as_bytes()), "{text}");
}

#[test]
fn notes_and_rests_are_cut_where_a_chord_begins() {
    let mut score =
        super::read(b"X:1\nT:T\nM:4/4\nL:1/4\nK:C\n\"C\"z4|\"F\"^c4|]\n").unwrap().score;
    for (bar, chord) in [(0, "G7"), (1, "C")] {
        let mark = score::Mark::Chord(chord.parse().unwrap());
        score.parts[0].measures[bar]
            .marks
            .push(score::Placed::new(score::Quarters::whole(2), mark));
    }
    let written = super::write(&score).unwrap();
    let text = String::from_utf8(written.bytes).unwrap();
    assert!(text.contains("\"C\"z2 \"G7\"z2 | \"F\"^c2- \"C\"c2 |]"), "{text}");
    assert!(written.warnings.is_empty(), "{:?}", written.warnings);
    let again = super::read(text.as_bytes()).unwrap().score;
    assert_eq!(again.soundings(), score.soundings());
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
fn signs_and_figures_of_its_own() {
    check(
        "U:W=!trill!\nX:1\nM:4/4\nL:1/4\nU:k = \"^softly\"\nm:~n2 = n/m/n\nK:G\nWG kA T~B2|~b2 d2|\nU:T=!nil!\nTc3 d|]\n",
        &expect![[r#"
            X:1
            M:4/4
            L:1/8
            K:G
            !trill!G2 "^softly"A2 !trill!BA B2 | ba b2 d4 | c6 d2 |]
        "#]],
    );
}

#[test]
fn jumps_stand_where_they_are_played() {
    check(
        "X:1\nM:2/4\nL:1/4\nK:C\nCD!fine!|!segno!EF|GA!dacoda!|B!D.S.!c|!coda!cd!dacapo!|]\n",
        &expect![[r#"
        X:1
        M:2/4
        L:1/4
        K:C
        C D !fine!| !segno!E F | G A !dacoda!| B c !D.S.!|
        !coda!c d !D.C.!|]
    "#]],
    );
}

#[test]
fn parts_are_played_in_their_order() {
    let tune = "X:1\nP:A2(BA)2\nM:2/4\nL:1/4\nK:C\nP:A\nCC|\nP:B\nDD|:EE:|\n";
    let score = super::read(tune.as_bytes()).unwrap().score;
    let order = score.play_order(100).measures;
    assert_eq!(order, [0, 0, 1, 2, 2, 0, 1, 2, 2, 0]);
    let cut = score.play_order(4);
    assert!(cut.truncated && cut.measures == [0, 0, 1, 2]);
    check(
        tune,
        &expect![[r#"
        X:1
        M:2/4
        L:1/4
        P:A2BABA
        K:C
        [P:A]C C | [P:B]D D |: E E :|
    "#]],
    );
    let warned = super::read(tune.replace("P:A2", "P:A2C").as_bytes()).unwrap();
    assert_eq!(warned.score.play_order(100).measures, [0, 1, 2, 2]);
    assert!(warned.warnings.list()[0].to_string().contains("called C"));
}

#[test]
fn bombs_are_bounded() {
    for order in ["((((((A99)99)99)99)99)99", "A9999999999", "(((((((((((((((((((("] {
        let _ = super::read(format!("X:1\nP:{order}\nK:C\n[P:A]C|\n").as_bytes());
    }
    let replacement = "a".repeat(999);
    let music = "a".repeat(200_000);
    let bomb = format!("X:1\nm:a={replacement}\nK:C\n{music}|\n{music}|\n");
    assert!(super::read(bomb.as_bytes()).is_err(), "more notes than a score may have");
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
    fn macros_and_symbols_do_what_their_text_does(
        bars in proptest::collection::vec("([A-Ga-g][,']?){1,4}", 1..6),
        figure in "[n-p]/[l-n]/", step in 0usize..3,
    ) {
        // Written out by hand, and by macro: the same score.
        let letters = "CDEFGABcdefgab";
        let sign = ["W", "~", "k"][step];
        let music = bars.join("|");
        let by_macro = format!("X:1\nM:none\nL:1/4\nU:k=!turn!\nm:~n={figure}\nU:W=!trill!\nK:C\n{}{music}|]\n", if sign == "~" { "" } else { sign });
        let by_hand = by_macro.replace("\nU:k=!turn!", "").replace("\nU:W=!trill!", "")
            .replace("K:C\nk", "K:C\n!turn!").replace("K:C\nW", "K:C\n!trill!");
        prop_assert_eq!(super::read(by_macro.as_bytes()).unwrap().score, super::read(by_hand.as_bytes()).unwrap().score);
        for letter in letters.chars().skip(2).take(10) {
            let at = letters.find(letter).unwrap();
            let name = |sign: char| {
                let steps = at + usize::from(sign as u8) - usize::from(b'n');
                letters.chars().nth(steps).unwrap()
            };
            let written: String = figure.chars().map(|c| if c == '/' { c } else { name(c) }).collect();
            let tune = |music: &str| format!("X:1\nM:none\nL:1/4\nm:~n={figure}\nK:C\n{music}|]\n");
            let expected = super::read(tune(&written).as_bytes()).unwrap().score;
            prop_assert_eq!(super::read(tune(&format!("~{letter}")).as_bytes()).unwrap().score, expected);
        }
    }

    #[test]
    fn jumps_and_orders_are_written_and_read_again(
        jumps in proptest::collection::vec(proptest::sample::subsequence(
            vec!["segno", "coda", "fine", "dacoda", "D.C.", "D.S."], 0..3), 1..7),
        order in "[AB]{1,6}",
    ) {
        let start = |jump: &&&str| matches!(**jump, "segno" | "coda");
        let signs = |jumps: Vec<&&str>| jumps.iter().map(|jump| format!("!{jump}!")).collect::<String>();
        let bars: Vec<String> = jumps.iter().enumerate().map(|(index, jumps)| {
            let part = match index { 0 => "[P:A]", 2 => "[P:B]", _ => "" };
            let (first, last): (Vec<&&str>, Vec<&&str>) = jumps.iter().partition(start);
            format!("{part}{}C4{}|", signs(first), signs(last))
        }).collect();
        let tune = format!("X:1\nP:{order}\nM:4/4\nL:1/4\nK:C\n{}\n", bars.join(" "));
        let score = super::read(tune.as_bytes()).unwrap().score;
        let found: usize = score.measures.iter().map(|measure| measure.jumps.len()).sum();
        prop_assert_eq!(found, jumps.iter().map(Vec::len).sum::<usize>());
        let written = super::write(&score).unwrap();
        prop_assert!(written.warnings.is_empty());
        let again = super::read(&written.bytes).unwrap().score;
        prop_assert_eq!(score.play_order(1000), again.play_order(1000));
        prop_assert_eq!(&score.measures, &again.measures);
        prop_assert_eq!(super::write(&again).unwrap().bytes, written.bytes);
    }

    #[test]
    fn no_music_makes_it_panic(music in "[A-Ga-gzxZ|:\\[\\](){}!+\"'^_=,/<>0-9 .~&\\-vuTHéK]{0,80}", field in "[A-Za-z]:[A-Za-z0-9=/+#~!(). \"]{0,12}") {
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
