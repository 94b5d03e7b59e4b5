//! Voice-leading faults of part writing (Aldwell & Schachter, *Harmony and Voice Leading*, ch. 5;
//! Huron 2001, "Tone and Voice").

use std::fmt;

use crate::{Interval, Key, Pitch, Quarters, Score, Slice, Sounding, slices};

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
    /// What they sing there.
    pub pitches: (Pitch, Pitch),
}

/// Finds the faults of a piece in two to eight voices that each sing one note at a time; other pieces
/// (piano textures, bands) have no part writing to judge and give `None`.
#[must_use]
pub fn faults(score: &Score, key: Option<Key>) -> Option<Vec<Fault>> {
    let notes: Vec<Sounding> =
        score.soundings().into_iter().filter(|note| note.drum.is_none() && !note.grace).collect();
    let mut lines: Vec<(usize, u16)> =
        notes.iter().map(|note| (note.place.part, note.place.voice)).collect();
    lines.sort_unstable();
    lines.dedup();
    if !(2..=8).contains(&lines.len()) {
        return None;
    }
    let slices = slices(&notes);
    let frames: Vec<Frame> = slices.iter().map(|slice| Frame::new(slice, &notes, &lines)).collect();
    if frames.iter().any(|frame| frame.crowded) {
        return None;
    }
    let starts = score.measure_starts();
    let mut judge = Judge { starts: &starts, faults: Vec::new(), key };
    for pair in frames.windows(2) {
        judge.motion(&pair[0], &pair[1]);
    }
    let mut before: Option<&Frame> = None;
    for frame in &frames {
        judge.vertical(frame, before);
        before = Some(frame);
    }
    judge.faults.sort_by_key(|fault| (fault.measure, fault.at, fault.kind, fault.voices));
    Some(judge.faults)
}

/// What each voice sings at one time.
struct Frame {
    onset: Quarters,
    end: Quarters,
    /// By line: pitch and whether it was struck here.
    voices: Vec<Option<(Pitch, bool)>>,
    /// A line sings two notes at once.
    crowded: bool,
}

impl Frame {
    fn new(slice: &Slice, notes: &[Sounding], lines: &[(usize, u16)]) -> Frame {
        let mut frame = Frame {
            onset: slice.onset,
            end: slice.onset + slice.duration,
            voices: vec![None; lines.len()],
            crowded: false,
        };
        for note in slice.notes.iter().map(|&index| &notes[index]) {
            let line = (note.place.part, note.place.voice);
            let Ok(index) = lines.binary_search(&line) else { continue };
            frame.crowded |= frame.voices[index].is_some();
            frame.voices[index] = Some((note.pitch, note.onset == slice.onset));
        }
        frame
    }

    fn pitch(&self, voice: usize) -> Option<Pitch> {
        self.voices[voice].map(|(pitch, _)| pitch)
    }
}

struct Judge<'a> {
    starts: &'a [Quarters],
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

    fn pair(&mut self, before: &Frame, after: &Frame, upper: usize, lower: usize) {
        let (Some(u0), Some(l0)) = (before.pitch(upper), before.pitch(lower)) else { return };
        let (Some(u1), Some(l1)) = (after.pitch(upper), after.pitch(lower)) else { return };
        let (up, low) = (u1.semitones() - u0.semitones(), l1.semitones() - l0.semitones());
        if up.signum() != low.signum() || up == 0 {
            return;
        }
        let (was, is) = (Interval::between(l0, u0), Interval::between(l1, u1));
        let outer = upper == 0 && lower == after.voices.len() - 1;
        let leaps = (u1.staff_steps() - u0.staff_steps()).abs() > 1;
        let mut fault = |kind| self.add(kind, after.onset, (upper, lower), (u1, l1));
        if is.is_perfect_fifth() {
            if was.is_perfect_fifth() {
                fault(FaultKind::ParallelFifths);
            } else if outer && leaps {
                fault(FaultKind::DirectFifth);
            }
        } else if is.is_perfect_octave() {
            if was.is_perfect_octave() {
                fault(FaultKind::ParallelOctaves);
            } else if outer && leaps {
                fault(FaultKind::DirectOctave);
            }
        }
    }

    fn leading_tone(&mut self, before: &Frame, after: &Frame, voice: usize) {
        let Some(key) = self.key else { return };
        let (Some(from), Some(to)) = (before.pitch(voice), after.pitch(voice)) else { return };
        let bass = |frame: &Frame| frame.pitch(frame.voices.len() - 1).map(Pitch::tone);
        let dominant = crate::Tone::from_fifths(key.tonic().fifths() + 1);
        let resolves = bass(before) == Some(dominant) && bass(after) == Some(key.tonic());
        if resolves && from.tone() == key.leading_tone() && to.semitones() != from.semitones() + 1 {
            self.add(FaultKind::LeadingTone, after.onset, (voice, voice), (from, to));
        }
    }

    /// Faults within one moment, told once when they begin.
    fn vertical(&mut self, frame: &Frame, before: Option<&Frame>) {
        for upper in 0..frame.voices.len() - 1 {
            let lower = upper + 1;
            let (Some((up, up_new)), Some((low, low_new))) =
                (frame.voices[upper], frame.voices[lower])
            else {
                continue;
            };
            if !(up_new || low_new) {
                continue;
            }
            let distance = up.semitones() - low.semitones();
            let bass = lower == frame.voices.len() - 1;
            if distance < 0 {
                self.add(FaultKind::Crossing, frame.onset, (upper, lower), (up, low));
            } else if distance > 12 && !bass {
                self.add(FaultKind::Spacing, frame.onset, (upper, lower), (up, low));
            }
            let was = before.filter(|before| before.end == frame.onset);
            let (was_up, was_low) =
                (was.and_then(|b| b.pitch(upper)), was.and_then(|b| b.pitch(lower)));
            let over = was_up.is_some_and(|was| low_new && low.semitones() > was.semitones());
            let under = was_low.is_some_and(|was| up_new && up.semitones() < was.semitones());
            if distance >= 0 && (over || under) {
                self.add(FaultKind::Overlap, frame.onset, (upper, lower), (up, low));
            }
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
