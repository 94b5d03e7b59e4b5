//! Whether two hands can play a keyboard part.

use score::{Pitch, Quarters};

use super::Written;
use crate::chords::TENTH;
use crate::remark::Remark;
use crate::style::Part;

/// Moments at which a staff of a keyboard asks for more than a tenth or five notes.
pub(super) fn check(part: &Part, lines: &[Written]) -> Vec<Remark> {
    if !part.hands {
        return Vec::new();
    }
    (1..=part.staves).filter_map(|staff| check_staff(part, lines, staff)).collect()
}

fn check_staff(part: &Part, lines: &[Written], staff: u8) -> Option<Remark> {
    let mut notes: Vec<(Quarters, Quarters, Pitch)> = Vec::new();
    for event in lines.iter().filter(|line| line.staff == staff).flat_map(|line| &line.events) {
        notes.extend(event.notes.iter().map(|note| (event.onset, event.end(), note.pitch)));
    }
    notes.sort_by_key(|(onset, _, pitch)| (*onset, pitch.semitones()));
    let (mut count, mut first) = (0, None);
    let mut held: Vec<(Quarters, Pitch)> = Vec::new();
    for moment in notes.chunk_by(|a, b| a.0 == b.0) {
        let at = moment[0].0;
        held.retain(|(end, _)| *end > at);
        held.extend(moment.iter().map(|(_, end, pitch)| (*end, *pitch)));
        let pitches = || held.iter().map(|(_, pitch)| *pitch);
        let low = pitches().min_by_key(|pitch| pitch.semitones())?;
        let high = pitches().max_by_key(|pitch| pitch.semitones())?;
        let mut keys: Vec<i32> = pitches().map(Pitch::semitones).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.len() > 5 || high.semitones() - low.semitones() > i32::from(TENTH) {
            count += 1;
            first = first.or(Some((low, high)));
        }
    }
    let part = part.name.clone();
    first.map(|first| Remark::Unplayable { part, staff, count, first })
}
