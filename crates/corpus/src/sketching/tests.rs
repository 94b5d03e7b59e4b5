//! Scores as sketches: one line of text a voice, `C4` where a note begins, `-` where it is held, `.`
//! where nothing sounds.

use expect_test::{Expect, expect};
use score::{Cell, Event, Lyric, Part, Quarters, Score, Sketch, shorthand};

use super::*;

fn shown(sketch: &Sketch) -> String {
    let key = sketch.key.map_or("no key".to_owned(), |key| key.to_string());
    let mut text = format!("1/{} {key}\n", sketch.grid.denominator());
    let cell = |cell: &Cell| match cell {
        Cell::Rest => ".".to_owned(),
        Cell::Strike(pitch) => pitch.number().to_string(),
        Cell::Hold(_) => "-".to_owned(),
    };
    for voice in &sketch.voices {
        text += &voice.iter().map(cell).collect::<Vec<_>>().join(" ");
        text.push('\n');
    }
    for (step, chord) in &sketch.chords {
        text += &format!("{step}:{chord} ");
    }
    text
}

fn check(score: &Score, form: Form, expected: &Expect) {
    let sketching = Sketching { form, unfold: false };
    let text = match sketching.sketch(score) {
        Ok(sketch) => shown(&sketch),
        Err(reason) => format!("{}: {reason}", reason.name()),
    };
    expected.assert_eq(text.trim_end());
}

#[test]
fn four_parts_are_four_voices() {
    let lines = ["E5:1 E5 D5:2", "C5:1 C5 B4:2", "G4:1 A4 G4:2", "C3:1 A2:1/2 B2:1/2 G2:2"];
    let score = shorthand("C", "4/4", &lines).unwrap();
    check(
        &score,
        Form::Auto,
        &expect![[r#"
            1/2 C major
            76 - 76 - 74 - - -
            72 - 72 - 71 - - -
            67 - 69 - 67 - - -
            48 - 45 47 43 - - -"#]],
    );
}

#[test]
fn part_writing_keeps_its_chord_symbols_but_a_band_is_no_choir() {
    let lines = ["E5:2 D5:2", "C5:2 B4:2", "G4:4", "C3:2 G2:2"];
    let lines = lines.map(|line| [line; 3].join(" "));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut score = shorthand("C", "4/4", &lines).unwrap();
    for (measure, symbol) in [(0, "C"), (1, "G7"), (2, "C"), (2, "G7")] {
        let mark = score::Mark::Chord(symbol.parse().unwrap());
        let at = Quarters::whole(if symbol == "G7" { 2 } else { 0 });
        score.parts[0].measures[measure].marks.push(score::Placed::new(at, mark));
    }
    check(
        &score,
        Form::Auto,
        &expect![[r#"
        1/2 C major
        76 - - - 74 - - - 76 - - - 74 - - - 76 - - - 74 - - -
        72 - - - 71 - - - 72 - - - 71 - - - 72 - - - 71 - - -
        67 - - - - - - - 67 - - - - - - - 67 - - - - - - -
        48 - - - 43 - - - 48 - - - 43 - - - 48 - - - 43 - - -
        0:C 12:G7 16:C 20:G7"#]],
    );
    score.parts[3].transposition = score::Interval::new(-14, -24);
    check(
        &score,
        Form::Auto,
        &expect![[r#"
        1/2 C major
        76 - - - 74 - - - 76 - - - 74 - - - 76 - - - 74 - - -
        0:C 12:G7 16:C 20:G7"#]],
    );
}

/// Horns double the upper voices, a figured bass the bass.
#[test]
fn doubling_parts_are_left_out() {
    let lines = [
        "E5:1 E5 D5:2",
        "C5:1 C5 B4:2",
        "E5:1 E5 D5:2",
        "C5:1 C5 B4:2",
        "G4:1 A4 G4:2",
        "C3:1 A2:1 G2:2",
        "C2:1 A1:1 G1:2",
    ];
    let mut score = shorthand("C", "4/4", &lines).unwrap();
    for part in 2..6 {
        sing(&mut score.parts[part]);
    }
    check(
        &score,
        Form::Auto,
        &expect![[r#"
            1/2 C major
            76 - 76 - 74 - - -
            72 - 72 - 71 - - -
            67 - 69 - 67 - - -
            48 - 45 - 43 - - -"#]],
    );
}

/// Where singers and continuo share a staff, the octave below is the continuo's; a divided bass is not.
#[test]
fn the_bass_is_what_is_sung() {
    let score = shorthand("C", "4/4", &["C2+C3:1 A2 G2+D3:2"]).unwrap();
    let kept = lines::single(&lines::notes(&score, &[0]), lines::Keeps::Bass);
    let keys: Vec<u8> = kept.iter().map(|note| note.pitch.number()).collect();
    assert_eq!(keys, [48, 45, 43]);
}

fn sing(part: &mut Part) {
    let voices = part.measures.iter_mut().flat_map(|measure| &mut measure.voices);
    for event in voices.flat_map(|voice| &mut voice.events) {
        let text = "la".to_owned();
        let syllabic = score::Syllabic::Single;
        event.lyrics.push(Lyric { verse: 1, syllabic, text, extend: false });
    }
}

#[test]
fn a_reduction_is_separated() {
    let upper = "C5+E5:1 C5+E5 B4+D5:2 | A4+C5:1 B4+D5 C5+E5:2";
    let lower = "C3+G3:1 A2+A3 G2+G3:2 | F3+A3:1 G3:1 C3+G3:2";
    let score = shorthand("C", "4/4", &[upper, lower]).unwrap();
    check(
        &score,
        Form::Auto,
        &expect![[r#"
            1/2 C major
            76 - 76 - 74 - - - 72 - 74 - 76 - - -
            72 - 72 - 71 - - - 69 - 71 - 72 - - -
            55 - 57 - 55 - - - 57 - . . 55 - - -
            48 - 45 - 43 - - - 53 - 55 - 48 - - -"#]],
    );
}

#[test]
fn a_lone_bass_entry_and_a_tie_keep_their_voices() {
    let upper = "C5+E5:2~ C5+E5:1 B4+D5:1 | B4+D5:2 C5+E5:2";
    let lower = "C3+G3:1 A2+A3 G2+G3:2 | G2+F3:2 C3+E3:2";
    let score = shorthand("C", "4/4", &[upper, lower]).unwrap();
    check(
        &score,
        Form::Chorale,
        &expect![[r#"
        1/2 C major
        76 - - - - - 74 - 74 - - - 76 - - -
        72 - - - - - 71 - 71 - - - 72 - - -
        55 - 57 - 55 - - - 53 - - - 52 - - -
        48 - 45 - 43 - - - 43 - - - 48 - - -"#]],
    );
}

#[test]
fn thick_and_thin_textures_are_no_part_writing() {
    let thick = shorthand("C", "4/4", &["C4+E4+G4+C5+E5:4", "C3:4"]).unwrap();
    check(
        &thick,
        Form::Chorale,
        &expect!["not part writing: over four notes at once, 100 % of it"],
    );
    let thin = shorthand("C", "4/4", &["C4+E4:4", "r:4"]).unwrap();
    check(
        &thin,
        Form::Chorale,
        &expect!["not part writing: under three notes at once, 100 % of it"],
    );
}

#[test]
fn a_song_is_its_tune_and_its_harmony() {
    let lines = ["r:2 E5:1 G5 | F5:1 D5 C5:2", "C3+E3+G3:4 | G2+B3+F3:2 C3+E3+G3:2"];
    let mut score = shorthand("C", "4/4", &lines).unwrap();
    sing(&mut score.parts[0]);
    // An editor's N.C. does not make it a lead sheet.
    let silence = score::Mark::Chord("N.C.".parse().unwrap());
    score.parts[1].measures[1].marks.push(score::Placed::new(Quarters::ZERO, silence));
    check(
        &score,
        Form::Auto,
        &expect![[r#"
            1/2 C major
            . . . . 76 - 79 - 77 - 74 - 72 - - -
            0:C 8:G7 12:C"#]],
    );
}

#[test]
fn a_lead_sheet_keeps_its_symbols_at_most_one_a_beat() {
    let mut score = shorthand("C", "4/4", &["C5:1/3 D5 E5 G4:3 | C5:4"]).unwrap();
    let marks = [(0, 0, 1, "C"), (0, 1, 1, "G7"), (0, 10, 3, "Am"), (1, 0, 1, "C"), (1, 2, 1, "C")];
    for (measure, num, den, symbol) in marks {
        let mark = score::Mark::Chord(symbol.parse().unwrap());
        let placed = score::Placed::new(Quarters::new(num, den), mark);
        score.parts[0].measures[measure].marks.push(placed);
    }
    check(
        &score,
        Form::Auto,
        &expect![[r#"
        1/3 C major
        72 74 76 67 - - - - - - - - 72 - - - - - - - - - - -
        0:C 3:G7 9:Am 12:C"#]],
    );
}

#[test]
fn a_lone_tune_has_no_chords() {
    let score = shorthand("G", "3/4", &["G4:1 B4:1 D5:1 | G5:3"]).unwrap();
    check(
        &score,
        Form::Auto,
        &expect![[r#"
        1/2 G major
        67 - 71 - 74 - 79 - - - - -"#]],
    );
}

#[test]
fn what_no_grid_holds_is_said() {
    let fine = shorthand("C", "4/4", &["C4:1/5 D4 E4 F4 G4 C5:3"]).unwrap();
    check(&fine, Form::Song, &expect!["grid too fine: a note 1/5 quarters from the start"]);
    check(
        &shorthand("C", "4/4", &["r:4"]).unwrap(),
        Form::Auto,
        &expect!["no voices: nothing pitched sounds"],
    );
}

fn placed(score: &Score, unfold: bool) -> Vec<(usize, usize, usize)> {
    let sketch = Sketching { form: Form::Song, unfold }.sketch(score).unwrap();
    sketch.bars.iter().map(|bar| (bar.first, bar.steps, bar.missing)).collect()
}

#[test]
fn pickups_and_split_bars_have_their_place() {
    let score = lengths(&[1, 4, 3, 1, 2]);
    assert_eq!(placed(&score, false), [(0, 2, 6), (2, 8, 0), (10, 6, 0), (16, 2, 6), (18, 4, 0)]);
}

/// A score of one note a measure, measures so many quarters long, in 4/4.
fn lengths(quarters: &[i64]) -> Score {
    let mut score = Score::with_measures(&score::Meter::default(), quarters.len());
    let mut part = Part::new("Tune", quarters.len());
    for (index, &length) in quarters.iter().enumerate() {
        score.measures[index].length = Quarters::whole(length);
        let note = Event::note(Quarters::ZERO, Quarters::whole(length), "C4".parse().unwrap());
        part.measures[index].voice_mut(1).events.push(note);
    }
    score.parts.push(part);
    score
}

#[test]
fn repeats_stand_once_or_as_played() {
    let mut score = lengths(&[1, 4, 3, 4]);
    score.measures[2].repeat_end = Some(2);
    assert_eq!(placed(&score, false).len(), 4);
    let played = placed(&score, true);
    assert_eq!(played.len(), 7);
    assert_eq!(played[3], (16, 2, 6));
}
