//! Which notes are bound to the next one by a slur.

use std::collections::HashMap;

use score::{Edge, Part, Quarters};

/// The slurs of a part, by voice: from the first note's onset to the last note's onset, in quarter
/// notes of the written score.
#[derive(Clone, Debug, Default)]
pub(super) struct Slurs {
    voices: HashMap<u16, Vec<(f64, f64)>>,
}

impl Slurs {
    pub(super) fn new(part: &Part, starts: &[Quarters]) -> Self {
        let mut slurs = Self::default();
        let mut open: HashMap<u8, (u16, f64)> = HashMap::new();
        for (measure, &start) in part.measures.iter().zip(starts) {
            let mut events: Vec<_> = measure
                .voices
                .iter()
                .flat_map(|voice| voice.events.iter().map(|event| (voice.number, event)))
                .filter(|(_, event)| !event.slurs.is_empty())
                .collect();
            events.sort_by_key(|(_, event)| event.onset);
            for (voice, event) in events {
                let at = (start + event.onset).to_f64();
                for slur in event.slurs.iter().filter(|slur| slur.edge == Edge::Stop) {
                    if let Some((voice, from)) = open.remove(&slur.number) {
                        slurs.voices.entry(voice).or_default().push((from, at));
                    }
                }
                for slur in event.slurs.iter().filter(|slur| slur.edge == Edge::Start) {
                    open.insert(slur.number, (voice, at));
                }
            }
        }
        slurs.voices.values_mut().for_each(furthest);
        slurs
    }

    /// Whether a note of a voice that sounds from `start` to `end` leads on under a slur.
    pub(super) fn bind(&self, voice: u16, start: f64, end: f64) -> bool {
        let Some(slurs) = self.voices.get(&voice) else { return false };
        let index = slurs.partition_point(|&(from, _)| from <= start);
        index.checked_sub(1).is_some_and(|index| slurs[index].1 >= end - 1e-9)
    }
}

/// Sorts slurs and lets each know the furthest end of it and all before it.
fn furthest(slurs: &mut Vec<(f64, f64)>) {
    slurs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut furthest = f64::NEG_INFINITY;
    for slur in slurs {
        furthest = furthest.max(slur.1);
        slur.1 = furthest;
    }
}
