//! Comping: the chords in a rhythm, struck or broken, each voicing near the one before.

mod guitar;
mod layouts;
mod struck;

use score::{Articulation, Event, MidiPitch, Note, Pitch};

use crate::path::cheapest;
use crate::plan::{Plan, Span};
use crate::random::Random;
use crate::style::{Line, Voicing};
use crate::tones::Tones;

pub(crate) use struck::{Struck, struck};

/// The widest reach of a hand, in semitones: a major tenth.
pub(crate) const TENTH: u8 = 16;

/// A layout of one chord, lowest key first, and what it costs by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Layout {
    keys: Vec<u8>,
    cost: u32,
}

/// The events of a line of chords, from the start of the piece.
pub(crate) fn chords(plan: &Plan, line: &Line, random: Random) -> Vec<Event> {
    let layouts = layouts(plan, line);
    let mut events = Vec::new();
    for stroke in struck(plan, &line.patterns, random) {
        let Some(layout) = layouts.get(stroke.chord).and_then(Option::as_ref) else { continue };
        let sign = footed(plan, line, &stroke);
        let mut keys = chosen(&layout.keys, sign, line.voicing);
        if line.with_melody {
            keys = reachable(plan, &stroke, keys);
        }
        events.extend(event(plan, line, &stroke, &keys));
    }
    events
}

/// The layout of each chord; `None` where none sounds.
fn layouts(plan: &Plan, line: &Line) -> Vec<Option<Layout>> {
    // Searching all shapes of a hand takes long, and chords come back.
    let mut shapes: Vec<(&Tones, Vec<Layout>)> = Vec::new();
    let mut choices: Vec<Vec<Layout>> = Vec::with_capacity(plan.chords.len());
    for Span { tones, start, end, .. } in &plan.chords {
        choices.push(match tones {
            None => Vec::new(),
            Some(tones) if line.voicing == Voicing::Guitar => {
                if !shapes.iter().any(|(known, _)| *known == tones) {
                    shapes.push((tones, guitar::shapes(tones, line.range)));
                }
                let found = shapes.iter().find(|(known, _)| *known == tones);
                found.map(|(_, found)| found.clone()).unwrap_or_default()
            }
            Some(tones) => {
                let heeds = line.under || line.with_melody;
                let melody = plan.melody_within(*start, *end).filter(|_| heeds);
                layouts::layouts(plan.key, tones, line, melody)
            }
        });
    }
    let taken = cheapest(
        &choices,
        |_, layout| layout.cost,
        |_, before, after| motion(&before.keys, &after.keys),
    );
    choices
        .into_iter()
        .zip(taken)
        .map(|(options, choice)| choice.and_then(|index| options.into_iter().nth(index)))
        .collect()
}

/// How far the notes move, each to the one in the same place from above (Tymoczko 2006: the size of a
/// voice leading is the sum of its moves).
fn motion(before: &[u8], after: &[u8]) -> u32 {
    let pairs = before.iter().rev().zip(after.iter().rev());
    let moved: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    2 * moved + 3 * u32::try_from(before.len().abs_diff(after.len())).unwrap_or(6)
}

/// The sign of a stroke; where no one else plays the bass, a broken chord begins with its own.
fn footed(plan: &Plan, line: &Line, stroke: &Struck) -> char {
    let own_bass = line.rooted || line.voicing == Voicing::Wide;
    let begins = plan.chords[stroke.chord].start == stroke.start;
    if own_bass && begins && stroke.sign.is_ascii_digit() { '1' } else { stroke.sign }
}

/// The keys that a sign strikes.
fn chosen(keys: &[u8], sign: char, voicing: Voicing) -> Vec<u8> {
    match sign.to_digit(10) {
        Some(number) => {
            // A chord of fewer notes turns back at its top: 1 2 3 4 5 becomes 1 2 3 4 3.
            let top = keys.len().max(1);
            let wanted = usize::try_from(number).unwrap_or(1);
            let place = if wanted > top { (2 * top).saturating_sub(wanted).max(1) } else { wanted };
            keys.get(place - 1).copied().into_iter().collect()
        }
        None if sign == 'u' => keys.get(1..).unwrap_or_default().to_vec(),
        // What is spread for breaking is struck only as far as a hand reaches.
        None if voicing == Voicing::Wide => {
            let low = keys.first().copied().unwrap_or(0);
            keys.iter().copied().filter(|key| key - low <= TENTH).collect()
        }
        None => keys.to_vec(),
    }
}

/// What the hand that plays the melody can play under it.
fn reachable(plan: &Plan, stroke: &Struck, keys: Vec<u8>) -> Vec<u8> {
    let Some((low, high)) = plan.melody_within(stroke.start, stroke.end) else { return keys };
    keys.into_iter().filter(|&key| key < low && high - key <= TENTH).collect()
}

fn event(plan: &Plan, line: &Line, stroke: &Struck, keys: &[u8]) -> Option<Event> {
    let symbol = &plan.chords[stroke.chord].symbol;
    let pitch = |key: &u8| Some(Pitch::spelled_in(MidiPitch::new(*key)?, plan.key, Some(symbol)));
    let notes: Vec<Note> = keys.iter().filter_map(pitch).map(Note::new).collect();
    let mut event =
        Event { notes, staff: line.staff, ..Event::rest(stroke.start, stroke.end - stroke.start) };
    if stroke.sign == 'X' {
        event.articulations.push(Articulation::Accent);
    }
    if line.roll && event.notes.len() > 2 {
        event.articulations.push(Articulation::Arpeggio);
    }
    (!event.is_rest()).then_some(event)
}

#[cfg(test)]
mod tests;
