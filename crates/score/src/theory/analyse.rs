//! All of theory in one call.

use crate::{Key, Pitch, Score, Sounding};

use super::cadences::cadences_in;
use super::faults::faults_over;
use super::{
    Cadence, ChordSpan, Fault, Harmony, KeyEstimate, RomanNumeral, find_key, written_chords,
};

/// What theory says of a piece.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Analysis {
    /// The key of the whole; `None` without pitched notes.
    pub key: Option<KeyEstimate>,
    /// Keys from place to place: the piece modulates where the next starts.
    pub keys: Vec<KeyEstimate>,
    /// The written chord symbols or, without any, those heard.
    pub chords: Vec<NamedChord>,
    /// Cadences at the ends of phrases.
    pub cadences: Vec<Cadence>,
    /// Voice-leading faults; `None` where there is no part writing to judge.
    pub faults: Option<Vec<Fault>>,
    /// By part: its notes and compass.
    pub parts: Vec<PartCompass>,
}

/// A chord and its name in the key that holds there.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedChord {
    /// The chord and where it stands.
    pub span: ChordSpan,
    /// Its Roman numeral, with the key; `None` for no chord or in a piece without a key.
    pub numeral: Option<RomanNumeral>,
}

/// How much a part plays and how far it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PartCompass {
    /// Notes, ties joined, grace notes and drums included.
    pub notes: usize,
    /// Lowest and highest sounding pitch; `None` without pitched notes.
    pub ambitus: Option<(Pitch, Pitch)>,
}

/// Analyses a score as written, repeats once.
#[must_use]
pub fn analyse(score: &Score) -> Analysis {
    let key = find_key(score);
    let home: Option<Key> = key.map(|found| found.key);
    let harmony = Harmony::of(score);
    let cadences = home.map(|home| cadences_in(score, home, &harmony)).unwrap_or_default();
    let faults = faults_over(score, home, &harmony.chords);
    let written = written_chords(score);
    let spans = if written.is_empty() { harmony.chords.clone() } else { written };
    Analysis {
        key,
        chords: named(&spans, &harmony),
        keys: harmony.keys,
        cadences,
        faults,
        parts: compasses(score.parts.len(), &score.soundings()),
    }
}

fn named(spans: &[ChordSpan], harmony: &Harmony) -> Vec<NamedChord> {
    let name = |(index, span): (usize, &ChordSpan)| {
        let next = spans.get(index + 1).map(|next| &next.symbol);
        let key = harmony.key_at(span.onset);
        let numeral = key.and_then(|key| RomanNumeral::name(&span.symbol, key, next));
        NamedChord { span: span.clone(), numeral }
    };
    spans.iter().enumerate().map(name).collect()
}

fn compasses(parts: usize, notes: &[Sounding]) -> Vec<PartCompass> {
    let mut compasses = vec![PartCompass::default(); parts];
    for note in notes {
        let Some(compass) = compasses.get_mut(note.place.part) else { continue };
        compass.notes += 1;
        if note.drum.is_none() {
            let (low, high) = compass.ambitus.unwrap_or((note.pitch, note.pitch));
            let height = |pitch: &Pitch| pitch.semitones();
            let low = [low, note.pitch].into_iter().min_by_key(height).unwrap_or(low);
            let high = [high, note.pitch].into_iter().max_by_key(height).unwrap_or(high);
            compass.ambitus = Some((low, high));
        }
    }
    compasses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;

    #[test]
    fn a_small_piece() {
        let score = shorthand("C", "4/4", &["E5:2 D5:2 | C5:4", "C4:2 G3:2~ | G3:4"]).unwrap();
        let found = analyse(&score);
        assert_eq!(found.key.map(|found| found.key), Some(Key::C_MAJOR));
        let shown: Vec<String> = found
            .parts
            .iter()
            .filter_map(|part| {
                part.ambitus.map(|(low, high)| format!("{} {low}-{high}", part.notes))
            })
            .collect();
        assert_eq!(shown.join(", "), "3 C5-E5, 2 G3-C4");
        assert!(found.faults.is_some());
        let numerals: Vec<String> =
            found.chords.iter().flat_map(|c| &c.numeral).map(ToString::to_string).collect();
        assert_eq!(numerals.join(" "), "I V I64");
    }

    #[test]
    fn nothing_at_all() {
        assert_eq!(analyse(&Score::default()), Analysis::default());
    }
}
