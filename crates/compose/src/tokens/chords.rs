//! Chord symbols as tokens: a root and one of ten qualities.

use score::{ChordKind, ChordSymbol, Key, Tone};

use super::classes::class_set;
use super::column::{Column, Token};

/// The qualities, most plain first. What is richer is taken as the nearest that it contains.
const QUALITIES: [ChordKind; Column::QUALITIES as usize] = [
    ChordKind::Major,
    ChordKind::Minor,
    ChordKind::Dominant,
    ChordKind::MajorSeventh,
    ChordKind::MinorSeventh,
    ChordKind::Diminished,
    ChordKind::HalfDiminished,
    ChordKind::DiminishedSeventh,
    ChordKind::Augmented,
    ChordKind::SuspendedFourth,
];

/// The token of a root (pitch class) and quality (index).
pub(crate) const fn token(root: u16, quality: u16) -> Token {
    1 + root * Column::QUALITIES + quality
}

/// Root and quality of a token that is a chord.
pub(crate) const fn parts(token: Token) -> (u16, u16) {
    ((token - 1) / Column::QUALITIES, (token - 1) % Column::QUALITIES)
}

/// The token of a chord symbol.
pub(crate) fn token_of(chord: &ChordSymbol) -> Token {
    if chord.kind == ChordKind::None {
        return Column::SILENT;
    }
    let plain = plain(chord);
    let quality = QUALITIES.iter().position(|&kind| kind == plain).unwrap_or(0);
    token(u16::from(chord.root.pitch_class()), u16::try_from(quality).unwrap_or(0))
}

/// The chord symbol of a token, its root spelled as the key expects.
pub(crate) fn symbol_of(token: Token, key: Key) -> ChordSymbol {
    if token == Column::SILENT || token == Column::Chord.nothing() {
        return ChordSymbol::new(Tone::from_fifths(0), ChordKind::None);
    }
    let (root, quality) = parts(token);
    // The twelve tones around the key's centre, as for notes.
    let lowest = i32::from(key.fifths) - if key.is_minor() { 2 } else { 4 };
    let spelled = (lowest..lowest + 12)
        .map(Tone::from_fifths)
        .find(|tone| u16::from(tone.pitch_class()) == root)
        .unwrap_or(Tone::from_fifths(0));
    ChordSymbol::new(spelled, QUALITIES[usize::from(quality)])
}

/// The pitch classes of a token's chord as a set of bits; none for no chord.
pub(crate) fn classes_of(token: Token) -> u16 {
    if token == Column::SILENT || token == Column::Chord.nothing() {
        return 0;
    }
    let (root, quality) = parts(token);
    let tones = QUALITIES[usize::from(quality)].semitones();
    class_set(tones.iter().map(|tone| tone + u8::try_from(root).unwrap_or(0)))
}

/// The quality of the vocabulary that says most of a chord.
fn plain(chord: &ChordSymbol) -> ChordKind {
    match chord.kind {
        kind if QUALITIES.contains(&kind) => kind,
        ChordKind::DominantNinth | ChordKind::Dominant11th | ChordKind::Dominant13th => {
            ChordKind::Dominant
        }
        ChordKind::MajorNinth | ChordKind::Major11th | ChordKind::Major13th => {
            ChordKind::MajorSeventh
        }
        ChordKind::MinorNinth | ChordKind::Minor11th | ChordKind::Minor13th => {
            ChordKind::MinorSeventh
        }
        ChordKind::MinorSixth | ChordKind::MajorMinor => ChordKind::Minor,
        ChordKind::AugmentedSeventh => ChordKind::Augmented,
        ChordKind::Italian | ChordKind::German | ChordKind::French => ChordKind::Dominant,
        ChordKind::Tristan => ChordKind::HalfDiminished,
        _ => ChordKind::Major,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_there_and_back() {
        let key: Key = "Bb".parse().unwrap();
        for (text, back) in
            [("Eb", "Eb"), ("F#dim7", "Gbdim7"), ("G9", "G7"), ("Cm6", "Cm"), ("N.C.", "N.C.")]
        {
            let token = token_of(&text.parse().unwrap());
            assert_eq!(symbol_of(token, key).to_string(), back);
        }
        for token in 0..Column::Chord.nothing() {
            assert_eq!(token_of(&symbol_of(token, key)), token);
        }
    }
}
