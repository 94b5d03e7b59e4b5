//! Kinship is found in any key, any note values, and in excerpts; strangers have none.

use proptest::prelude::*;
use score::{Cell, MidiPitch, Quarters, Sketch};

use super::*;
use crate::jsb::cell_after;

/// A sketch from rows of keys.
fn sketch(rows: &[[u8; 4]]) -> Sketch {
    let mut voices = vec![Vec::new(); 4];
    for row in rows {
        for (voice, key) in voices.iter_mut().zip(row) {
            let before: Option<Cell> = voice.last().copied();
            voice.push(cell_after(before, MidiPitch::new(*key)));
        }
    }
    Sketch { voices, grid: Quarters::new(1, 4), ..Sketch::default() }
}

fn rows(least: usize) -> impl Strategy<Value = Vec<[u8; 4]>> {
    prop::collection::vec([60u8..80, 55..72, 48..67, 36..60], least..60)
}

fn alike(index: &LikenessIndex, of: &Sketch) -> Option<Likeness> {
    index.alike(&Signature::of(of), 1).first().copied()
}

proptest! {
    #[test]
    fn another_key_and_other_note_values_are_the_same_piece(rows in rows(2), by in -10i8..10) {
        let original = sketch(&rows);
        let mut index = LikenessIndex::default();
        index.add(&Signature::of(&original));
        let slower: Vec<[u8; 4]> = rows.iter().flat_map(|row| [*row, *row]).collect();
        let other = sketch(&slower).transposed(by).unwrap();
        prop_assert_eq!(Signature::of(&other), Signature::of(&original));
        prop_assert_eq!(alike(&index, &other), Some(Likeness { piece: 0, shared: 100 }));
    }

    #[test]
    fn an_excerpt_is_found_in_its_whole(rows in rows(40)) {
        let mut index = LikenessIndex::default();
        index.add(&Signature::of(&sketch(&rows)));
        let found = alike(&index, &sketch(&rows[5..35]));
        prop_assert_eq!(found.map(|found| found.shared), Some(100));
    }

    #[test]
    fn strangers_share_nothing(one in rows(30), other in rows(30)) {
        let mut index = LikenessIndex::default();
        index.add(&Signature::of(&sketch(&one)));
        let shared = alike(&index, &sketch(&other)).map_or(0, |found| found.shared);
        prop_assert!(shared < 20, "{}", shared);
    }

    #[test]
    fn groups_are_what_joining_says(pairs in prop::collection::vec((0usize..12, 0usize..12), 0..20)) {
        let mut groups = Groups::alone(12);
        let mut colours: Vec<usize> = (0..12).collect();
        for (one, other) in pairs {
            groups.join(one, other);
            let (from, to) = (colours[one].max(colours[other]), colours[one].min(colours[other]));
            colours.iter_mut().filter(|colour| **colour == from).for_each(|colour| *colour = to);
        }
        for (piece, colour) in colours.into_iter().enumerate() {
            prop_assert_eq!(groups.first(piece), colour);
        }
    }
}

#[test]
fn a_tune_alone_is_found_under_its_harmony() {
    let key =
        |low: u32, step: u32, leap: u32, keys: u32| u8::try_from(low + step * leap % keys).unwrap();
    let row = |step| [key(60, step, 7, 13), key(55, step, 1, 3), 50, key(40, step, 5, 11)];
    let rows: Vec<[u8; 4]> = (0..40).map(row).collect();
    let whole = sketch(&rows);
    let mut index = LikenessIndex::default();
    index.add(&Signature::of(&whole));
    let tune = Sketch { voices: vec![whole.voices[0].clone()], ..whole.clone() };
    assert_eq!(alike(&index, &tune), Some(Likeness { piece: 0, shared: 100 }));
    let other_harmony =
        Sketch { voices: vec![whole.voices[0].clone(), whole.voices[3].clone()], ..whole };
    assert_eq!(alike(&index, &other_harmony), None);
    assert_eq!(index.same_tune(&Signature::of(&other_harmony), 50).len(), 1);
}
