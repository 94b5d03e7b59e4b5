//! A one-line notation for small scores in examples and tests.

use crate::{Event, Key, Mark, Meter, Part, Pitch, Placed, Quarters, Score};

/// The shorthand could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}, `{word}`: write notes as C4:1 (pitch:quarters), C4:1~ to tie, r:2 for a rest, C4+E4:1 for a chord, and | between measures"
)]
pub struct ShorthandError {
    /// Which line, 1 first.
    pub line: usize,
    /// The word that was not understood.
    pub word: String,
}

/// Builds a score from one line of text a part: `C4:1 D4:1/2 E4+G4:1 r:1~ |`.
///
/// Durations are in quarters and stay in force until the next one. Barlines are checked by counting,
/// not by the `|`, which is for the eye: a note that crosses a full bar is an error.
///
/// # Errors
/// When the key, the meter or a word cannot be read.
pub fn shorthand(key: &str, meter: &str, lines: &[&str]) -> Result<Score, ShorthandError> {
    let bad = |line: usize, word: &str| ShorthandError { line, word: word.to_owned() };
    let key: Key = key.parse().map_err(|_| bad(0, key))?;
    let meter: Meter = meter.parse().map_err(|_| bad(0, meter))?;
    let bar = meter.bar_length();
    let mut parts = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut part = Part::new(&format!("Part {}", index + 1), 0);
        let mut at = Quarters::ZERO;
        let mut duration = Quarters::ONE;
        let mut tied: Vec<Pitch> = Vec::new();
        for word in line.split_whitespace().filter(|word| *word != "|") {
            let mut event = read_word(word, &mut duration).ok_or_else(|| bad(index + 1, word))?;
            let measure = usize::try_from(at.div_floor(bar)).unwrap_or(0);
            event.onset = at.rem_floor(bar);
            if event.end() > bar {
                return Err(bad(index + 1, word));
            }
            for note in &mut event.notes {
                note.tie_stop = tied.contains(&note.pitch);
            }
            tied = event.notes.iter().filter(|n| n.tie_start).map(|n| n.pitch).collect();
            at += event.duration;
            part.measures.resize_with(part.measures.len().max(measure + 1), Default::default);
            part.measures[measure].voice_mut(1).events.push(event);
        }
        if let Some(first) = part.measures.first_mut() {
            first.marks.push(Placed::new(Quarters::ZERO, Mark::Key(key)));
        }
        parts.push(part);
    }
    let bars = parts.iter().map(|part| part.measures.len()).max().unwrap_or(0);
    let mut score = Score { parts, ..Score::with_measures(&meter, bars) };
    score.tidy();
    Ok(score)
}

fn read_word(word: &str, duration: &mut Quarters) -> Option<Event> {
    let (word, tie) = word.strip_suffix('~').map_or((word, false), |word| (word, true));
    let (pitches, length) = word.split_once(':').map_or((word, None), |(p, l)| (p, Some(l)));
    if let Some(length) = length {
        *duration = length.parse().ok().filter(|d: &Quarters| d.is_positive())?;
    }
    if pitches == "r" {
        return Some(Event::rest(Quarters::ZERO, *duration));
    }
    let pitches: Vec<Pitch> = pitches.split('+').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let mut event = Event::chord(Quarters::ZERO, *duration, &pitches);
    event.notes.iter_mut().for_each(|note| note.tie_start = tie);
    Some(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_measures_by_counting() {
        let score = shorthand("G", "3/4", &["G4:1 A4 B4 | D5:3", "G3:3 G3+B3:3"]).unwrap();
        assert_eq!((score.measures.len(), score.parts.len()), (2, 2));
        assert_eq!(score.parts[1].measures[1].voices[0].events[0].notes.len(), 2);
        assert_eq!(score.first_key().unwrap().to_string(), "G major");
        assert!(shorthand("G", "3/4", &["G4:2 A4:2"]).is_err());
    }
}
