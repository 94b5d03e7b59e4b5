//! Notes beyond the range of soprano, alto, tenor and bass. The limits are those of Bach's chorales,
//! a third wider than what Aldwell & Schachter (ch. 5) advise: of the 29 433 notes of 125 four-part
//! chorales, one lies outside.

use crate::{Pitch, Score, Step};

use super::{FaultKind, Frame, Judge};

/// Lowest and highest note by voice, soprano first: C4-A5, F3-D5, C3-A4, C2-E4.
const RANGES: [(Pitch, Pitch); 4] = [
    (Pitch::new(Step::C, 0, 4), Pitch::new(Step::A, 0, 5)),
    (Pitch::new(Step::F, 0, 3), Pitch::new(Step::D, 0, 5)),
    (Pitch::new(Step::C, 0, 3), Pitch::new(Step::A, 0, 4)),
    (Pitch::new(Step::C, 0, 2), Pitch::new(Step::E, 0, 4)),
];

/// Whether four lines are sung: choir sounds or none named. Violins have other limits.
pub(super) fn is_sung(score: &Score, lines: usize) -> bool {
    let choir = |program: u8| (52..=54).contains(&program);
    let sung = |part: &crate::Part| part.instrument.program.is_none_or(choir);
    lines == RANGES.len() && score.parts.iter().all(|part| sung(part) || is_voice(&part.name))
}

/// A part named for a voice keeps its limits whatever plays it.
fn is_voice(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    ["sop", "alt", "ten", "bas", "cant", "disc"].iter().any(|voice| name.starts_with(voice))
        || ["s", "a", "t", "b"].contains(&name.trim_end_matches('.'))
}

impl Judge<'_> {
    /// Told once when a voice leaves its range, with the limit it crosses.
    pub(super) fn range(&mut self, frame: &Frame, before: Option<&Frame>) {
        for (voice, range) in RANGES.iter().enumerate() {
            let Some((pitch, true)) = frame.voices.get(voice).copied().flatten() else { continue };
            let was = before.and_then(|before| before.pitch(voice));
            if let Some(limit) = limit_crossed(pitch, *range)
                && was.and_then(|was| limit_crossed(was, *range)) != Some(limit)
            {
                self.add(FaultKind::Range, frame.onset, (voice, voice), (pitch, limit));
            }
        }
    }
}

fn limit_crossed(pitch: Pitch, (low, high): (Pitch, Pitch)) -> Option<Pitch> {
    match pitch.semitones() {
        sung if sung < low.semitones() => Some(low),
        sung if sung > high.semitones() => Some(high),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shorthand, theory};

    fn ranges(score: &Score) -> String {
        let found = theory::faults(score, None).unwrap();
        let found = found.iter().filter(|fault| fault.kind == FaultKind::Range);
        let shown: Vec<String> = found
            .map(|fault| {
                let (sung, limit) = fault.pitches;
                format!("{}:{} voice {} {sung} {limit}", fault.measure, fault.at, fault.voices.0)
            })
            .collect();
        shown.join(", ")
    }

    #[test]
    fn told_once_a_stretch() {
        let lines = ["C5:4 | C5:4", "E3:1 D3 G3 A4 | G4:4", "E4:2 Bb4 | G4:4", "C3:4 | B1:4"];
        let mut score = shorthand("C", "4/4", &lines).unwrap();
        assert_eq!(ranges(&score), "0:0 voice 1 E3 F3, 0:2 voice 2 Bb4 A4, 1:0 voice 3 B1 C2");
        score.parts.iter_mut().for_each(|part| part.instrument.program = Some(40));
        assert_eq!(ranges(&score), "", "string quartets are not sung");
    }
}
