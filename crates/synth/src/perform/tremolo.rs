//! Tremolos: repeated notes, or two notes in alternation.
//!
//! Strokes count flags: two on a quarter are sixteenths. Three or more that would come faster than
//! about sixteen a second are unmeasured and played at about fourteen (Gould, *Behind Bars*, 2011,
//! pp. 219-227); so is a tremolo without strokes.

use score::{Edge, Event, Ornament, ValueBase};

use super::figure::{Figure, count, even};

const FASTEST_SECONDS: f64 = 0.062;
const UNMEASURED_SECONDS: f64 = 0.072;

/// Strokes of a tremolo on one note, if there is one.
pub(super) fn strokes(event: &Event) -> Option<u8> {
    event.ornaments.iter().find_map(|ornament| match ornament {
        Ornament::Tremolo(strokes) => Some(*strokes),
        _ => None,
    })
}

/// Strokes of the tremolo between two notes of which this is the first or second.
pub(super) fn between(event: &Event, edge: Edge) -> Option<u8> {
    event.ornaments.iter().find_map(|ornament| match ornament {
        Ornament::TremoloBetween(own, strokes) if *own == edge => Some(*strokes),
        _ => None,
    })
}

/// The seconds of one note.
fn each(strokes: u8, flags: i32, quarters: f64, seconds: f64) -> f64 {
    let measured =
        seconds / quarters.max(1e-9) * libm::exp2(-f64::from(strokes) - f64::from(flags));
    if strokes == 0 || measured < FASTEST_SECONDS { UNMEASURED_SECONDS } else { measured }
}

/// A note of so many quarters repeated from `start` to `end`.
pub(super) fn repeated(
    event: &Event,
    strokes: u8,
    key: i32,
    quarters: f64,
    (start, end): (f64, f64),
) -> Vec<Figure> {
    let flags = event.printed_value().map_or(0, |value| match value.base {
        ValueBase::Eighth => 1,
        ValueBase::Sixteenth => 2,
        base if base > ValueBase::Sixteenth => 3,
        _ => 0,
    });
    let each = each(strokes, flags, quarters, end - start);
    let mut notes = even(count(end - start, each, 1), start, end, |_| key);
    // The bow turns, the stick bounces: a little air between.
    notes.iter_mut().for_each(|note| note.end -= 0.1 * (note.end - note.start));
    notes
}

/// The turns of the first (`Start`) or second note of a pair that alternates over `span`.
pub(super) fn alternating(
    edge: Edge,
    strokes: u8,
    key: i32,
    quarters: f64,
    (start, end): (f64, f64),
) -> Vec<Figure> {
    let each = each(strokes, 0, quarters, end - start);
    let pairs = count(end - start, 2.0 * each, 1).min(super::figure::MOST / 2);
    let ours = if edge == Edge::Start { 0 } else { 1 };
    let all = even(2 * pairs, start, end, |_| key);
    all.into_iter().skip(ours).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use score::Quarters;

    use super::*;

    #[test]
    fn measured_and_unmeasured() {
        let event = Event::note(Quarters::ZERO, Quarters::ONE, "C4".parse().unwrap());
        let count = |strokes, seconds| repeated(&event, strokes, 60, 1.0, (0.0, seconds)).len();
        assert_eq!((count(1, 1.0), count(2, 1.0), count(3, 1.0)), (2, 4, 8));
        assert_eq!((count(3, 0.4), count(0, 1.0)), (6, 14));
    }

    #[test]
    fn two_notes_take_turns() {
        let first = alternating(Edge::Start, 2, 60, 2.0, (0.0, 2.0));
        let second = alternating(Edge::Stop, 2, 64, 2.0, (0.0, 2.0));
        assert_eq!((first.len(), second.len()), (4, 4));
        assert!((first[0].end - second[0].start).abs() < 1e-12);
    }
}
