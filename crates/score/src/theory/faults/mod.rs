//! Voice-leading faults of part writing (Aldwell & Schachter, *Harmony and Voice Leading*, ch. 5;
//! Huron 2001, "Tone and Voice").

mod frame;
mod leading_tone;
mod parallels;
mod range;
mod sevenths;
mod vertical;

use std::fmt;

use crate::{Key, Meter, Pitch, Quarters, Score};

use super::{ChordSpan, label_chords};
use frame::Frame;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// Two voices move in the same direction from one perfect fifth to another.
    ParallelFifths,
    /// Two voices move in the same direction from one octave or unison to another.
    ParallelOctaves,
    /// The outer voices leap in the same direction into a fifth.
    DirectFifth,
    /// The outer voices leap in the same direction into an octave.
    DirectOctave,
    /// A lower voice sounds above a higher one.
    Crossing,
    /// A voice moves beyond where its neighbour just was.
    Overlap,
    /// More than an octave between neighbouring upper voices.
    Spacing,
    /// The leading tone of a dominant does not rise to the tonic that follows, in an outer voice.
    LeadingTone,
    /// The seventh of a chord does not fall by step when the chord changes.
    Seventh,
    /// A voice leaves the range of its singers.
    Range,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FaultKind::ParallelFifths => "parallel fifths",
            FaultKind::ParallelOctaves => "parallel octaves",
            FaultKind::DirectFifth => "direct fifth",
            FaultKind::DirectOctave => "direct octave",
            FaultKind::Crossing => "voice crossing",
            FaultKind::Overlap => "voice overlap",
            FaultKind::Spacing => "wide spacing",
            FaultKind::LeadingTone => "unresolved leading tone",
            FaultKind::Seventh => "unresolved seventh",
            FaultKind::Range => "out of range",
        })
    }
}

/// A fault and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Index of the measure.
    pub measure: usize,
    /// From the start of the measure, in quarters.
    pub at: Quarters,
    /// The voices, 0 = highest, upper one first; twice the same when only one is at fault.
    pub voices: (usize, usize),
    /// What they sing there; what one voice sings before and after, or the limit of its range.
    pub pitches: (Pitch, Pitch),
}

/// Finds the faults of a piece in two to eight voices that each sing one note at a time; other pieces
/// (piano textures, bands) have no part writing to judge and give `None`.
#[must_use]
pub fn faults(score: &Score, key: Option<Key>) -> Option<Vec<Fault>> {
    judged(score, key, None)
}

/// The faults, with chords that are already known.
pub(super) fn faults_over(
    score: &Score,
    key: Option<Key>,
    chords: &[ChordSpan],
) -> Option<Vec<Fault>> {
    judged(score, key, Some(chords))
}

fn judged(score: &Score, key: Option<Key>, chords: Option<&[ChordSpan]>) -> Option<Vec<Fault>> {
    let frames = frame::frames(score)?;
    let lines = frames.first().map_or(0, |frame| frame.voices.len());
    let starts = score.measure_starts();
    let meters = score.meters();
    let mut judge = Judge { starts: &starts, meters: &meters, faults: Vec::new(), key };
    for pair in frames.windows(2) {
        judge.motion(&pair[0], &pair[1]);
    }
    let sung = range::is_sung(score, lines);
    let mut before: Option<&Frame> = None;
    for frame in &frames {
        judge.vertical(frame, before);
        if sung {
            judge.range(frame, before);
        }
        before = Some(frame);
    }
    match chords {
        Some(chords) => judge.sevenths(&frames, chords),
        None => judge.sevenths(&frames, &label_chords(score)),
    }
    judge.faults.sort_by_key(|fault| (fault.measure, fault.at, fault.kind, fault.voices));
    Some(judge.faults)
}

struct Judge<'a> {
    starts: &'a [Quarters],
    /// By measure.
    meters: &'a [Meter],
    faults: Vec<Fault>,
    key: Option<Key>,
}

impl Judge<'_> {
    fn add(
        &mut self,
        kind: FaultKind,
        onset: Quarters,
        voices: (usize, usize),
        pitches: (Pitch, Pitch),
    ) {
        let measure = self.starts.partition_point(|&start| start <= onset).saturating_sub(1);
        let at = onset - self.starts.get(measure).copied().unwrap_or_default();
        self.faults.push(Fault { kind, measure, at, voices, pitches });
    }

    /// Faults between two moments that follow each other.
    fn motion(&mut self, before: &Frame, after: &Frame) {
        if before.end != after.onset {
            return;
        }
        let count = after.voices.len();
        for upper in 0..count {
            for lower in upper + 1..count {
                self.pair(before, after, upper, lower);
            }
        }
        for voice in [0, count - 1] {
            self.leading_tone(before, after, voice);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;
    use expect_test::{Expect, expect};

    fn check(key: &str, lines: &[&str], expected: &Expect) {
        let score = shorthand(key, "4/4", lines).unwrap();
        let found = faults(&score, score.first_key()).unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|fault| {
                format!("{} {}:{} {:?}", fault.kind, fault.measure + 1, fault.at, fault.voices)
            })
            .collect();
        expected.assert_eq(&shown.join("; "));
    }

    #[test]
    fn parallels() {
        check("C", &["G4:2 A4:2", "C4:2 D4:2"], &expect![["parallel fifths 1:2 (0, 1)"]]);
        check("C", &["C5:2 D5:2", "C4:2 D4:2"], &expect![["parallel octaves 1:2 (0, 1)"]]);
        check("C", &["C5:2 B4:2", "C4:2 D4:2"], &expect![[""]]);
        check("C", &["E4:2 A4:2", "C4:2 D4:2"], &expect![["direct fifth 1:2 (0, 1)"]]);
    }

    #[test]
    fn crossing_spacing_and_leading_tone() {
        check("C", &["E5:4", "C4:4", "C3:4"], &expect![["wide spacing 1:0 (0, 1)"]]);
        check("C", &["C4:4", "E4:4"], &expect![["voice crossing 1:0 (0, 1)"]]);
        check("C", &["B4:2 A4:2", "G3:2 C3:2"], &expect![["unresolved leading tone 1:2 (0, 0)"]]);
    }

    #[test]
    fn chords_in_one_voice_are_not_part_writing() {
        let score = shorthand("C", "4/4", &["C5+E5:4", "C3:4"]).unwrap();
        assert!(faults(&score, None).is_none());
    }
}
