//! Cadences: the last two chords of each phrase, judged in the key that holds there (Aldwell &
//! Schachter, *Harmony and Voice Leading*, ch. 7-11; Caplin 1998, ch. 2).

use std::fmt;

use crate::{ChordSymbol, Key, Quarters, Score, Tone};

use super::{Harmony, find_key, phrase_ends};

/// How a phrase closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CadenceKind {
    /// V-I in root position with the tonic on top.
    PerfectAuthentic,
    /// V-I or vii°-I otherwise.
    ImperfectAuthentic,
    /// On V.
    Half,
    /// iv6-V in minor: a half cadence whose bass falls a semitone.
    Phrygian,
    /// IV-I.
    Plagal,
    /// V-VI.
    Deceptive,
}

impl fmt::Display for CadenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CadenceKind::PerfectAuthentic => "perfect authentic cadence",
            CadenceKind::ImperfectAuthentic => "imperfect authentic cadence",
            CadenceKind::Half => "half cadence",
            CadenceKind::Phrygian => "Phrygian half cadence",
            CadenceKind::Plagal => "plagal cadence",
            CadenceKind::Deceptive => "deceptive cadence",
        })
    }
}

/// A cadence and where its last chord stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// What kind it is.
    pub kind: CadenceKind,
    /// The key it is heard in.
    pub key: Key,
    /// When the phrase's last note is struck, in quarters from the start as written.
    pub onset: Quarters,
}

/// The cadences at the ends of phrases; phrases that close in no known way are left out. Each is
/// heard in the key of its place or else in the key of the piece.
#[must_use]
pub fn cadences(score: &Score) -> Vec<Cadence> {
    find_key(score)
        .map(|home| cadences_in(score, home.key, &Harmony::of(score)))
        .unwrap_or_default()
}

/// The same where key and harmony are already known.
pub(super) fn cadences_in(score: &Score, home: Key, harmony: &Harmony) -> Vec<Cadence> {
    let (chords, notes) = (&harmony.chords, score.soundings());
    let mut found = Vec::new();
    let mut first = 0;
    for phrase in phrase_ends(score) {
        let last = chords.partition_point(|span| span.onset < phrase.end);
        let [.., before, close] = &chords[..last] else { continue };
        // Only this phrase's notes: each note is looked at in one phrase.
        let until = notes.partition_point(|note| note.onset < phrase.end).max(first);
        let sounding = notes[first..until].iter().filter(|note| note.end() >= phrase.end);
        let top = sounding.filter(|n| n.drum.is_none()).max_by_key(|n| n.pitch.semitones());
        first = until;
        let top = top.map(|note| note.pitch.tone());
        let candidates = [harmony.key_at(phrase.onset).unwrap_or(home), home];
        let judged = candidates
            .into_iter()
            .find_map(|key| Some((judge(&before.symbol, &close.symbol, top, key)?, key)));
        if let Some((kind, key)) = judged {
            found.push(Cadence { kind, key, onset: phrase.onset });
        }
    }
    found
}

fn judge(
    before: &ChordSymbol,
    close: &ChordSymbol,
    top: Option<Tone>,
    key: Key,
) -> Option<CadenceKind> {
    let degree = |chord: &ChordSymbol| match key.degree(chord.root) {
        (degree, 0) => degree,
        // The leading tone of minor.
        (7, 1) if key.is_minor() => 7,
        _ => 0,
    };
    let major_third = |chord: &ChordSymbol| chord.kind.semitones().contains(&4);
    let (from, to) = (degree(before), degree(close));
    let dominant =
        (from == 5 && major_third(before)) || (from == 7 && before.root == key.leading_tone());
    match (from, to) {
        (_, 1) if dominant => {
            let rooted = from == 5 && before.bass.is_none() && close.bass.is_none();
            Some(if rooted && top == Some(key.tonic()) {
                CadenceKind::PerfectAuthentic
            } else {
                CadenceKind::ImperfectAuthentic
            })
        }
        (4, 1) => Some(CadenceKind::Plagal),
        (_, 6) if dominant && from == 5 => Some(CadenceKind::Deceptive),
        (4, 5) if key.is_minor() && major_third(close) && before.bass == Some(key.scale()[5]) => {
            Some(CadenceKind::Phrygian)
        }
        (_, 5) if major_third(close) && close.bass.is_none() => Some(CadenceKind::Half),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let check = |before: &str, close: &str, top: &str, key: &str| {
            let (before, close) = (before.parse().unwrap(), close.parse().unwrap());
            judge(&before, &close, top.parse().ok(), key.parse().unwrap())
        };
        assert_eq!(check("G7", "C", "C", "C"), Some(CadenceKind::PerfectAuthentic));
        assert_eq!(check("G7", "C", "E", "C"), Some(CadenceKind::ImperfectAuthentic));
        assert_eq!(check("G#dim", "Am", "A", "Am"), Some(CadenceKind::ImperfectAuthentic));
        assert_eq!(check("F", "C", "C", "C"), Some(CadenceKind::Plagal));
        assert_eq!(check("E", "F", "A", "Am"), Some(CadenceKind::Deceptive));
        assert_eq!(check("Dm/F", "E", "E", "Am"), Some(CadenceKind::Phrygian));
        assert_eq!(check("C", "G", "D", "C"), Some(CadenceKind::Half));
        assert_eq!(check("C", "Am", "C", "C"), None);
    }

    #[test]
    fn at_the_end_of_a_piece() {
        let lines = [
            "G4:1 A4 B4 B4 | C5:4",
            "E4:1 F4 F4 F4 | E4:4",
            "C4:1 C4 D4 D4 | G3:4",
            "C3:1 F3 G3 G3 | C3:4",
        ];
        let score = crate::shorthand("C", "4/4", &lines).unwrap();
        let found = cadences(&score);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, CadenceKind::PerfectAuthentic);
        assert_eq!(
            (found[0].key.to_string().as_str(), found[0].onset),
            ("C major", Quarters::whole(4))
        );
    }
}
