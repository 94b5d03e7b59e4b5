//! The lines that sing: the melody, a second voice below it, a counter-voice.

use score::{Event, MidiPitch, Pitch, Quarters};

use crate::chords::{Struck, struck};
use crate::path::cheapest;
use crate::plan::{Plan, Tone};
use crate::random::Random;
use crate::style::Line;
use crate::tones::{Degree, in_scale};

/// A given line, note for note.
pub(crate) fn given(tones: &[Tone], staff: u8) -> Vec<Event> {
    let event =
        |tone: &Tone| Event { staff, ..Event::note(tone.onset, tone.end - tone.onset, tone.pitch) };
    tones.iter().map(event).collect()
}

/// A note spelled by the chord that holds at its place.
pub(crate) fn spelled(
    plan: &Plan,
    start: Quarters,
    end: Quarters,
    key: u8,
    staff: u8,
) -> Option<Event> {
    let symbol = plan.chord_at(start).map(|span| &span.symbol);
    let pitch = Pitch::spelled_in(MidiPitch::new(key)?, plan.key, symbol);
    Some(Event { staff, ..Event::note(start, end - start, pitch) })
}

/// A second voice with every note of the melody: thirds and sixths below where the chord allows.
pub(crate) fn second(plan: &Plan, line: &Line) -> Vec<Event> {
    let melody = plan.melody();
    let choices: Vec<Vec<(u8, u32)>> = melody.iter().map(|tone| below(plan, line, tone)).collect();
    let taken = cheapest(
        &choices,
        |_, (_, cost)| *cost,
        |moment, before, after| {
            let (top0, top1) = (melody[moment.saturating_sub(1)].key(), melody[moment].key());
            u32::from(before.0.abs_diff(after.0)) + parallel((top0, top1), (before.0, after.0))
        },
    );
    let spans = melody.iter().map(|tone| (tone.onset, tone.end));
    chosen(plan, line, spans, &choices, &taken)
}

/// The notes chosen for stretches of time.
fn chosen(
    plan: &Plan,
    line: &Line,
    spans: impl Iterator<Item = (Quarters, Quarters)>,
    choices: &[Vec<(u8, u32)>],
    taken: &[Option<usize>],
) -> Vec<Event> {
    let mut events = Vec::new();
    for (((start, end), options), choice) in spans.zip(choices).zip(taken) {
        if let Some((key, _)) = choice.and_then(|index| options.get(index)) {
            events.extend(spelled(plan, start, end, *key, line.staff));
        }
    }
    events
}

/// Keys from a third to a sixth below a note of the melody, with their costs.
fn below(plan: &Plan, line: &Line, tone: &Tone) -> Vec<(u8, u32)> {
    let Some(tones) = plan.chord_at(tone.onset).and_then(|span| span.tones.as_ref()) else {
        return Vec::new();
    };
    let strong = plan.weight(tone.onset) <= 2;
    let cost = |key: u8| {
        let place = match tones.degree(key) {
            Some(_) => 0,
            None if in_scale(plan.key, key) => {
                if strong {
                    9
                } else {
                    3
                }
            }
            None => return None,
        };
        let interval = match tone.key() - key {
            3 | 4 => 0,
            8 | 9 => 1,
            5 => 4,
            7 => 6,
            _ => 9,
        };
        Some(place + interval)
    };
    let top = tone.key();
    let keys = top.saturating_sub(10)..=top.saturating_sub(3);
    let inside = keys.filter(|key| (line.range.0..=line.range.1).contains(key));
    inside.filter_map(|key| Some((key, cost(key)?))).collect()
}

/// Fifths and octaves in a row with the melody.
fn parallel(top: (u8, u8), low: (u8, u8)) -> u32 {
    let (was, is) = (top.0.abs_diff(low.0) % 12, top.1.abs_diff(low.1) % 12);
    let moves = low.0 != low.1 && (top.1 > top.0) == (low.1 > low.0);
    if moves && was == is && matches!(is, 0 | 7) { 20 } else { 0 }
}

/// A voice of its own between melody and bass, on the thirds and sevenths that lead from chord to
/// chord, in the rhythm of its patterns.
pub(crate) fn counter(plan: &Plan, line: &Line, random: Random) -> Vec<Event> {
    let strokes = struck(plan, &line.patterns, random);
    let choices: Vec<Vec<(u8, u32)>> =
        strokes.iter().map(|stroke| guide_tones(plan, line, stroke)).collect();
    let top = |moment: usize| {
        let stroke = &strokes[moment];
        plan.melody_within(stroke.start, stroke.end).map(|(low, _)| low)
    };
    let taken = cheapest(
        &choices,
        |_, (_, cost)| *cost,
        |moment, before, after| {
            let moved = match before.0.abs_diff(after.0) {
                0 => {
                    if strokes[moment].chord == strokes[moment.saturating_sub(1)].chord {
                        6
                    } else {
                        1
                    }
                }
                1 | 2 => 0,
                3 | 4 => 3,
                5 => 6,
                _ => 16,
            };
            let tops = top(moment.saturating_sub(1)).zip(top(moment));
            moved + tops.map_or(0, |tops| parallel(tops, (before.0, after.0)))
        },
    );
    let spans = strokes.iter().map(|stroke| (stroke.start, stroke.end));
    chosen(plan, line, spans, &choices, &taken)
}

fn guide_tones(plan: &Plan, line: &Line, stroke: &Struck) -> Vec<(u8, u32)> {
    let Some(tones) = &plan.chords[stroke.chord].tones else { return Vec::new() };
    let melody = plan.melody_within(stroke.start, stroke.end);
    let cost = |key: u8| {
        let degree = match tones.degree(key)? {
            Degree::Third | Degree::Seventh => 0,
            Degree::Colour => 3,
            Degree::Fifth => 4,
            Degree::Root => 6,
        };
        let beside = melody.map_or(0, |(low, high)| {
            let near = u32::from(key.abs_diff(low) <= 2 || key.abs_diff(high) <= 2) * 12;
            near + u32::from(key >= low) * 20
        });
        Some(degree + beside)
    };
    (line.range.0..=line.range.1).filter_map(|key| Some((key, cost(key)?))).collect()
}
