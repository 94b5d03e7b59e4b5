//! Chords that begin within a note: in ABC a chord symbol stands before a note or rest, so these are cut.

use score::{Edge, Event, Mark, Note, Placed, Quarters};

use super::tuplets::tuplet_ratio;

/// Events cut where a chord begins within them, notes with ties: in ABC a chord symbol stands before a note or rest.
pub(super) fn cut_at_chords(events: &[Event], marks: &[&Placed<Mark>]) -> Vec<Event> {
    let chords = || marks.iter().filter(|mark| matches!(mark.what, Mark::Chord(_)));
    let mut cut = Vec::with_capacity(events.len());
    for event in events {
        let mut rest = event.clone();
        let plain = event.grace.is_none() && tuplet_ratio(event).is_none();
        for at in chords().map(|mark| mark.at).filter(|_| plain) {
            if rest.onset < at && at < rest.end() {
                let (before, after) = cut_at(rest, at);
                cut.push(before);
                rest = after;
            }
        }
        cut.push(rest);
    }
    cut
}

/// An event in two, tied: what is struck, sung and signed stays with the first.
fn cut_at(event: Event, at: Quarters) -> (Event, Event) {
    let (begins, ends): (Vec<_>, Vec<_>) =
        event.slurs.iter().copied().partition(|slur| slur.edge == Edge::Start);
    let tied = |mut note: Note| {
        (note.tie_stop, note.accidental) = (true, None);
        note
    };
    let after = Event {
        onset: at,
        duration: event.end() - at,
        notes: event.notes.iter().cloned().map(tied).collect(),
        hidden: event.hidden,
        staff: event.staff,
        slurs: ends,
        ..Event::default()
    };
    let mut before = Event { duration: at - event.onset, value: None, slurs: begins, ..event };
    before.notes.iter_mut().for_each(|note| note.tie_start = true);
    (before, after)
}
