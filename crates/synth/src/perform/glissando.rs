//! A glissando as a run of notes: white keys at a keyboard, all twelve elsewhere.

use score::{Edge, Event, Ornament};

use super::figure::{Figure, MOST};

/// A note of the run lasts at most so many seconds; the run takes at most this share of the note.
const STEP_SECONDS: f64 = 0.08;
const SHARE: f64 = 0.7;

/// Whether a glissando starts or stops at an event.
pub(super) fn has(event: &Event, edge: Edge) -> bool {
    event.ornaments.contains(&Ornament::Glissando(edge))
}

/// The note held, then the run towards (not onto) the key `to`.
pub(super) fn run(from: i32, to: i32, keyboard: bool, (start, end): (f64, f64)) -> Vec<Figure> {
    let white = |key: &i32| !keyboard || matches!(key.rem_euclid(12), 0 | 2 | 4 | 5 | 7 | 9 | 11);
    let between: Vec<i32> = if from < to {
        (from + 1..to).filter(white).take(MOST).collect()
    } else {
        (to + 1..from).rev().filter(white).take(MOST).collect()
    };
    let many = f64::from(u32::try_from(between.len()).unwrap_or(0));
    let step = STEP_SECONDS.min(SHARE * (end - start) / many.max(1.0));
    let begin = end - step * many;
    let mut notes = vec![Figure { start, end: begin, key: from }];
    let mut at = begin;
    for key in between {
        notes.push(Figure { start: at, end: at + step, key });
        at += step;
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_keys_up_and_all_keys_down() {
        let keys = |from, to, keyboard| {
            let run = run(from, to, keyboard, (0.0, 1.0));
            assert!((run.last().unwrap().end - 1.0).abs() < 1e-9);
            run.iter().map(|note| note.key.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(keys(60, 67, true), "60 62 64 65");
        assert_eq!(keys(67, 63, false), "67 66 65 64");
        assert_eq!(keys(60, 61, false), "60");
    }
}
