//! Arrangements as a whole: a few bars of each style as text, and what holds for all of them.

mod snapshots;

use expect_test::expect;
use proptest::prelude::*;
use score::theory::FaultKind;
use score::{Cell, Key, Meter, MidiPitch, Mode, Quarters, SketchBar};

use super::*;

/// A tune in scale degrees over bars of a meter, one chord a bar.
fn tune(key: &str, meter: &str, degrees: &str, chords: &str) -> Sketch {
    let key: Key = key.parse().unwrap();
    let meter: Meter = meter.parse().unwrap();
    let grid = Quarters::new(1, 2);
    let words: Vec<&str> = chords.split_whitespace().collect();
    let bars = SketchBar::lay(&meter, grid, 0, words.len());
    let full = bars[0].steps;
    let mut sketch = Sketch::silent(grid, bars, 1);
    let mut last = None;
    for (step, word) in degrees.split_whitespace().enumerate() {
        let degree = word.parse().ok().map(|degree: u8| key.pitch_at(degree, 4).midi().unwrap());
        sketch.voices[0][step] = match (word, degree, last) {
            (_, Some(pitch), _) => Cell::Strike(pitch),
            ("-", _, Some(pitch)) => Cell::Hold(pitch),
            _ => Cell::Rest,
        };
        last = sketch.voices[0][step].pitch();
    }
    sketch.key = Some(key);
    sketch.chords =
        words.iter().enumerate().map(|(bar, word)| (full * bar, word.parse().unwrap())).collect();
    sketch
}

fn common() -> Sketch {
    tune("G", "4/4", "3 - 2 1 2 - 5 - 6 - 4 6 5 - - - 5 4 3 2 1 - 6 - 2 - 3 2 1 - - -", "G C D7 G")
}

fn triple() -> Sketch {
    tune("Dm", "3/4", "1 - 3 - 5 - 4 - - 3 2 - 3 2 1 - 7 - 1 - - - - -", "Dm Gm A7 Dm")
}

fn jig() -> Sketch {
    tune("D", "6/8", "1 2 3 5 - 3 4 - 6 5 - 3 2 3 4 3 2 1 2 - - 1 - -", "D G A7 D")
}

#[test]
fn what_cannot_be_done_is_said() {
    let refuse = |sketch: &Sketch, style: &str| {
        arrange(sketch, &Style::builtin(style).unwrap(), 1).unwrap_err().to_string()
    };
    let odd = tune("C", "5/8", "1 2 3 4 5", "C");
    expect!["the style waltz has no patterns for 5/8: it can 3/4, 6/8"]
        .assert_eq(&refuse(&odd, "waltz"));
    let mut bare = common();
    bare.chords.clear();
    expect!["the melody has neither chords nor other voices: harmonise it first"]
        .assert_eq(&refuse(&bare, "band"));
    let mut silent = common();
    silent.voices[0].fill(Cell::Rest);
    expect!["the sketch has no melody to arrange"].assert_eq(&refuse(&silent, "band"));
    let mut wide = common();
    for (step, key) in [40, 90].into_iter().enumerate() {
        wide.voices[0][step] = Cell::Strike(MidiPitch::new(key).unwrap());
    }
    expect![
        "the melody spans E2 to F#6, and Soprano plays C4 to A5: no key brings it into that range"
    ]
    .assert_eq(&refuse(&wide, "choir"));
}

#[test]
fn a_melody_out_of_range_is_moved_and_that_is_told() {
    let low = common().transposed(-19).unwrap();
    let arranged = arrange(&low, &Style::builtin("folk-duo").unwrap(), 1).unwrap();
    assert_eq!(arranged.remarks, [Remark::MelodyMoved(12)]);
    let high = common().transposed(8).unwrap();
    let arranged = arrange(&high, &Style::builtin("choir").unwrap(), 1).unwrap();
    expect!["the melody sounds 1 octave(s) lower, to fit its player"].assert_eq(
        &arranged.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    );
}

#[test]
fn a_pickup_joins_the_introduction() {
    let mut sketch = common();
    let (grid, meter) = (Quarters::new(1, 2), Meter::default());
    sketch.bars = SketchBar::lay(&meter, grid, 2, 4);
    let five = MidiPitch::new(74).unwrap();
    sketch.voices[0].splice(0..0, [Cell::Strike(five), Cell::Strike(five)]);
    for (step, _) in &mut sketch.chords {
        *step += 2;
    }
    let arranged = arrange(&sketch, &Style::builtin("band").unwrap(), 1).unwrap();
    let score = arranged.score;
    assert_eq!(score.measures.len(), 6);
    assert!(score.measures.iter().all(|measure| measure.length == Quarters::whole(4)));
    assert_eq!(
        score.soundings().iter().find(|note| note.place.part == 0).unwrap().onset,
        Quarters::whole(7)
    );
}

const METERS: [&str; 8] = ["4/4", "3/4", "6/8", "2/4", "12/8", "5/4", "2/2", "3/8"];
const KINDS: [&str; 14] =
    ["", "m", "7", "m7", "maj7", "dim", "m7b5", "sus4", "aug", "6", "9", "dim7", "13", "5"];

/// Any melody within two octaves over any chords, in any meter.
fn any_sketch() -> impl Strategy<Value = Sketch> {
    let notes = prop::collection::vec((0u8..6, 0u8..20), 8..60);
    let chords =
        prop::collection::vec((0i32..12, prop::sample::select(&KINDS[..]), 1usize..7), 1..8);
    let meter = prop::sample::select(&METERS[..]);
    (notes, chords, meter, 0usize..3, -5i8..6, any::<bool>()).prop_map(
        |(notes, chords, meter, pickup, fifths, minor)| {
            let grid = Quarters::new(1, 2);
            let key = Key::new(fifths, if minor { Mode::Minor } else { Mode::Major });
            let mut last = None;
            let cell = |&(what, key): &(u8, u8)| {
                let cell = match (what, last) {
                    (0, _) => Cell::Rest,
                    (1 | 2, Some(pitch)) => Cell::Hold(pitch),
                    _ => Cell::Strike(MidiPitch::new(60 + key).unwrap()),
                };
                last = cell.pitch();
                cell
            };
            let voice: Vec<Cell> = notes.iter().map(cell).collect();
            let mut step = 0;
            let mut symbols = Vec::new();
            for (root, kind, steps) in chords {
                let root = score::Tone::from_fifths(root - 5 + i32::from(fifths));
                symbols.push((step, format!("{root}{kind}").parse().unwrap()));
                step += steps;
            }
            symbols.retain(|(step, _)| *step < voice.len());
            let sketch = Sketch {
                grid,
                voices: vec![voice],
                chords: symbols,
                key: Some(key),
                ..Sketch::default()
            };
            sketch.barred(&meter.parse().unwrap(), pickup)
        },
    )
}

/// Onsets (from the first), lengths and pitch classes of a melody.
fn shape(notes: &[(Quarters, Quarters, i32)]) -> Vec<(Quarters, Quarters, i32)> {
    let first = notes.first().map_or(Quarters::ZERO, |note| note.0);
    notes.iter().map(|(onset, length, key)| (*onset - first, *length, key.rem_euclid(12))).collect()
}

fn melody_of(score: &Score, style: &Style) -> Vec<(Quarters, Quarters, i32)> {
    let tune = |line: &Line| line.plays == Plays::Melody || line.voice == 1;
    let part = style.parts.iter().position(|part| part.lines.iter().any(tune)).unwrap();
    let notes = score.soundings().into_iter();
    let own = notes.filter(|note| note.place.part == part && note.place.voice == 1);
    own.map(|note| (note.onset, note.duration, note.pitch.semitones())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn every_style_keeps_the_melody_and_its_players_ranges(sketch in any_sketch(), seed: u64) {
        for name in Style::names() {
            let style = Style::builtin(name).unwrap();
            let Ok(arranged) = arrange(&sketch, &style, seed) else { continue };
            let by = arranged.remarks.iter().find_map(|remark| match remark {
                Remark::Transposed(by) => Some(i32::from(*by)),
                _ => None,
            });
            let given: Vec<_> = sketch
                .to_score(score::Staves::Open)
                .soundings()
                .iter()
                .map(|note| (note.onset, note.duration, note.pitch.semitones() + by.unwrap_or(0)))
                .collect();
            prop_assert_eq!(shape(&melody_of(&arranged.score, &style)), shape(&given), "{}", name);
            for note in arranged.score.soundings() {
                let part = &style.parts[note.place.part];
                let staff = u8::try_from((note.place.voice - 1) / 4 + 1).unwrap();
                let inside = |line: &Line| {
                    line.staff == staff
                        && (line.range.0..=line.range.1).contains(&note.midi().unwrap().number())
                };
                prop_assert!(note.drum.is_some() || part.lines.iter().any(inside), "{name} {}", note.pitch);
            }
            if matches!(name, "choir" | "jazz-trio") {
                prop_assert_eq!(&arrange(&sketch, &style, seed).unwrap(), &arranged);
            }
            let told = |remark: &Remark| matches!(remark, Remark::Unplayable { .. });
            prop_assert!(!arranged.remarks.iter().any(told), "{name}: {:?}", arranged.remarks);
        }
    }
}

const PROGRESSIONS: [&str; 8] = [
    "I IV V I",
    "I vi ii V",
    "I V vi IV",
    "i iv V i",
    "i VI iv V",
    "I ii6 V7 I",
    "I IV ii V7",
    "vi ii V7 I",
];

/// A singable melody: steps and small leaps between chord tones on the beats.
fn any_hymn() -> impl Strategy<Value = Sketch> {
    let words = prop::collection::vec(prop::sample::select(&PROGRESSIONS[..]), 1..4);
    (words, -4i8..5, prop::collection::vec(0usize..3, 16)).prop_map(|(words, fifths, choices)| {
        let minor = words[0].starts_with('i');
        let key = Key::new(fifths, if minor { Mode::Minor } else { Mode::Major });
        let mut symbols: Vec<score::ChordSymbol> = Vec::new();
        for numeral in
            words.iter().flat_map(|text| text.split(' ')).chain([if minor { "i" } else { "I" }])
        {
            symbols.push(score::theory::RomanNumeral::parse(numeral, key).unwrap().chord());
        }
        let mut voice = Vec::new();
        let mut last = 70i32;
        for (index, symbol) in symbols.iter().enumerate() {
            let near: Vec<i32> = (62..=79)
                .filter(|key| symbol.pitch_classes().contains(&u8::try_from(key % 12).unwrap()))
                .filter(|key| (key - last).abs() <= 5 && *key != last)
                .collect();
            last = near.get(choices[index % 16] % near.len().max(1)).copied().unwrap_or(last);
            voice.push(Cell::Strike(MidiPitch::new(u8::try_from(last).unwrap()).unwrap()));
        }
        let sketch = Sketch {
            grid: Quarters::ONE,
            voices: vec![voice],
            chords: symbols.into_iter().enumerate().collect(),
            key: Some(key),
            ..Sketch::default()
        };
        sketch.barred(&Meter::default(), 0)
    })
}

/// What the melody alone does wrong, no other voice can mend.
fn of_the_melody(remark: &Remark) -> bool {
    let Remark::Fault { fault, .. } = remark else { return true };
    fault.voices == (0, 0) && matches!(fault.kind, FaultKind::LeadingTone | FaultKind::Seventh)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn four_voices_are_without_fault(sketch in any_hymn()) {
        for name in ["choir", "organ", "string-quartet", "piano-chorale"] {
            let arranged = arrange(&sketch, &Style::builtin(name).unwrap(), 1).unwrap();
            let faults: Vec<&Remark> =
                arranged.remarks.iter().filter(|remark| !of_the_melody(remark)).collect();
            prop_assert!(faults.is_empty(), "{name}: {}", faults[0]);
        }
    }
}
