//! What a part needs before its first measure is written.

use std::collections::BTreeSet;

use score::{Clef, Mark, Part};

/// The drum keys a part strikes, ascending.
pub(super) fn drums_of(part: &Part) -> Vec<u8> {
    let notes = part
        .measures
        .iter()
        .flat_map(|measure| &measure.voices)
        .flat_map(|voice| &voice.events)
        .flat_map(|event| &event.notes);
    let keys: BTreeSet<u8> = notes.filter_map(|note| note.drum).map(|key| key.number()).collect();
    keys.into_iter().collect()
}

/// Clefs for the staves of a part that names none, by the height of what stands on them.
pub(super) fn default_clefs(part: &Part) -> Vec<(u8, Clef)> {
    let has_clef = |staff: u8| {
        let mut marks = part.measures.iter().flat_map(|measure| &measure.marks);
        marks.any(|placed| placed.staff == staff && matches!(placed.what, Mark::Clef(_)))
    };
    let staves = (1..=part.staves.max(1)).filter(|&staff| !has_clef(staff));
    staves.map(|staff| (staff, clef_for(part, staff))).collect()
}

fn clef_for(part: &Part, staff: u8) -> Clef {
    if part.instrument.percussion {
        return Clef::PERCUSSION;
    }
    let events = part.measures.iter().flat_map(|m| &m.voices).flat_map(|voice| &voice.events);
    let mut heights: Vec<i32> = events
        .filter(|event| event.staff == staff)
        .flat_map(|event| event.notes.iter().map(|note| note.pitch.staff_steps()))
        .collect();
    heights.sort_unstable();
    match heights.get(heights.len() / 2) {
        // Below G3 most notes would hang under a treble staff.
        Some(&median) if median < 25 => Clef::BASS,
        Some(_) => Clef::TREBLE,
        None if staff == 2 => Clef::BASS,
        None => Clef::TREBLE,
    }
}
