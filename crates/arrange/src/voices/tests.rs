use expect_test::{Expect, expect};

use super::*;
use crate::plan::Plan;
use crate::style::Style;

const CHOIR: Compass = Compass { ranges: [(53, 74), (48, 69), (36, 64)], reach: 24 };

/// Harmonises a tune of quarters (MIDI keys) with chords, one each; the lower voices, one a line.
fn check(key: &str, tune: &[u8], chords: &str, expected: &Expect) {
    let bars =
        score::SketchBar::lay(&score::Meter::default(), Quarters::ONE, 0, tune.len().div_ceil(4));
    let mut sketch = score::Sketch::silent(Quarters::ONE, bars, 1);
    for (cell, key) in sketch.voices[0].iter_mut().zip(tune) {
        *cell = score::Cell::Strike(score::MidiPitch::new(*key).unwrap());
    }
    sketch.key = key.parse().ok();
    let words = chords.split_whitespace().enumerate().filter(|(_, word)| *word != "-");
    sketch.chords = words.map(|(step, word)| (step, word.parse().unwrap())).collect();
    let text = "name = 'x'\nabout = ''\n[[parts]]\nname = 'Flute'\nlines = [{ plays = 'melody' }]";
    let plan = Plan::of(&sketch, &Style::parse(text).unwrap()).unwrap();
    let voices = write(&plan, CHOIR);
    let faults = repair::faults(&plan, &moments(&plan), &voices).len();
    let line = |voice: &Vec<Sung>| {
        let note = |sung: &Sung| {
            let midi = score::MidiPitch::new(sung.key).unwrap();
            score::Pitch::spelled(midi, plan.key).to_string()
        };
        voice.iter().map(note).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = voices.iter().map(line).collect();
    expected.assert_eq(&format!("{}\n{faults} faults", lines.join("\n")));
}

#[test]
fn hymns() {
    check(
        "C",
        &[67, 69, 71, 72],
        "C F G C",
        &expect![[r#"
        E4 F4 D4 E4
        C4 C4 G3 G3
        C3 F2 G2 C3
        0 faults"#]],
    );
    check(
        "C",
        &[64, 65, 62, 60],
        "C Dm G7 C",
        &expect![[r#"
            C4 A3 G3 G3
            G3 F3 F3 E3
            C3 D3 B2 C3
            0 faults"#]],
    );
    check(
        "C",
        &[72, 74, 76, 72],
        "C D Em C",
        &expect![[r#"
            G4 F#4 E4 E4
            C4 A3 B3 C4
            E3 D3 G2 C3
            0 faults"#]],
    );
    check(
        "Am",
        &[69, 71, 72, 71, 69, 68, 69, 69],
        "Am E7/G# Am E Am E7 Am -",
        &expect![[r#"
        E4 E4 E4 E4 E4 E4 E4 E4
        C4 D4 C4 G#3 C4 D4 C4 C4
        A2 G#2 A2 E2 A2 E3 A3 A3
        0 faults"#]],
    );
    check(
        "G",
        &[67, 69, 71, 72, 74, 72, 71, 69, 67],
        "G D G C G Am7 G/D D7 G",
        &expect![[r#"
            D4 F#4 G4 G4 G4 E4 D4 C4 B3 B3
            B3 D4 D4 E4 B3 G3 G3 F#3 G3 G3
            G3 D3 G2 C3 G2 A2 D3 D3 G2 G2
            0 faults"#]],
    );
}
