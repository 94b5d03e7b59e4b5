use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use score::{
    Articulation, Dynamic, Edge, Event as Written, Grace, Mark, Ornament, Placed, Quarters, Slur,
    Wedge, shorthand,
};

use super::*;

/// A line a note: start, length, key and velocity; other events by name.
fn show(part: &Part) -> String {
    let mut text = String::new();
    let mut open: Vec<(u8, f64, u8, usize)> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for event in &part.events {
        match event.action {
            Action::NoteOn { key, velocity } => {
                open.push((key, event.seconds, velocity, lines.len()));
                lines.push(String::new());
            }
            Action::NoteOff { key } => {
                let at = open.iter().position(|held| held.0 == key).unwrap();
                let (key, start, velocity, line) = open.remove(at);
                lines[line] = format!("{start:.3}+{:.3} {key} v{velocity}", event.seconds - start);
            }
            Action::Instrument(instrument) => {
                lines.push(format!("{:.3} program {}", event.seconds, instrument.program));
            }
            action => lines.push(format!("{:.3} {action:?}", event.seconds)),
        }
    }
    lines.iter().for_each(|line| writeln!(text, "{line}").unwrap());
    text
}

fn exact() -> Performance {
    Performance { tempo_qpm: 60.0, ..Performance::exact() }
}

fn check(score: &Score, expected: &Expect) {
    let performed = perform(score, &exact());
    performed.sequence.check().unwrap();
    let parts: Vec<String> = performed.sequence.parts.iter().map(show).collect();
    expected.assert_eq(&parts.join("--\n"));
}

fn event(score: &mut Score, index: usize) -> &mut Written {
    score.events_mut().map(|(_, event)| event).nth(index).unwrap()
}

fn mark(score: &mut Score, at: Quarters, what: Mark) {
    score.parts[0].measures[0].marks.push(Placed::new(at, what));
}

#[test]
fn plain_notes_by_metre() {
    check(
        &shorthand("C", "4/4", &["C4:1 D4 E4:1/2 F4 G4:1"]).unwrap(),
        &expect![[r#"
        0.000+0.930 60 v84
        1.000+0.930 62 v80
        2.000+0.465 64 v82
        2.500+0.465 65 v78
        3.000+0.930 67 v80
    "#]],
    );
}

#[test]
fn articulation_and_slurs() {
    let mut score = shorthand("C", "4/4", &["C4:1 D4 E4 F4"]).unwrap();
    event(&mut score, 0).articulations = vec![Articulation::Staccato, Articulation::Accent];
    event(&mut score, 1).slurs = vec![Slur { edge: Edge::Start, number: 1 }];
    event(&mut score, 2).slurs = vec![Slur { edge: Edge::Stop, number: 1 }];
    check(
        &score,
        &expect![[r#"
        0.000+0.500 60 v96
        1.000+1.020 62 v80
        2.000+0.930 64 v82
        3.000+0.930 65 v80
    "#]],
    );
}

#[test]
fn repeated_keys_are_struck_apart() {
    let mut score = shorthand("C", "2/4", &["C4:1 C4:1"]).unwrap();
    event(&mut score, 0).slurs = vec![Slur { edge: Edge::Start, number: 1 }];
    event(&mut score, 1).slurs = vec![Slur { edge: Edge::Stop, number: 1 }];
    check(
        &score,
        &expect![[r#"
        0.000+0.985 60 v84
        1.000+0.930 60 v82
    "#]],
    );
}

#[test]
fn grace_notes() {
    let mut score = shorthand("C", "3/4", &["C5:1 D5:1 E5:1"]).unwrap();
    let grace = |slash, pitch: &str, at: i64| Written {
        grace: Some(Grace { slash }),
        ..Written::note(Quarters::whole(at), Quarters::ZERO, pitch.parse().unwrap())
    };
    let events = &mut score.parts[0].measures[0].voices[0].events;
    events.insert(2, grace(false, "F5", 2));
    events.insert(1, grace(true, "E5", 1));
    check(
        &score,
        &expect![[r#"
            0.000+0.915 72 v84
            0.915+0.085 76 v74
            1.000+0.930 74 v80
            2.000+0.500 77 v82
            2.500+0.465 76 v80
        "#]],
    );
}

#[test]
fn ornaments_arpeggio_tremolo() {
    let mut score = shorthand("F", "4/4", &["A4:1 C4+E4+G4 C5 F5"]).unwrap();
    event(&mut score, 0).ornaments = vec![Ornament::Mordent];
    event(&mut score, 1).articulations = vec![Articulation::Arpeggio];
    event(&mut score, 2).ornaments = vec![Ornament::Tremolo(1)];
    check(
        &score,
        &expect![[r#"
            0.000+0.085 69 v84
            0.085+0.085 67 v78
            0.170+0.760 69 v78
            1.000+0.930 60 v80
            1.035+0.897 64 v80
            1.070+0.865 67 v80
            2.000+0.450 72 v82
            2.500+0.450 72 v76
            3.000+0.930 77 v80
        "#]],
    );
    let mut score = shorthand("C", "2/4", &["C4:1 G4:1"]).unwrap();
    event(&mut score, 0).ornaments = vec![Ornament::TremoloBetween(Edge::Start, 1)];
    event(&mut score, 1).ornaments = vec![Ornament::TremoloBetween(Edge::Stop, 1)];
    check(
        &score,
        &expect![[r#"
            0.000+0.500 60 v84
            0.500+0.500 67 v82
            1.000+0.500 60 v78
            1.500+0.500 67 v76
        "#]],
    );
    let mut score = shorthand("C", "2/4", &["C4:1 F4:1"]).unwrap();
    event(&mut score, 0).ornaments = vec![Ornament::Glissando(Edge::Start)];
    event(&mut score, 1).ornaments = vec![Ornament::Glissando(Edge::Stop)];
    check(
        &score,
        &expect![[r#"
        0.000+0.840 60 v84
        0.840+0.080 62 v78
        0.920+0.080 64 v78
        1.000+0.930 65 v82
    "#]],
    );
}

#[test]
fn a_flute_swells_on_a_long_note() {
    let mut score = shorthand("C", "2/4", &["C5:2~ | C5:1 r:1"]).unwrap();
    score.parts[0].name = "Flute".to_owned();
    mark(&mut score, Quarters::ZERO, Mark::Dynamic(Dynamic::P));
    mark(&mut score, Quarters::ZERO, Mark::Wedge(Wedge::Crescendo));
    mark(&mut score, Quarters::new(1, 4), Mark::Wedge(Wedge::Stop));
    check(
        &score,
        &expect![[r#"
        0.000 Expression(97)
        0.000+2.920 72 v68
        0.040 Expression(102)
        0.080 Expression(107)
        0.120 Expression(112)
        0.160 Expression(116)
        0.200 Expression(121)
        0.240 Expression(126)
        0.280 Expression(127)
    "#]],
    );
}

#[test]
fn plucked_strings_and_pedal() {
    let mut score = shorthand("C", "4/4", &["C4:1 D4 E4 F4"]).unwrap();
    score.parts[0].name = "Violine".to_owned();
    mark(&mut score, Quarters::ONE, Mark::Words("pizz.".to_owned()));
    mark(&mut score, Quarters::whole(2), Mark::Words("arco".to_owned()));
    check(
        &score,
        &expect![[r#"
        0.000+0.950 60 v84
        1.000 program 45
        1.000+1.000 62 v80
        2.000 program 40
        2.000+0.950 64 v82
        3.000+0.950 65 v80
    "#]],
    );
    let mut score = shorthand("C", "4/4", &["C4:2 D4:2"]).unwrap();
    mark(&mut score, Quarters::ZERO, Mark::Pedal(Edge::Start));
    mark(&mut score, Quarters::whole(2), Mark::Pedal(Edge::Stop));
    mark(&mut score, Quarters::whole(2), Mark::Pedal(Edge::Start));
    check(
        &score,
        &expect![[r#"
        0.000 Sustain(true)
        0.000+1.920 60 v84
        2.000 Sustain(false)
        2.000+1.920 62 v82
        2.050 Sustain(true)
        4.100 Sustain(false)
    "#]],
    );
}

#[test]
fn transposing_instruments_and_repeats() {
    let mut score = shorthand("C", "1/4", &["C4:1 D4:1"]).unwrap();
    score.parts[0].name = "Clarinet in B♭".to_owned();
    score.parts[0].transposition = score::Interval::new(-1, -2);
    score.measures[0].repeat_end = Some(2);
    check(
        &score,
        &expect![[r#"
        0.000+0.930 58 v84
        1.000+0.930 58 v84
        2.000+0.930 60 v84
    "#]],
    );
    let bars = perform(&score, &exact()).bars;
    let shown: Vec<String> = bars.iter().map(|b| format!("{}@{}", b.number, b.seconds)).collect();
    assert_eq!(shown.join(" "), "1@0 1@1 2@2");
}

#[test]
fn limits_cut_with_a_warning() {
    let mut score = shorthand("C", "4/4", &["C4:4 D4:4"]).unwrap();
    score.measures[0].repeat_end = Some(200);
    let cut = |settings: &Performance| {
        let performed = perform(&score, settings);
        performed.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    expect!["the performance was cut after 10 measures by the limit on bars"]
        .assert_eq(&cut(&Performance { max_bars: 10, ..exact() }));
    expect!["the performance was cut after 20 measures by the limit on notes"]
        .assert_eq(&cut(&Performance { max_notes: 20, ..exact() }));
    expect!["the performance was cut after 15 measures by the limit on seconds"]
        .assert_eq(&cut(&Performance { max_seconds: 61.0, ..exact() }));
    expect![""].assert_eq(&cut(&Performance { repeats: false, ..exact() }));
}

#[test]
fn people_stray_a_little() {
    let line = "C4+E4+G4:1 D4+F4 E4+G4 F4+A4 | G4 F4 E4 D4 | C4:4";
    let score = shorthand("C", "4/4", &[line]).unwrap();
    let notes = |settings: &Performance| {
        let performed = perform(&score, settings);
        let events = performed.sequence.parts[0].events.clone();
        events.into_iter().filter(|e| matches!(e.action, Action::NoteOn { .. })).collect::<Vec<_>>()
    };
    let loose = Performance { humanise: 0.5, ..exact() };
    assert_eq!(notes(&loose), notes(&loose));
    assert_ne!(notes(&loose), notes(&Performance { seed: 2, ..loose.clone() }));
    let furthest = notes(&loose)
        .iter()
        .zip(notes(&exact()))
        .map(|(a, b)| (a.seconds - b.seconds).abs())
        .fold(0.0, f64::max);
    assert!(furthest > 0.001 && furthest < 0.03, "{furthest}");
}

#[test]
fn a_choir_takes_its_seats() {
    let score = shorthand("C", "4/4", &["C5:4", "G4:4", "E4:4", "C3:4"]).unwrap();
    let ensemble = Some(Ensemble::builtin("string-quartet").unwrap());
    let performed = perform(&score, &Performance { ensemble, ..exact() });
    let shown: Vec<String> = performed
        .sequence
        .parts
        .iter()
        .map(|part| format!("{} {} {:.2}", part.name, part.instrument.program, part.pan))
        .collect();
    expect![[r#"
        Part 1 40 -0.45
        Part 2 40 -0.15
        Part 3 41 0.15
        Part 4 42 0.45"#]]
    .assert_eq(&shown.join("\n"));
}

/// Scores with everything in them: notes, chords, rests, ties, signs, ornaments, repeats.
fn scores() -> impl Strategy<Value = Score> {
    let word = (0u8..8, 40u8..90, 1u8..5, any::<u8>());
    let part = proptest::collection::vec(word, 1..40);
    (proptest::collection::vec(part, 1..4), any::<u64>()).prop_map(|(parts, bits)| {
        let lines: Vec<String> = parts.iter().map(|words| line(words)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut score = shorthand("Eb", "4/4", &lines).unwrap_or_default();
        decorate(&mut score, &parts, bits);
        score
    })
}

fn line(words: &[(u8, u8, u8, u8)]) -> String {
    words.iter().fold(String::new(), |mut text, &(kind, key, length, _)| {
        let pitch = |key: u8| {
            score::Pitch::spelled(score::MidiPitch::new(key).unwrap(), score::Key::C_MAJOR)
        };
        let length = 1 << (length - 1).min(2);
        // Lengths of 1/4, 1/2 or 1 keep within bars as long as they come in groups.
        let many = length;
        for _ in 0..many {
            match kind {
                0 => write!(text, "r:1/{length} ").unwrap(),
                1 => write!(text, "{}+{}:1/{length} ", pitch(key), pitch(key + 4)).unwrap(),
                2 => write!(text, "{}:1/{length}~ ", pitch(key)).unwrap(),
                _ => write!(text, "{}:1/{length} ", pitch(key)).unwrap(),
            }
        }
        text
    })
}

fn decorate(score: &mut Score, parts: &[Vec<(u8, u8, u8, u8)>], bits: u64) {
    let ornaments = [
        Ornament::Trill,
        Ornament::Turn,
        Ornament::DelayedTurn,
        Ornament::Schleifer,
        Ornament::Tremolo(3),
        Ornament::TremoloBetween(Edge::Start, 2),
        Ornament::TremoloBetween(Edge::Stop, 2),
        Ornament::Glissando(Edge::Start),
        Ornament::Glissando(Edge::Stop),
    ];
    let signs = [
        Articulation::Fermata,
        Articulation::Staccato,
        Articulation::Caesura,
        Articulation::Arpeggio,
        Articulation::StrongAccent,
        Articulation::Breath,
    ];
    let chance: Vec<u8> = parts.iter().flatten().map(|word| word.3).collect();
    let many = chance.len().max(1);
    for (index, (_, event)) in score.events_mut().enumerate() {
        let chance = usize::from(chance[index % many]);
        event.ornaments.extend(ornaments.get(chance % 40).copied());
        event.articulations.extend(signs.get(chance % 23).cloned());
        if chance % 11 == 3 && !event.is_rest() {
            event.grace = Some(Grace { slash: chance % 2 == 0 });
            event.duration = Quarters::ZERO;
        }
        if chance % 7 < 2 {
            let edge = if chance % 7 == 0 { Edge::Start } else { Edge::Stop };
            event.slurs.push(Slur { edge, number: 1 });
        }
    }
    let names = ["Flute", "Violin", "Piano"];
    for (index, part) in score.parts.iter_mut().enumerate() {
        part.name = names[index % 3].to_owned();
        for (number, measure) in part.measures.iter_mut().enumerate() {
            let what = match (bits >> (number % 60)) % 7 {
                0 => Mark::Wedge(Wedge::Crescendo),
                1 => Mark::Wedge(Wedge::Stop),
                2 => Mark::Dynamic(Dynamic::Fp),
                3 => Mark::Words("poco rit., pizz., dim.".to_owned()),
                4 => Mark::Pedal(Edge::Start),
                5 => Mark::Words("a tempo arco".to_owned()),
                _ => Mark::Words("Allegro, swing".to_owned()),
            };
            measure.marks.push(Placed::new(Quarters::new(1, 2), what));
        }
    }
    if let Some(measure) = score.measures.first_mut() {
        measure.repeat_end = bits.is_multiple_of(3).then_some(2);
    }
    score.tidy();
}

fn balanced(part: &Part) -> bool {
    let mut held = [0i32; 128];
    for event in &part.events {
        match event.action {
            Action::NoteOn { key, .. } => held[usize::from(key)] += 1,
            Action::NoteOff { key } => held[usize::from(key)] -= 1,
            _ => {}
        }
        if held.iter().any(|&count| !(0..=1).contains(&count)) {
            return false;
        }
    }
    held.iter().all(|&count| count == 0)
}

proptest! {
    #[test]
    fn every_performance_is_sound(score in scores(), seed: u64, humanise in 0.0..1.0) {
        let settings = Performance { seed, humanise, ..Performance::default() };
        let performed = perform(&score, &settings);
        prop_assert!(performed.sequence.check().is_ok());
        prop_assert!(performed.sequence.parts.iter().all(balanced));
        prop_assert!(performed.bars.is_sorted_by(|a, b| a.seconds <= b.seconds));
        prop_assert!(performed.bars.iter().all(|bar| bar.beats.is_sorted()));
        prop_assert_eq!(&perform(&score, &settings), &performed);
        let ensemble = Some(Ensemble::builtin("band").unwrap());
        let seated = perform(&score, &Performance { ensemble, ..settings });
        prop_assert!(seated.sequence.check().is_ok());
        prop_assert!(seated.sequence.parts.iter().all(balanced));
    }

    #[test]
    fn the_clock_adds_up(bpm in 20.0..300.0f64, later in 20.0..300.0f64, bars in 2usize..20, times in 1u8..5) {
        let mut score = shorthand("C", "3/4", &["C4:3 ".repeat(bars).as_str()]).unwrap();
        score.measures[0].tempi = vec![Placed::new(Quarters::ZERO, score::Tempo::quarters(bpm))];
        score.measures[1].tempi = vec![Placed::new(Quarters::ONE, score::Tempo::quarters(later))];
        score.measures[1].repeat_end = Some(times);
        let performed = perform(&score, &Performance::exact());
        let (slow, fast) = (60.0 / bpm, 60.0 / later);
        let twice = f64::from(times);
        let rest = f64::from(u32::try_from(bars).unwrap()) - 2.0;
        let sum = twice * (4.0 * slow + 2.0 * fast) + 3.0 * rest * fast;
        prop_assert!((performed.seconds - sum).abs() < 1e-6, "{} {}", performed.seconds, sum);
    }
}
