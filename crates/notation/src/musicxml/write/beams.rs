//! Beams by the beat, for voices whose source has none (Gould, *Behind Bars*, pp. 151-170).

use score::{Beam, Event, Meter, NoteValue, Quarters, ValueBase, Voice};

/// The beams of each event of a voice: its own, or computed ones when the source of the score beams
/// nothing. One that does means its flags: syllables of a song stand apart.
pub(super) fn of_voice(meter: &Meter, voice: &Voice, own: bool) -> Vec<Vec<Beam>> {
    if own {
        return voice.events.iter().map(|event| event.beams.clone()).collect();
    }
    let mut beams = vec![Vec::new(); voice.events.len()];
    for group in groups(meter, voice) {
        beam_group(voice, &group, &mut beams);
    }
    beams
}

/// Flags of an event: 1 for an eighth; 0 when it cannot be beamed.
fn flags(event: &Event) -> usize {
    if event.is_rest() || event.grace.is_some() {
        return 0;
    }
    match event.printed_value() {
        Some(NoteValue { base, .. }) if base > ValueBase::Quarter => {
            base as usize - ValueBase::Quarter as usize
        }
        _ => 0,
    }
}

/// Runs of flagged notes within one beat, by index.
fn groups(meter: &Meter, voice: &Voice) -> Vec<Vec<usize>> {
    let unit = beam_unit(meter);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<(i64, Quarters)> = None;
    for (index, event) in voice.events.iter().enumerate() {
        if event.grace.is_some() {
            continue;
        }
        if flags(event) == 0 {
            last = None;
            continue;
        }
        let beat = event.onset.div_floor(unit);
        match (&last, groups.last_mut()) {
            (Some((same, end)), Some(group)) if *same == beat && *end == event.onset => {
                group.push(index);
            }
            _ => groups.push(vec![index]),
        }
        last = Some((beat, event.end()));
    }
    groups.retain(|group| group.len() > 1);
    groups
}

fn beam_unit(meter: &Meter) -> Quarters {
    let unit = meter.beat_length();
    if unit.is_positive() { unit } else { Quarters::ONE }
}

fn beam_group(voice: &Voice, group: &[usize], beams: &mut [Vec<Beam>]) {
    let level_of = |position: usize| group.get(position).map_or(0, |&i| flags(&voice.events[i]));
    for (position, &index) in group.iter().enumerate() {
        let before = position.checked_sub(1).map_or(0, level_of);
        let after = level_of(position + 1);
        beams[index] = (1..=level_of(position))
            .map(|level| match (before >= level, after >= level) {
                (false, true) => Beam::Begin,
                (true, true) => Beam::Continue,
                (true, false) => Beam::End,
                (false, false) if position == 0 => Beam::ForwardHook,
                (false, false) => Beam::BackwardHook,
            })
            .collect();
    }
}
