//! The notes of a score on one line of time: ties joined, transpositions applied, repeats unfolded.

use std::collections::HashMap;

use crate::{Event, MidiPitch, Pitch, Place, Quarters, Score};

/// A note as it sounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sounding {
    /// Where it is written (for a tied chain: its first note).
    pub place: Place,
    /// Index into the measures of the play order: tells the passes of a repeat apart.
    pub turn: usize,
    /// From the start of the piece.
    pub onset: Quarters,
    /// Ties joined; zero for grace notes.
    pub duration: Quarters,
    /// Sounding pitch; for percussion, the place on the staff.
    pub pitch: Pitch,
    /// The drum key, for unpitched percussion.
    pub drum: Option<MidiPitch>,
    /// Index of the event in its voice and measure.
    pub event: usize,
    /// Index of the note in its event.
    pub note: usize,
    /// A grace note.
    pub grace: bool,
}

/// Indices of notes whose tie is open, by sounding pitch and the place where they end.
type OpenTies = HashMap<(Pitch, Quarters), Vec<usize>>;

impl Sounding {
    /// Where it stops.
    #[must_use]
    pub fn end(&self) -> Quarters {
        self.onset + self.duration
    }

    /// The MIDI key that sounds, when there is one.
    #[must_use]
    pub fn midi(&self) -> Option<MidiPitch> {
        self.drum.or_else(|| self.pitch.midi())
    }
}

/// A stretch of time during which the same notes sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// From the start of the piece.
    pub onset: Quarters,
    /// How long nothing changes.
    pub duration: Quarters,
    /// Indices of the notes that sound, in the order of the list the slices were cut from.
    pub notes: Vec<usize>,
}

impl Score {
    /// All notes as written, each measure once.
    #[must_use]
    pub fn soundings(&self) -> Vec<Sounding> {
        let order: Vec<usize> = (0..self.measures.len()).collect();
        self.soundings_in(&order)
    }

    /// All notes in an order of playing (see [`Score::play_order`]), sorted by onset, then part,
    /// voice and pitch.
    #[must_use]
    pub fn soundings_in(&self, order: &[usize]) -> Vec<Sounding> {
        let mut starts = Vec::with_capacity(order.len());
        let mut at = Quarters::ZERO;
        for &measure in order {
            starts.push(at);
            at += self.measures.get(measure).map_or(Quarters::ZERO, |m| m.length);
        }
        let mut notes = Vec::new();
        for part in 0..self.parts.len() {
            self.part_soundings(part, order, &starts, &mut notes);
        }
        notes
            .sort_by_key(|n| (n.onset, n.place.part, n.place.voice, !n.grace, n.pitch.semitones()));
        notes
    }

    fn part_soundings(
        &self,
        part: usize,
        order: &[usize],
        starts: &[Quarters],
        notes: &mut Vec<Sounding>,
    ) {
        let transposition = self.parts[part].transposition;
        // Notes whose tie is open, by sounding pitch and end: a tie may cross voices within a part.
        let mut open: OpenTies = HashMap::new();
        for (turn, (&measure, &start)) in order.iter().zip(starts).enumerate() {
            let Some(content) = self.parts[part].measures.get(measure) else { continue };
            let mut events: Vec<(u16, usize, &Event)> = content
                .voices
                .iter()
                .flat_map(|v| v.events.iter().enumerate().map(|(i, e)| (v.number, i, e)))
                .filter(|(_, _, event)| !event.is_rest())
                .collect();
            events.sort_by_key(|(_, _, event)| event.onset);
            for (voice, event_index, event) in events {
                let onset = start + event.onset;
                for (note_index, note) in event.notes.iter().enumerate() {
                    let pitch =
                        if note.drum.is_some() { note.pitch } else { note.pitch + transposition };
                    let waiting = open.get_mut(&(pitch, onset)).filter(|_| note.tie_stop);
                    let tied_to = waiting.and_then(|waiting| {
                        // Of several notes that wait here, one of the same voice goes on.
                        let own = |&index: &usize| notes[index].place.voice == voice;
                        let at = waiting.iter().rposition(own).or(waiting.len().checked_sub(1))?;
                        Some(waiting.remove(at))
                    });
                    let index = if let Some(index) = tied_to {
                        notes[index].duration = onset + event.duration - notes[index].onset;
                        index
                    } else {
                        notes.push(Sounding {
                            place: Place { part, measure, voice },
                            turn,
                            onset,
                            duration: event.duration,
                            pitch,
                            drum: note.drum,
                            event: event_index,
                            note: note_index,
                            grace: event.grace.is_some(),
                        });
                        notes.len() - 1
                    };
                    if note.tie_start {
                        open.entry((pitch, notes[index].end())).or_default().push(index);
                    }
                }
            }
        }
    }
}

/// Cuts time wherever a note starts or stops ("salami slicing", Cuthbert & Ariza 2010). Silence and
/// grace notes make no slice.
#[must_use]
pub fn slices(notes: &[Sounding]) -> Vec<Slice> {
    let mut cuts: Vec<Quarters> = notes
        .iter()
        .filter(|n| n.duration.is_positive())
        .flat_map(|n| [n.onset, n.end()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut by_onset: Vec<usize> =
        (0..notes.len()).filter(|&i| notes[i].duration.is_positive()).collect();
    by_onset.sort_by_key(|&index| notes[index].onset);
    let mut waiting = by_onset.into_iter().peekable();
    let mut sounding: Vec<usize> = Vec::new();
    let mut result = Vec::new();
    for pair in cuts.windows(2) {
        let (onset, end) = (pair[0], pair[1]);
        sounding.retain(|&index| notes[index].end() > onset);
        while let Some(index) = waiting.next_if(|&index| notes[index].onset <= onset) {
            sounding.push(index);
        }
        if !sounding.is_empty() {
            let mut notes = sounding.clone();
            notes.sort_unstable();
            result.push(Slice { onset, duration: end - onset, notes });
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;

    #[test]
    fn ties_join_across_the_barline() {
        let score = shorthand("C", "4/4", &["C4:3 D4:1~ | D4:2 E4:2"]).unwrap();
        let notes = score.soundings();
        let shown: Vec<String> =
            notes.iter().map(|n| format!("{}@{}+{}", n.pitch, n.onset, n.duration)).collect();
        assert_eq!(shown.join(" "), "C4@0+3 D4@3+3 E4@6+2");
    }

    #[test]
    fn slices_hold_what_sounds_together() {
        let score = shorthand("C", "2/4", &["E4:1 r:1", "C4:2"]).unwrap();
        let notes = score.soundings();
        let cut = slices(&notes);
        assert_eq!(cut.len(), 2);
        assert_eq!((cut[0].notes.len(), cut[1].notes.len()), (2, 1));
    }
}
