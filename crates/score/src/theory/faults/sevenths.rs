//! Chord sevenths that do not resolve: the seventh falls by step when its chord gives way, or is held
//! until it can (Aldwell & Schachter, ch. 8 and 12). Allowed as there: the bass takes the resolution,
//! and in V43-I6 the seventh rises by step in tenths with the bass.

use crate::theory::{ChordSpan, roman::tones};
use crate::{ChordKind, Pitch, Tone};

use super::{FaultKind, Frame, Judge};

/// Chords less sure than this may only look like seventh chords.
const SURE: f64 = 0.9;

impl Judge<'_> {
    /// Looks at every change of chord after a seventh chord.
    pub(super) fn sevenths(&mut self, frames: &[Frame], chords: &[ChordSpan]) {
        for pair in chords.windows(2) {
            let (chord, next) = (&pair[0], &pair[1]);
            let change = next.onset;
            let Some(seventh) = seventh(chord) else { continue };
            let joined = chord.onset + chord.duration == change;
            if !joined || next.symbol.root.pitch_class() == chord.symbol.root.pitch_class() {
                continue;
            }
            // Frames are in order of time: the last before the change and the first after it.
            let after = frames.partition_point(|frame| frame.onset < change);
            if after > 0
                && let (Some(from), Some(to)) = (frames.get(after - 1), frames.get(after))
                && to.onset == change
            {
                self.resolution(from, to, seventh, chord);
            }
        }
    }

    fn resolution(&mut self, from: &Frame, to: &Frame, seventh: Tone, chord: &ChordSpan) {
        let bass = from.voices.len() - 1;
        for voice in 0..from.voices.len() {
            let (Some(was), Some(is)) = (from.pitch(voice), to.pitch(voice)) else { continue };
            if was.tone() != seventh || resolves(was, is) {
                continue;
            }
            let by_bass = voice != bass && to.pitch(bass).is_some_and(|low| falls(was, low));
            let passing = is_second_inversion(chord) && is.staff_steps() - was.staff_steps() == 1;
            if !by_bass && !passing {
                self.add(FaultKind::Seventh, to.onset, (voice, voice), (was, is));
            }
        }
    }
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

/// Held, inflected or a step down.
fn resolves(was: Pitch, is: Pitch) -> bool {
    matches!(was.staff_steps() - is.staff_steps(), 0 | 1) || was.semitones() == is.semitones()
}

/// The tone a step below, in any octave.
fn falls(seventh: Pitch, bass: Pitch) -> bool {
    (seventh.staff_steps() - bass.staff_steps()).rem_euclid(7) == 1
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
    fn taken_by_the_bass_or_rising_in_tenths() {
        check(&["D5:2 C5", "B4:2 C5", "F4:2 G4", "G3:2 E3"], "");
        check(&["F5:2 G5", "B4:2 C5", "G4:2 G4", "D3:2 E3"], "");
    }
}
