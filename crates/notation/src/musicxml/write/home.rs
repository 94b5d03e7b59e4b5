//! Which voice a sign is written with: one of its own staff, since readers hang a pedal or an octave
//! line on the notes it stands between in the file.

use std::collections::BTreeMap;

use score::{Part, Voice};

/// The staff each voice of a part mostly stands on, by the voice's number.
pub(super) struct Homes(BTreeMap<u16, u8>);

impl Homes {
    pub(super) fn of(part: &Part) -> Homes {
        let mut counts: BTreeMap<u16, BTreeMap<u8, usize>> = BTreeMap::new();
        for voice in part.measures.iter().flat_map(|measure| &measure.voices) {
            let staves = counts.entry(voice.number).or_default();
            voice.events.iter().for_each(|event| *staves.entry(event.staff).or_default() += 1);
        }
        let most = |staves: BTreeMap<u8, usize>| {
            // Of staves with the same count the upper one.
            staves.into_iter().rev().max_by_key(|&(_, count)| count).map(|(staff, _)| staff)
        };
        let homes = counts.into_iter();
        Homes(homes.filter_map(|(number, staves)| Some((number, most(staves)?))).collect())
    }

    /// The index of the voice that a sign of a staff goes with: one at home there, else one that
    /// visits, else the first.
    pub(super) fn voice_for(&self, staff: u8, voices: &[Voice]) -> usize {
        let at_home = voices.iter().position(|voice| self.0.get(&voice.number) == Some(&staff));
        let visits = |voice: &Voice| voice.events.iter().any(|event| event.staff == staff);
        at_home.or_else(|| voices.iter().position(visits)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use score::{Event, PartMeasure, Quarters};

    use super::*;

    #[test]
    fn a_sign_goes_with_the_voice_of_its_staff() {
        let voice = |number, staves: &[u8]| Voice {
            number,
            events: staves
                .iter()
                .map(|&staff| Event { staff, ..Event::rest(Quarters::ZERO, Quarters::ONE) })
                .collect(),
        };
        let usual = PartMeasure {
            voices: vec![voice(1, &[1, 1, 1]), voice(5, &[2, 2, 2])],
            ..PartMeasure::default()
        };
        // Here the left hand crosses to the upper staff.
        let crossing = PartMeasure {
            voices: vec![voice(1, &[1]), voice(5, &[1, 1])],
            ..PartMeasure::default()
        };
        let part = Part { staves: 2, measures: vec![usual, crossing], ..Part::default() };
        let homes = Homes::of(&part);
        for measure in &part.measures {
            assert_eq!(homes.voice_for(1, &measure.voices), 0);
            assert_eq!(homes.voice_for(2, &measure.voices), 1);
        }
        assert_eq!(homes.voice_for(2, &part.measures[0].voices[..1]), 0);
    }
}
