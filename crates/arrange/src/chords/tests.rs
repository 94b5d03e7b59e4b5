use expect_test::{Expect, expect};

use super::*;
use crate::style::Style;

/// A bar of 4/4 for each chord of a text under a held C6, as a line written in TOML plays it.
fn check(chords: &str, line: &str, expected: &Expect) {
    let words: Vec<&str> = chords.split_whitespace().collect();
    let bars =
        score::SketchBar::lay(&score::Meter::default(), score::Quarters::ONE, 0, words.len());
    let mut sketch = score::Sketch::silent(score::Quarters::ONE, bars, 1);
    let high = MidiPitch::new(84).unwrap();
    sketch.voices[0].fill(score::Cell::Hold(high));
    sketch.key = "C".parse().ok();
    sketch.chords = words
        .iter()
        .enumerate()
        .flat_map(|(bar, text)| {
            let share = 4 / text.split(',').count();
            text.split(',')
                .enumerate()
                .map(move |(i, word)| (4 * bar + i * share, word.parse().unwrap()))
        })
        .collect();
    let text = format!(
        "name = 'x'\nabout = ''\n[[parts]]\nname = 'Flute'\nlines = [{{ plays = 'melody' }}]\n[[parts]]\nname = 'Harp'\n[[parts.lines]]\nplays = 'chords'\n{line}"
    );
    let style = Style::parse(&text).unwrap();
    let plan = Plan::of(&sketch, &style).unwrap();
    let events = super::chords(&plan, &style.parts[1].lines[0], Random::new(1, 0));
    let shown: Vec<String> = events
        .iter()
        .map(|event| {
            let notes: Vec<String> =
                event.notes.iter().map(|note| note.pitch.to_string()).collect();
            format!("{}@{}+{}", notes.join("."), event.onset, event.duration)
        })
        .collect();
    expected.assert_eq(&shown.join(" "));
}

#[test]
fn near_to_one_another() {
    check(
        "C F G C",
        "range = ['G3', 'G5']",
        &expect!["E4.G4.C5@0+4 F4.A4.C5@4+4 D4.G4.B4@8+4 E4.G4.C5@12+4"],
    );
    check(
        "Dm7 G7 Cmaj7 Cmaj7",
        "range = ['C3', 'G4']\nvoicing = 'rootless'\nnotes = 4",
        &expect!["F3.A3.C4.E4@0+4 F3.A3.B3.D4@4+4 E3.G3.B3.D4@8+8"],
    );
    check(
        "Dm7 G7 C C",
        "range = ['C3', 'G4']\nvoicing = 'shell'\nnotes = 2",
        &expect!["F3.C4@0+4 F3.B3@4+4 E3.C4@8+8"],
    );
    check(
        "C F/A",
        "range = ['C2', 'C5']\nvoicing = 'wide'\nnotes = 5",
        &expect!["C3.G3.C4.E4@0+4 A2.F3.A3.C4@4+4"],
    );
    check("C5 N.C. G13", "range = ['G3', 'G5']\nnotes = 4", &expect!["G4.C5@0+4 B3.F4.A4.C5@8+4"]);
}

#[test]
fn rhythms() {
    let beats = "range = ['G3', 'C5']\npatterns = [{ meter = '4/4', rhythm = '.x.x' }]";
    check("C,G7 C", beats, &expect!["C4.E4.G4@1+1 B3.F4.G4@3+1 C4.E4.G4@4+4"]);
    let broken = "range = ['C3', 'C5']\npatterns = [{ meter = '4/4', rhythm = '1323' }]";
    check(
        "C G C",
        broken,
        &expect!["G3@0+1 E4@1+1 C4@2+1 E4@3+1 G3@4+1 D4@5+1 B3@6+1 D4@7+1 G3.C4.E4@8+4"],
    );
    let pushed = "range = ['G3', 'C5']\npatterns = [{ meter = '4/4', rhythm = 'x------>' }]";
    check(
        "C F C",
        pushed,
        &expect!["C4.E4.G4@0+7/2 C4.F4.A4@7/2+1/2 C4.F4.A4@4+7/2 C4.E4.G4@15/2+1/2 C4.E4.G4@8+4"],
    );
    let held = "range = ['G3', 'C5']\npatterns = [{ meter = '4/4', rhythm = 'x---' }]";
    check("C,F C", held, &expect!["C4.E4.G4@0+2 C4.F4.A4@2+2 C4.E4.G4@4+4"]);
}
