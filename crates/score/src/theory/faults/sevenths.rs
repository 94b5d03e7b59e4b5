//! Chord sevenths that do not resolve: the seventh falls by step when its chord gives way, or is held
//! until it can (Aldwell & Schachter, ch. 8 and 12). Allowed as there: the bass takes the resolution,
//! another voice holds or resolves the same seventh, and in V43-I6 the seventh rises by step in tenths
//! with the bass.
//!
//! What only sounds like a seventh chord is none: voices that pass between two beats, and chords whose
//! root or seventh is itself a passing or neighbouring note (Aldwell & Schachter, ch. 11).

use crate::theory::{ChordSpan, roman::tones};
use crate::{ChordKind, Pitch, Quarters, Tone};

use super::{FaultKind, Frame, Judge};

/// Chords less sure than this may only look like seventh chords.
const SURE: f64 = 0.9;
/// Notes this short, in quarters, decorate when they go by step, and shorter ones always.
const SHORT: (i64, i64) = (1, 2);

impl Judge<'_> {
    /// Looks at every change of chord after a seventh chord.
    pub(super) fn sevenths(&mut self, frames: &[Frame], chords: &[ChordSpan]) {
        // A seventh that joins its triad late belongs to a chord that began with the triad.
        let mut began = Quarters::ZERO;
        for (index, pair) in chords.windows(2).enumerate() {
            let (chord, next) = (&pair[0], &pair[1]);
            if index == 0 || !same_root(&chords[index - 1], chord) {
                began = chord.onset;
            }
            let change = next.onset;
            let Some(seventh) = seventh(chord) else { continue };
            let joined = chord.onset + chord.duration == change;
            // What passes between two beats has no seventh, and what passes after one does not yet
            // resolve it.
            let passes = self.passes(began, change) || self.passes(change, change + next.duration);
            if !joined || same_root(chord, next) || passes {
                continue;
            }
            // Frames are in order of time: the last before the change and the first after it.
            let after = frames.partition_point(|frame| frame.onset < change);
            let struck = frames.partition_point(|frame| frame.onset < began);
            if after > 0 && frames.get(after).is_some_and(|to| to.onset == change) {
                let passage = Passage { frames, struck, after };
                self.resolution(&passage, seventh, chord);
            }
        }
    }

    /// Whether a chord only fills the time between two beats.
    fn passes(&self, onset: Quarters, change: Quarters) -> bool {
        let measure = self.starts.partition_point(|&start| start <= onset).saturating_sub(1);
        let (Some(&start), Some(meter)) = (self.starts.get(measure), self.meters.get(measure))
        else {
            return false;
        };
        let beat = meter.beat_length();
        // Counted from the next barline, so that upbeats that begin within a beat count right.
        let end = self.starts.get(measure + 1).copied();
        let place = end.map_or(onset - start, |end| end - onset);
        !place.is_multiple_of(beat) && change - onset < beat
    }

    fn resolution(&mut self, passage: &Passage<'_>, seventh: Tone, chord: &ChordSpan) {
        let (from, to) = (passage.from(), passage.to());
        let count = from.voices.len();
        if passage.ornaments(chord.symbol.root) {
            return;
        }
        let sevenths: Vec<usize> = (0..count)
            .filter(|&voice| from.pitch(voice).is_some_and(|pitch| pitch.tone() == seventh))
            .collect();
        let kept = |voice: &usize| {
            from.pitch(*voice).zip(to.pitch(*voice)).is_some_and(|(was, is)| resolves(was, is))
        };
        let taken = (0..count).any(|voice| to.pitch(voice).is_some_and(|p| p.tone() == seventh));
        // Doubled, one of them may go where it likes; and a tone that stays has not moved.
        if taken || sevenths.iter().any(kept) {
            return;
        }
        let bass = count - 1;
        for voice in sevenths {
            let (Some(was), Some(is)) = (from.pitch(voice), to.pitch(voice)) else { continue };
            let by_bass = voice != bass && to.pitch(bass).is_some_and(|low| falls(was, low));
            let rising = is_second_inversion(chord) && is.staff_steps() - was.staff_steps() == 1;
            if !by_bass && !rising && !passage.ornamental(voice) {
                self.add(FaultKind::Seventh, to.onset, (voice, voice), (was, is));
            }
        }
    }
}

/// The frames around a change of chord.
struct Passage<'a> {
    frames: &'a [Frame],
    /// The first frame of the chord.
    struck: usize,
    /// The first frame after it.
    after: usize,
}

impl Passage<'_> {
    fn from(&self) -> &Frame {
        &self.frames[self.after - 1]
    }

    fn to(&self) -> &Frame {
        &self.frames[self.after]
    }

    /// Whether a tone sounds only in notes that pass or turn by step.
    fn ornaments(&self, tone: Tone) -> bool {
        let voices = 0..self.from().voices.len();
        let mut holding =
            voices.filter(|&v| self.from().pitch(v).is_some_and(|p| p.tone() == tone)).peekable();
        holding.peek().is_some() && holding.all(|voice| self.ornamental(voice))
    }

    /// Whether what a voice sings before the change only decorates: it is shorter than an eighth, or
    /// reached and left by step and no more than half of the chord.
    fn ornamental(&self, voice: usize) -> bool {
        let Some(is) = self.from().pitch(voice) else { return false };
        let struck = |index: &usize| self.frames[*index].voices[voice].is_some_and(|note| note.1);
        let Some(began) = (0..self.after).rev().find(struck).filter(|began| *began > 0) else {
            return false;
        };
        let change = self.to().onset;
        let length = change - self.frames[began].onset;
        let short = Quarters::new(SHORT.0, SHORT.1);
        if length < short {
            return true;
        }
        let before = self.frames[began - 1].pitch(voice);
        let Some((before, next)) = before.zip(self.to().pitch(voice)) else { return false };
        let step = |a: Pitch, b: Pitch| (a.staff_steps() - b.staff_steps()).abs() == 1;
        let chord = change - self.frames[self.struck].onset;
        (length <= short || length * 2 <= chord) && step(before, is) && step(is, next)
    }
}

fn same_root(one: &ChordSpan, other: &ChordSpan) -> bool {
    one.symbol.root.pitch_class() == other.symbol.root.pitch_class()
}

/// The seventh of a chord that surely has one.
fn seventh(chord: &ChordSpan) -> Option<Tone> {
    let sevenths = matches!(
        chord.symbol.kind,
        ChordKind::Dominant
            | ChordKind::MajorSeventh
            | ChordKind::MinorSeventh
            | ChordKind::HalfDiminished
            | ChordKind::DiminishedSeventh
    );
    let last = tones(chord.symbol.root, chord.symbol.kind).nth(3);
    last.filter(|_| sevenths && chord.confidence >= SURE)
}

/// Held, inflected or a step down, in whatever octave: basses turn back when they get low.
fn resolves(was: Pitch, is: Pitch) -> bool {
    was.staff_steps() == is.staff_steps() || was.semitones() == is.semitones() || falls(was, is)
}

/// The tone a step below, in any octave.
fn falls(seventh: Pitch, to: Pitch) -> bool {
    (seventh.staff_steps() - to.staff_steps()).rem_euclid(7) == 1
}

fn is_second_inversion(chord: &ChordSpan) -> bool {
    let fifth = tones(chord.symbol.root, chord.symbol.kind).nth(2);
    chord.symbol.bass.is_some() && chord.symbol.bass == fifth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shorthand, theory};

    fn check(lines: &[&str], expected: &str) {
        let score = shorthand("C", "4/4", lines).unwrap();
        let found = theory::faults(&score, score.first_key()).unwrap();
        let found = found.iter().filter(|fault| fault.kind == FaultKind::Seventh);
        let shown: Vec<String> = found
            .map(|fault| {
                let (was, is) = fault.pitches;
                format!("{}:{} voice {} {was} {is}", fault.measure, fault.at, fault.voices.0)
            })
            .collect();
        assert_eq!(shown.join(", "), expected);
    }

    #[test]
    fn of_the_dominant() {
        check(&["D5:2 C5", "B4:2 G4", "F4:2 G4", "G3:2 C3"], "0:2 voice 2 F4 G4");
        check(&["D5:2 C5", "B4:2 C5", "F4:2 E4", "G3:2 C3"], "");
    }

    #[test]
    fn doubled_exchanged_or_an_octave_away() {
        check(&["F5:2 E5", "B4:2 C5", "F4:2 G4", "G3:2 C4"], "");
        check(&["D5:2 C5", "B4:2 A4", "F4:2 A4", "G3:2 F3"], "");
        check(&["D5:2 C5", "B4:2 C5", "G4:2 G4", "F2:2 E3"], "");
    }

    #[test]
    fn of_chords_that_only_pass() {
        // A tenor and a soprano pass between two chords of F: no D7 stands on the way.
        let passing =
            ["C5:3/2 D5:1/2 C5:2", "A4:2 F4:2", "C4:3/2 C4:1/2 A3:2", "F3:3/2 D3:1/2 F3:2"];
        check(&passing, "");
        // The same chord on the beat, held for one, is a chord.
        check(
            &["C5:1 D5:1 D5:2", "A4:1 A4:1 B4:2", "C4:1 C4:1 G4:2", "F3:1 F#3:1 G3:2"],
            "0:2 voice 2 C4 G4",
        );
    }

    #[test]
    fn taken_by_the_bass_or_rising_in_tenths() {
        check(&["D5:2 C5", "B4:2 C5", "F4:2 G4", "G3:2 E3"], "");
        check(&["F5:2 G5", "B4:2 C5", "G4:2 G4", "D3:2 E3"], "");
    }
}
