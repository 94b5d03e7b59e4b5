//! Played MIDI files are written down as they were meant: the pieces, players and marks of the
//! example `played`, held to thresholds.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    dead_code,
    reason = "shared with a measuring program, whose numbers are small"
)]

#[path = "../examples/played/marks.rs"]
mod marks;
#[path = "../examples/played/pieces.rs"]
mod pieces;
#[path = "../examples/played/player.rs"]
mod player;

use marks::{Marks, compare};
use player::{Playing, TempoMap, perform};
use proptest::prelude::*;

const BASE: Playing = Playing {
    jitter_ms: 15.0,
    touch: 0.93,
    tempo_bpm: 96.0,
    drift: 0.0,
    map: TempoMap::True,
    seed: 1,
};

/// The marks of all styles, and how many readings gave a warning.
fn marks_of(playing: &Playing) -> (Marks, usize) {
    let mut marks = Marks::default();
    let mut warned = 0;
    for (_, score) in pieces::generated(12, 5) {
        let reading =
            notation::read(&perform(&score, playing)).unwrap_or_else(|error| panic!("{error}"));
        marks.add(&compare(&score, &reading.score));
        warned += usize::from(!reading.warnings.is_empty());
    }
    (marks, warned)
}

#[test]
fn a_machine_is_read_exactly() {
    let (marks, warned) = marks_of(&Playing { jitter_ms: 0.0, ..BASE });
    assert_eq!((marks.placed, warned), (marks.notes, 0));
    assert!(marks.percent(marks.lengths) >= 99.5, "{marks:?}");
}

#[test]
fn a_player_with_a_click_is_read_rightly() {
    for (jitter_ms, least) in [(5.0, 99.9), (15.0, 99.0), (25.0, 95.0)] {
        let (marks, warned) = marks_of(&Playing { jitter_ms, drift: 0.08, ..BASE });
        assert!(marks.percent(marks.placed) >= least, "{jitter_ms} ms: {marks:?}");
        assert_eq!(warned, 0, "the map is the player's");
    }
}

#[test]
fn detached_notes_keep_their_written_lengths() {
    let (marks, _) = marks_of(&Playing { touch: 0.5, ..BASE });
    assert!(marks.percent(marks.lengths) >= 98.0, "{marks:?}");
}

#[test]
fn a_drifting_player_is_followed_and_told() {
    let (marks, warned) = marks_of(&Playing { map: TempoMap::Steady, drift: 0.08, ..BASE });
    assert!(marks.percent(marks.onsets) >= 95.0, "{marks:?}");
    assert_eq!(warned, pieces::generated(1, 0).len());
}

#[test]
fn a_player_without_a_click_is_followed_and_told() {
    let playing = Playing { map: TempoMap::Unset, tempo_bpm: 93.0, ..BASE };
    let (marks, warned) = marks_of(&playing);
    // Nobody can hear which note value a beat is written as; where the beats are can be heard.
    assert!(marks.percent(marks.levels) >= 95.0, "{marks:?}");
    assert!(marks.percent(marks.onsets) >= 80.0, "{marks:?}");
    assert_eq!(warned, pieces::generated(1, 0).len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// No way of playing makes it panic or lose a note, and what it makes can be written again.
    #[test]
    fn no_performance_breaks_it(
        jitter_ms in 0.0..400.0, touch in 0.01..3.0, tempo_bpm in 5.0..900.0, drift in 0.0..0.9,
        map in 0usize..3, style in 0usize..8, seed: u64,
    ) {
        let map = [TempoMap::True, TempoMap::Steady, TempoMap::Unset][map];
        let playing = Playing { jitter_ms, touch, tempo_bpm, drift, map, seed };
        let (_, score) = &pieces::generated(6, seed)[style];
        let reading = notation::read(&perform(score, &playing)).unwrap();
        prop_assert_eq!(reading.score.soundings().len(), compare(score, score).notes);
        let again = notation::write(&reading.score, notation::Format::Midi).unwrap();
        prop_assert!(notation::read(&again.bytes).is_ok());
    }
}
