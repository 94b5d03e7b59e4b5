//! What an augmentation may change, and what never changes.

use proptest::prelude::*;
use score::{Cell, Meter, MidiPitch, Quarters, Sketch, SketchBar};

use super::*;

fn cell() -> impl Strategy<Value = Cell> {
    let pitch = (50u8..80).prop_map(|key| MidiPitch::new(key).unwrap());
    prop_oneof![Just(Cell::Rest), pitch.clone().prop_map(Cell::Strike), pitch.prop_map(Cell::Hold)]
}

/// Three-step bars after a pick-up of a step.
fn sketches() -> impl Strategy<Value = Sketch> {
    (1usize..9, 1usize..5).prop_flat_map(|(bars, voices)| {
        let steps = 1 + 3 * bars;
        let cells = prop::collection::vec(prop::collection::vec(cell(), steps), voices);
        let chords = prop::collection::btree_set(0..steps, 0..5);
        (cells, chords).prop_map(move |(voices, chords)| Sketch {
            grid: Quarters::ONE,
            key: Some("Eb".parse().unwrap()),
            bars: SketchBar::lay(&Meter::new(3, 4), Quarters::ONE, 1, bars),
            voices,
            chords: chords
                .iter()
                .map(|&step| (step, format!("C{}", ["", "m", "7"][step % 3]).parse().unwrap()))
                .collect(),
            ..Sketch::default()
        })
    })
}

fn pitches(sketch: &Sketch) -> Vec<Vec<u8>> {
    let sorted = |voice: &Vec<Cell>| {
        let mut keys: Vec<u8> =
            voice.iter().filter_map(|cell| cell.pitch()).map(MidiPitch::number).collect();
        keys.sort_unstable();
        keys
    };
    sketch.voices.iter().map(sorted).collect()
}

proptest! {
    #[test]
    fn one_seed_one_result(sketch in sketches(), seed in any::<u64>()) {
        let compass = Compass::any();
        prop_assert_eq!(transpose(&sketch, &compass, seed), transpose(&sketch, &compass, seed));
        prop_assert_eq!(bar_rotation(&sketch, seed), bar_rotation(&sketch, seed));
        prop_assert_eq!(voice_drop_out(&sketch, 50, seed), voice_drop_out(&sketch, 50, seed));
        prop_assert_eq!(range_shift(&sketch, &compass, seed), range_shift(&sketch, &compass, seed));
    }

    #[test]
    fn transposing_stays_inside(sketch in sketches(), seed in any::<u64>()) {
        let compass = Compass(vec![48..=82; 4]);
        let moved = transpose(&sketch, &compass, seed);
        prop_assert!(pitches(&moved).iter().flatten().all(|key| (48..=82).contains(key)));
        prop_assert_eq!(transpositions(&sketch, &Compass::any()).len(), 12);
        prop_assert!(transpositions(&sketch, &Compass::of([&sketch])).contains(&0));
    }

    #[test]
    fn shifting_moves_one_voice_by_an_octave(sketch in sketches(), seed in any::<u64>()) {
        let moved = range_shift(&sketch, &Compass::any(), seed);
        let differing = sketch.voices.iter().zip(&moved.voices).filter(|(was, is)| was != is);
        prop_assert!(differing.count() <= 1);
        let classes = |sketch: &Sketch| -> Vec<Option<u8>> {
            sketch.voices.iter().flatten().map(|cell| Some(cell.pitch()?.number() % 12)).collect()
        };
        prop_assert_eq!(classes(&moved), classes(&sketch));
    }

    #[test]
    fn rotating_keeps_every_note_and_bar(sketch in sketches(), seed in any::<u64>()) {
        let moved = bar_rotation(&sketch, seed);
        prop_assert_eq!(pitches(&moved), pitches(&sketch));
        prop_assert_eq!(moved.steps(), sketch.steps());
        prop_assert_eq!(moved.bars.len(), sketch.bars.len());
        prop_assert!(moved.bars.windows(2).all(|pair| pair[0].end() == pair[1].first));
        prop_assert!(moved.chords.windows(2).all(|pair| pair[0].0 < pair[1].0));
        if moved.bars[0] != sketch.bars[0] {
            // The bar that was first, the pick-up, stands where it was wrapped to.
            let steps = sketch.steps();
            let start = moved.bars.iter().find(|bar| bar.missing == 2).unwrap().first;
            for step in 0..steps {
                prop_assert_eq!(moved.frame((start + step) % steps), sketch.frame(step));
            }
        }
    }

    #[test]
    fn dropping_out_leaves_at_least_one_voice(sketch in sketches(), seed in any::<u64>()) {
        let thinned = voice_drop_out(&sketch, 100, seed);
        let silent = |voice: &&Vec<Cell>| voice.iter().all(|cell| *cell == Cell::Rest);
        let kept = thinned.voices.iter().zip(&sketch.voices).filter(|(is, was)| is == was).count();
        prop_assert!(kept >= 1 && thinned.voices.iter().filter(silent).count() >= sketch.voices.len() - 1);
        prop_assert_eq!(voice_drop_out(&sketch, 0, seed), sketch);
    }
}

#[test]
fn a_mix_draws_by_weight_and_every_piece_in_turn() {
    let corpora = vec![((0..10).collect(), 3.0), ((0..4).collect(), 1.0), (Vec::new(), 5.0)];
    let draws: Vec<(usize, usize)> = Mix::new(corpora.clone(), 7).take(4000).collect();
    assert_eq!(draws, Mix::new(corpora.clone(), 7).take(4000).collect::<Vec<_>>());
    assert_ne!(draws, Mix::new(corpora, 8).take(4000).collect::<Vec<_>>());
    let first: Vec<usize> = draws.iter().filter(|draw| draw.0 == 0).map(|draw| draw.1).collect();
    assert!((2850..3150).contains(&first.len()), "{}", first.len());
    for round in first.chunks_exact(10) {
        let mut round = round.to_vec();
        round.sort_unstable();
        assert_eq!(round, (0..10).collect::<Vec<_>>());
    }
    assert_eq!(Mix::new(Vec::new(), 1).next(), None);
}
