use expect_test::expect;
use proptest::prelude::*;
use score::theory::grid_ngrams;
use score::{Cell, MidiPitch, Quarters, Sketch};

use super::{Index, IndexedPiece, Limit, Measure};

/// A sketch of voices by MIDI key, 0 a rest, one step a sixteenth.
fn sketch(voices: &[Vec<u8>]) -> Sketch {
    let cell = |keys: &[u8], step: usize| match MidiPitch::new(keys[step]) {
        Some(key) if key.number() > 0 => {
            if step > 0 && keys[step - 1] == keys[step] {
                Cell::Hold(key)
            } else {
                Cell::Strike(key)
            }
        }
        _ => Cell::Rest,
    };
    let voice = |keys: &Vec<u8>| (0..keys.len()).map(|step| cell(keys, step)).collect();
    let grid = Quarters::new(1, 4);
    Sketch { grid, voices: voices.iter().map(voice).collect(), ..Sketch::default() }
}

/// Two voices that never come back to themselves, other ones for each seed.
fn wandering(seed: u32, steps: usize) -> Sketch {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from(state >> 28).unwrap()
    };
    let mut voice = |low: u8| -> Vec<u8> {
        let mut keys = Vec::new();
        while keys.len() < steps {
            let (key, length) = (low + next(), 1 + usize::from(next() % 4));
            keys.extend(vec![key; length]);
        }
        keys[..steps].to_vec()
    };
    let voices = [voice(60), voice(40)];
    sketch(&voices)
}

fn name(id: &str) -> IndexedPiece {
    IndexedPiece { id: id.into(), title: (id == "b").then(|| "Second".into()) }
}

fn index() -> (Index, [Sketch; 3]) {
    let learned = [wandering(1, 96), wandering(2, 128), wandering(3, 96)];
    let index = Index::of(["a", "b", "c"].map(name).into_iter().zip(&learned));
    let held_out: Vec<Sketch> = (10..30).map(|seed| wandering(seed, 96)).collect();
    (index.calibrated(&held_out), learned)
}

/// A piece that quotes steps of another, a fourth higher, after so many of its own.
fn quoting(other: &Sketch, steps: std::ops::Range<usize>, after: usize) -> Sketch {
    let mut piece = wandering(99, after);
    let moved = other.transposed(5).unwrap();
    for (voice, quoted) in piece.voices.iter_mut().zip(&moved.voices) {
        voice.extend_from_slice(&quoted[steps.clone()]);
    }
    for (voice, own) in piece.voices.iter_mut().zip(wandering(98, 32).voices) {
        voice.extend(own);
    }
    piece
}

#[test]
fn a_quotation_in_another_key_is_found_with_its_place() {
    let (index, learned) = index();
    let report = index.report(&quoting(&learned[1], 40..80, 24));
    let nearest = &report.passages[0];
    assert_eq!((nearest.piece.as_str(), nearest.first, nearest.other), ("b", 24, 40));
    assert_eq!((nearest.length, report.measures.longest_steps), (40, 40));
    // 25 of 81 windows of 16 steps, 9 of 65 windows of 32.
    assert!((report.measures.windows16 - 25.0 / 81.0).abs() < 1e-9, "{:?}", report.measures);
    assert!((report.measures.windows32 - 9.0 / 65.0).abs() < 1e-9, "{:?}", report.measures);
    let breaches: Vec<String> =
        report.breaches(&Limit::default()).iter().map(ToString::to_string).collect();
    expect![[r#"
        16-step windows of all voices found: 30.86 %, over 0.00 %
        longest passage of all voices, steps: 40, over 0"#]]
    .assert_eq(&breaches.join("\n"));
}

#[test]
fn what_is_new_is_not_found() {
    let (index, _) = index();
    let report = index.report(&wandering(50, 200));
    assert_eq!(report.measures.longest_steps, 0);
    assert!(report.breaches(&Limit::default()).is_empty());
    expect![[r#"
        Against 3 pieces learned from; 20 other pieces of people to compare
                                                    this    median      99 %  percentile
        16-step windows of all voices found       0.00 %    0.00 %    0.00 %          50
        32-step windows of all voices found       0.00 %    0.00 %    0.00 %          50
        longest passage of all voices, steps           0         0         0          50
        groups of 9 melody notes found            0.00 %    0.00 %    0.00 %          50
        longest passage of melody, notes               0         0         0          50
        No passage of 16 steps or 9 melody notes is found.
    "#]]
    .assert_eq(&report.to_string());
}

#[test]
fn a_report_for_people_and_scripts() {
    let (index, learned) = index();
    let report = index.report(&quoting(&learned[1], 40..80, 24));
    expect![[r#"
        Against 3 pieces learned from; 20 other pieces of people to compare
                                                    this    median      99 %  percentile
        16-step windows of all voices found      30.86 %    0.00 %    0.00 %         100
        32-step windows of all voices found      13.85 %    0.00 %    0.00 %         100
        longest passage of all voices, steps          40         0         0         100
        groups of 9 melody notes found           25.00 %    0.00 %    0.00 %         100
        longest passage of melody, notes              15         0         0         100
        40 steps from quarter 6: b (Second), step 40
        15 notes from quarter 6.75: b (Second), note 19
    "#]]
    .assert_eq(&report.to_string());
    expect![[r#"
        {
          "indexed_pieces": 3,
          "held_out_pieces": 20,
          "held_out_left_out": 0,
          "voices": 2,
          "measures": {
            "windows16": 0.30864197530864196,
            "windows32": 0.13846153846153847,
            "longest_steps": 40,
            "melody": 0.25,
            "longest_notes": 15
          },
          "percentiles": {
            "windows16": 100.0,
            "windows32": 100.0,
            "longest_steps": 100.0,
            "melody": 100.0,
            "longest_notes": 100.0
          },
          "held_out_median": {
            "windows16": 0.0,
            "windows32": 0.0,
            "longest_steps": 0.0,
            "melody": 0.0,
            "longest_notes": 0.0
          },
          "held_out_99": {
            "windows16": 0.0,
            "windows32": 0.0,
            "longest_steps": 0.0,
            "melody": 0.0,
            "longest_notes": 0.0
          },
          "passages": [
            {
              "piece": "b",
              "title": "Second",
              "first": 24,
              "quarter": 6.0,
              "other": 40,
              "length": 40
            }
          ],
          "phrases": [
            {
              "piece": "b",
              "title": "Second",
              "first": 9,
              "quarter": 6.75,
              "other": 19,
              "length": 15
            }
          ]
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn a_lone_melody_is_judged_by_its_notes() {
    let (index, learned) = index();
    let mut tune = learned[0].transposed(-2).unwrap();
    tune.voices.truncate(1);
    let report = index.report(&tune);
    assert_eq!(report.measures.longest_steps, 0);
    assert!((report.measures.melody - 1.0).abs() < 1e-9);
    assert_eq!(report.breaches(&Limit::default())[0].measure, Measure::Melody);
}

#[test]
fn another_grid_is_heard_alike() {
    let (index, learned) = index();
    let mut fine = learned[0].clone();
    fine.grid = Quarters::new(1, 12);
    for voice in &mut fine.voices {
        let held = |cell: &Cell| {
            [
                *cell,
                cell.pitch().map_or(Cell::Rest, Cell::Hold),
                cell.pitch().map_or(Cell::Rest, Cell::Hold),
            ]
        };
        *voice = voice.iter().flat_map(held).collect();
    }
    let report = index.report(&fine);
    assert_eq!(report.measures.longest_steps, 96);
    assert!((report.measures.melody - 1.0).abs() < 1e-9);
}

#[test]
fn percentiles() {
    let held_out =
        super::HeldOut::from_values([vec![0.3, 0.1, 0.2, 0.2], vec![], vec![], vec![], vec![]], 0);
    let rank = |value| held_out.percentile(Measure::Windows16, value).unwrap();
    assert!((rank(0.0) - 0.0).abs() < 1e-9);
    assert!((rank(0.2) - 50.0).abs() < 1e-3, "{}", rank(0.2));
    assert!((rank(0.9) - 100.0).abs() < 1e-9);
    let at = |percentile| held_out.at(Measure::Windows16, percentile).unwrap();
    assert!((at(99.0) - 0.3).abs() < 1e-6 && (at(25.0) - 0.1).abs() < 1e-6 && at(0.0) < 0.11);
    assert_eq!(held_out.percentile(Measure::Melody, 0.5), None);
}

#[test]
fn a_piece_that_is_learned_from_after_all_does_not_say_what_is_ordinary() {
    let (index, learned) = index();
    let again = learned[0].transposed(1).unwrap();
    let index = index.calibrated([&wandering(20, 64), &again, &wandering(21, 64)]);
    assert_eq!((index.held_out().pieces(), index.held_out().left_out()), (2, 1));
    assert_eq!(index.held_out().at(Measure::Windows16, 99.0), Some(0.0));
    assert_eq!(Index::read(&index.write().unwrap()).unwrap(), index);
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let (index, _) = index();
    let bytes = index.write().unwrap();
    assert_eq!(Index::read(&bytes).unwrap(), index);
    // The music of 320 sixteenths takes some 6 bytes for each.
    assert!(bytes.len() < 320 * 7 + 600, "{}", bytes.len());
    for end in 0..bytes.len() {
        assert!(Index::read(&bytes[..end]).is_err(), "cut at {end}");
    }
    for (at, part) in [(0, "no index"), (8, "version"), (40, "damaged")] {
        let mut broken = bytes.clone();
        broken[at] ^= 0x40;
        let complaint = Index::read(&broken).unwrap_err().to_string();
        assert!(complaint.contains(part), "{complaint}");
    }
}

/// The measure as it is defined, without an index: windows compared one with another.
fn share_by_definition(piece: &Sketch, learned: &[Sketch], steps: usize) -> f64 {
    let frames = |sketch: &Sketch| -> Vec<Vec<Option<u8>>> {
        let frame =
            |step| sketch.frame(step).into_iter().map(|key| key.map(MidiPitch::number)).collect();
        (0..sketch.steps()).map(frame).collect()
    };
    let windows = |sketch: &Sketch| -> Vec<u64> {
        let frames = frames(sketch);
        let sounds =
            |first: usize| frames[first..first + steps].iter().flatten().all(Option::is_some);
        grid_ngrams(&frames, steps)
            .filter(|gram| sounds(gram.first))
            .map(|gram| gram.hash)
            .collect()
    };
    let known: std::collections::HashSet<u64> = learned.iter().flat_map(windows).collect();
    let asked = windows(piece);
    let found = asked.iter().filter(|hash| known.contains(hash)).count();
    if asked.is_empty() { 0.0 } else { found as f64 / asked.len() as f64 }
}

/// Slow voices of few notes, so that windows come back often; 0 is a rest.
fn plain(most: usize) -> impl Strategy<Value = Sketch> {
    let note = (prop::sample::select(vec![60u8, 62, 0, 60]), 4usize..24);
    let voice = prop::collection::vec(note, 1..most);
    prop::collection::vec(voice, 2).prop_map(|voices| {
        let keys = |notes: &Vec<(u8, usize)>| -> Vec<u8> {
            notes.iter().flat_map(|(key, length)| vec![*key; *length]).collect()
        };
        let mut voices: Vec<Vec<u8>> = voices.iter().map(keys).collect();
        let steps = voices.iter().map(Vec::len).min().unwrap_or(0);
        voices.iter_mut().for_each(|voice| voice.truncate(steps));
        sketch(&voices)
    })
}

proptest! {
    #[test]
    fn shares_are_what_their_definition_says(learned in prop::collection::vec(plain(10), 1..4), piece in plain(12)) {
        let index = Index::of(learned.iter().enumerate().map(|(at, sketch)| (name(&at.to_string()), sketch)));
        let measures = index.measures(&piece);
        prop_assert!((measures.windows16 - share_by_definition(&piece, &learned, 16)).abs() < 1e-9);
        prop_assert!((measures.windows32 - share_by_definition(&piece, &learned, 32)).abs() < 1e-9);
        prop_assert_eq!(measures.windows32 > 0.0, measures.longest_steps >= 32);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Index::read(&bytes);
        // With a right head and checksum, the body is reached.
        let mut whole = Index::default().write().unwrap()[..10].to_vec();
        whole.extend(&bytes);
        let check = whole.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        whole.extend(check.to_le_bytes());
        let _ = Index::read(&whole);
    }
}
