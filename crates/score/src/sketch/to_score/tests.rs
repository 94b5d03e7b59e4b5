use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::{Cell, MidiPitch};

/// A sketch from keys of the piano, one word a step: a number strikes, `-` holds, `.` rests.
fn sketch(grid: Quarters, voices: &[&str]) -> Sketch {
    let cells = |line: &&str| {
        let mut last = Cell::Rest;
        let cell = |word: &str| {
            last = match (word, last.pitch()) {
                ("-", Some(pitch)) => Cell::Hold(pitch),
                (".", _) => Cell::Rest,
                (key, _) => Cell::Strike(MidiPitch::new(key.parse().unwrap()).unwrap()),
            };
            last
        };
        line.split_whitespace().map(cell).collect()
    };
    Sketch { grid, voices: voices.iter().map(cells).collect(), ..Sketch::default() }
}

/// Bars of each part: notes as shorthand writes them.
fn check(sketch: &Sketch, staves: Staves, expected: &Expect) {
    let score = sketch.to_score(staves);
    let event = |event: &Event| {
        let tie = if event.notes.iter().any(|note| note.tie_start) { "~" } else { "" };
        let head = event.notes.first().map_or("r".to_owned(), |note| note.pitch.to_string());
        format!("{head}:{}{tie}", event.duration)
    };
    let mut lines = Vec::new();
    for part in &score.parts {
        for number in part.voice_numbers() {
            let bar = |measure: &crate::PartMeasure| {
                let voice = measure.voice(number).map_or(&[][..], |voice| &voice.events);
                voice.iter().map(event).collect::<Vec<_>>().join(" ")
            };
            let bars: Vec<String> = part.measures.iter().map(bar).collect();
            lines.push(format!("{} {number}: {}", part.name, bars.join(" | ")));
        }
    }
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_chorale_ending_in_minor() {
    let lines =
        ["69 - 71 - 69 - - -", "65 64 62 - 61 - - -", "62 - 65 - 64 - - -", "50 - 47 - 45 - - -"];
    let mut chorale = sketch(Quarters::new(1, 2), &lines);
    chorale.key = "Dm".parse().ok();
    let meter = Meter::new(3, 4);
    check(
        &chorale.clone().barred(&meter, 2),
        Staves::Open,
        &expect![[r#"
        Soprano 1: A4:1 | B4:1 A4:2
        Alto 1: F4:1/2 E4:1/2 | D4:1 C#4:2
        Tenor 1: D4:1 | F4:1 E4:2
        Bass 1: D3:1 | B2:1 A2:2"#]],
    );
    check(
        &chorale.barred(&meter, 2),
        Staves::Short,
        &expect![[r#"
        SATB 1: A4:1 | B4:1 A4:2
        SATB 2: F4:1/2 E4:1/2 | D4:1 C#4:2
        SATB 7: D4:1 | F4:1 E4:2
        SATB 8: D3:1 | B2:1 A2:2"#]],
    );
}

#[test]
fn a_song_with_chords_and_triplets() {
    let mut song = sketch(Quarters::new(1, 3), &["60 - 62 64 66 68 69 - - - - - . . . 67 - -"]);
    song.chords = vec![(0, "Am".parse().unwrap()), (3, "E7".parse().unwrap())];
    song.key = "Am".parse().ok();
    check(
        &song,
        Staves::Open,
        &expect!["Melody 1: C4:2/3 D4:1/3 E4:1/3 F#4:1/3 G#4:1/3 A4:2 | r:1 G4:1"],
    );
    let score = song.to_score(Staves::Open);
    let chords = theory::written_chords(&score);
    let shown: Vec<String> = chords.iter().map(|c| format!("{}@{}", c.symbol, c.onset)).collect();
    expect!["Am@0 E7@1"].assert_eq(&shown.join(" "));
    assert_eq!(score.measures.last().map(|measure| measure.barline), Some(Barline::Final));
}

#[test]
fn the_key_is_found_where_it_is_unknown() {
    let tune = sketch(Quarters::ONE, &["62 65 69 74 73 69 70 69 62 - - -"]);
    let score = tune.to_score(Staves::Open);
    assert_eq!(score.first_key().map(|key| key.to_string()).as_deref(), Some("D minor"));
    assert_eq!(score.soundings()[4].pitch.to_string(), "C#5");
    assert_eq!(Sketch::default().to_score(Staves::Short), Score::default());
}

/// The notes a sketch says, as the voice, the onset, the length and the key.
fn notes(sketch: &Sketch) -> Vec<(usize, Quarters, Quarters, u8)> {
    let mut notes: Vec<(usize, usize, usize, u8)> = Vec::new();
    for (voice, cells) in sketch.voices.iter().enumerate() {
        for (step, cell) in cells.iter().enumerate() {
            match cell {
                Cell::Strike(pitch) => notes.push((voice, step, 1, pitch.number())),
                Cell::Hold(_) => notes.last_mut().unwrap().2 += 1,
                Cell::Rest => {}
            }
        }
    }
    let time = |steps: usize| sketch.grid * i64::try_from(steps).unwrap();
    let mut notes: Vec<_> = notes
        .into_iter()
        .map(|(voice, at, long, key)| (voice, time(at), time(long), key))
        .collect();
    notes.sort();
    notes
}

const GRIDS: [(i64, i64); 8] = [(1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 12), (1, 8), (1, 5)];
const METERS: [&str; 10] =
    ["4/4", "3/4", "6/8", "2/4", "12/8", "5/8", "2/2", "3+2/8", "7/8", "3/8"];

fn any_sketch() -> impl Strategy<Value = Sketch> {
    let cells = prop::collection::vec(prop::collection::vec((0u8..8, 30u8..90), 1..120), 1..5);
    (prop::sample::select(&GRIDS[..]), prop::sample::select(&METERS[..]), cells, 0usize..9, -7i8..8)
        .prop_map(|((num, den), meter, drawn, pickup, fifths)| {
            let steps = drawn[0].len();
            let voice = |cells: &Vec<(u8, u8)>| {
                let mut last = Cell::Rest;
                let mut next = |&(what, key): &(u8, u8)| {
                    last = match (what, last.pitch()) {
                        (0, _) => Cell::Rest,
                        (1..=4, Some(pitch)) => Cell::Hold(pitch),
                        _ => Cell::Strike(MidiPitch::new(key).unwrap()),
                    };
                    last
                };
                let mut cells: Vec<Cell> = cells.iter().map(&mut next).collect();
                cells.resize(steps, Cell::Rest);
                cells
            };
            let sketch = Sketch {
                grid: Quarters::new(num, den),
                voices: drawn.iter().map(voice).collect(),
                key: Some(Key::new(
                    fifths,
                    if fifths % 2 == 0 { crate::Mode::Minor } else { crate::Mode::Major },
                )),
                chords: vec![(0, "Eb7".parse().unwrap()), (steps / 2, "F#m".parse().unwrap())],
                ..Sketch::default()
            };
            sketch.barred(&meter.parse().unwrap(), pickup)
        })
}

proptest! {
    #[test]
    fn the_score_sounds_exactly_as_the_sketch(sketch in any_sketch(), short: bool) {
        let staves = if short { Staves::Short } else { Staves::Open };
        let score = sketch.to_score(staves);
        let voices: Vec<(usize, u16)> = score
            .parts
            .iter()
            .enumerate()
            .flat_map(|(part, p)| p.voice_numbers().into_iter().map(move |number| (part, number)))
            .collect();
        let mut sounding: Vec<(usize, Quarters, Quarters, u8)> = score
            .soundings()
            .iter()
            .map(|note| {
                let voice = voices.iter().position(|v| *v == (note.place.part, note.place.voice)).unwrap();
                (voice, note.onset, note.duration, note.midi().unwrap().number())
            })
            .collect();
        sounding.sort();
        prop_assert_eq!(sounding, notes(&sketch));
        // Every bar is full, and every event can be printed.
        for (place, event) in score.events() {
            prop_assert!(event.end() <= score.measures[place.measure].length);
            prop_assert!(event.whole_measure_rest || event.printed_value().is_some(), "{event:?}");
            let value = event.printed_value().unwrap_or(crate::NoteValue::plain(crate::ValueBase::Whole));
            prop_assert!(event.whole_measure_rest || value.length() == event.duration);
        }
    }
}
