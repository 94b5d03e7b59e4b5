//! Finds the tuplets in a run of events, so that each is announced once.

use score::{Event, Quarters};

/// The tuplet an event stands in: notes played, notes whose time they take.
pub(super) fn tuplet_ratio(event: &Event) -> Option<(u16, u16)> {
    let ratio = event.printed_value()?.tuplet?;
    Some((ratio.actual, ratio.normal))
}

pub(super) fn starts_tuplet(events: &[Event], position: usize) -> bool {
    run_start(events, position) == position
}

/// Where the tuplet around an event begins: runs of one ratio are cut where the whole comes out even.
fn run_start(events: &[Event], position: usize) -> usize {
    let ratio = tuplet_ratio(&events[position]);
    let mut first = position;
    while first > 0 && joined(events, first, ratio) {
        first -= 1;
    }
    let mut start = first;
    let mut filled = Quarters::ZERO;
    let unit = |event: &Event| event.printed_value().map(|v| v.base.length()).unwrap_or_default();
    let mut longest = Quarters::ZERO;
    for (index, event) in events.iter().enumerate().take(position).skip(first) {
        filled += event.duration;
        longest = longest.max(unit(event));
        let normal = i64::from(ratio.map_or(2, |(_, normal)| normal));
        if longest.is_positive() && filled.is_multiple_of(longest * normal) {
            (start, filled, longest) = (index + 1, Quarters::ZERO, Quarters::ZERO);
        }
    }
    start
}

fn joined(events: &[Event], index: usize, ratio: Option<(u16, u16)>) -> bool {
    let before = &events[index - 1];
    before.end() == events[index].onset && before.grace.is_none() && tuplet_ratio(before) == ratio
}

/// How many events the tuplet that starts here takes.
pub(super) fn tuplet_notes(events: &[Event], start: usize) -> usize {
    let ratio = tuplet_ratio(&events[start]);
    let mut count = 1;
    while let Some(event) = events.get(start + count) {
        let same = event.grace.is_none()
            && tuplet_ratio(event) == ratio
            && events[start + count - 1].end() == event.onset;
        if !same || run_start(events, start + count) != start {
            break;
        }
        count += 1;
    }
    count
}
