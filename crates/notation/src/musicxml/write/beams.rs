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
            (Some((same, end)), Some(group))
                if *same == beat
                    && *end == event.onset
                    && side_by_side(&voice.events[group[0]], event) =>
            {
                group.push(index);
            }
            _ => groups.push(vec![index]),
        }
        last = Some((beat, event.end()));
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Whether one straight beam can hold both: on one staff, with no stems fixed on opposite sides.
fn side_by_side(first: &Event, event: &Event) -> bool {
    let apart = first.stem.is_some() && event.stem.is_some() && first.stem != event.stem;
    first.staff == event.staff && !apart
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

#[cfg(test)]
mod tests {
    use score::{Pitch, Stem, Step};

    use super::*;

    fn eighths(stems: &[Stem]) -> Voice {
        let half = Quarters::new(1, 2);
        let event = |(index, stem): (usize, &Stem)| {
            let onset = half * i64::try_from(index).expect("few notes");
            Event { stem: Some(*stem), ..Event::note(onset, half, Pitch::new(Step::C, 0, 5)) }
        };
        Voice { number: 1, events: stems.iter().enumerate().map(event).collect() }
    }

    #[test]
    fn flags_of_a_source_that_beams_stay_apart() {
        let voice = eighths(&[Stem::Up, Stem::Up]);
        let meter = Meter::new(4, 4);
        assert_eq!(of_voice(&meter, &voice, true), [[], []]);
        assert_eq!(of_voice(&meter, &voice, false), [[Beam::Begin], [Beam::End]]);
    }

    #[test]
    fn opposite_stems_and_two_staves_share_no_beam() {
        let meter = Meter::new(4, 4);
        let mut voice = eighths(&[Stem::Up, Stem::Down]);
        assert_eq!(of_voice(&meter, &voice, false), [[], []]);
        voice = eighths(&[Stem::Up, Stem::Up]);
        voice.events[1].staff = 2;
        assert_eq!(of_voice(&meter, &voice, false), [[], []]);
    }
}
