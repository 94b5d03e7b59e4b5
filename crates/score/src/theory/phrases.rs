//! Where phrases end: at fermatas, where all voices rest, and at the end of the piece (Lerdahl &
//! Jackendoff 1983, grouping preference rule 2: slurs, rests and lengthened attacks close a group).

use std::collections::BTreeMap;

use crate::{Articulation, Quarters, Score};

/// The last chord of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhraseEnd {
    /// When the last of its notes is struck, in quarters from the start as written.
    pub onset: Quarters,
    /// When it stops.
    pub end: Quarters,
}

/// The ends of all phrases, in order.
#[must_use]
pub fn phrase_ends(score: &Score) -> Vec<PhraseEnd> {
    let starts = score.measure_starts();
    let mut ends: BTreeMap<Quarters, Quarters> = BTreeMap::new();
    for (place, event) in score.events() {
        if event.articulations.contains(&Articulation::Fermata) && !event.is_rest() {
            let start = starts.get(place.measure).copied().unwrap_or_default();
            close(&mut ends, start + event.end(), start + event.onset);
        }
    }
    let (mut onset, mut end) = (Quarters::ZERO, Quarters::ZERO);
    for note in score.soundings().iter().filter(|note| note.drum.is_none() && !note.grace) {
        if note.onset > end && end.is_positive() {
            close(&mut ends, end, onset);
        }
        onset = note.onset;
        end = end.max(note.end());
    }
    if end.is_positive() {
        close(&mut ends, end, onset);
    }
    ends.into_iter().map(|(end, onset)| PhraseEnd { onset, end }).collect()
}

/// Voices may strike their last notes one after the other (a suspension): the latest counts.
fn close(ends: &mut BTreeMap<Quarters, Quarters>, end: Quarters, onset: Quarters) {
    let last = ends.entry(end).or_insert(onset);
    *last = (*last).max(onset);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;

    #[test]
    fn fermatas_rests_and_the_end() {
        let line = "C4:2 D4:1 r:1 | E4:2 F4:2 | C4:4";
        let mut score = shorthand("C", "4/4", &[line, line]).unwrap();
        let fermata = |(place, event): (crate::Place, &mut crate::Event)| {
            if place.measure == 1 && event.onset.is_positive() {
                event.articulations.push(Articulation::Fermata);
            }
        };
        score.events_mut().for_each(fermata);
        let shown: Vec<String> =
            phrase_ends(&score).iter().map(|p| format!("{}-{}", p.onset, p.end)).collect();
        assert_eq!(shown.join(" "), "2-3 6-8 8-12");
        assert!(phrase_ends(&Score::default()).is_empty());
    }
}
