//! Rolled chords: from the bottom up, the lowest note on the beat, through all staves of a part.

use std::collections::BTreeMap;

use score::{Articulation, Quarters};

use super::chord::Chord;

/// Between two notes, in seconds, and the longest roll.
const STEP_SECONDS: f64 = 0.035;
const LONGEST_SECONDS: f64 = 0.28;

/// The rolled chords of a line.
#[derive(Debug, Default)]
pub(super) struct Arpeggios {
    /// By turn and place: the keys upwards, and the seconds between them.
    rolls: BTreeMap<(usize, Quarters), (Vec<u8>, f64)>,
}

impl Arpeggios {
    pub(super) fn new(chords: &[Chord<'_>]) -> Self {
        let mut rolls: BTreeMap<(usize, Quarters), (Vec<u8>, f64)> = BTreeMap::new();
        for chord in chords {
            if !chord.event.articulations.contains(&Articulation::Arpeggio) {
                continue;
            }
            let entry =
                rolls.entry((chord.turn, chord.place)).or_insert((Vec::new(), f64::INFINITY));
            entry.0.extend(chord.tones.iter().map(|tone| tone.key));
            entry.1 = entry.1.min(chord.end() - chord.start);
        }
        for (keys, step) in rolls.values_mut() {
            keys.sort_unstable();
            keys.dedup();
            let gaps = f64::from(u32::try_from(keys.len()).unwrap_or(1)) - 1.0;
            let longest = LONGEST_SECONDS.min(*step / 3.0);
            *step = STEP_SECONDS.min(longest / gaps.max(1.0));
        }
        Self { rolls }
    }

    /// How much later than the beat a key of a chord is struck, in seconds.
    pub(super) fn delay(&self, chord: &Chord<'_>, key: u8) -> f64 {
        if !chord.event.articulations.contains(&Articulation::Arpeggio) {
            return 0.0;
        }
        let roll = self.rolls.get(&(chord.turn, chord.place));
        roll.map_or(0.0, |(keys, step)| {
            let rank = keys.partition_point(|&lower| lower < key);
            f64::from(u32::try_from(rank).unwrap_or(0)) * step
        })
    }
}
