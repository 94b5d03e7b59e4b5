//! What a column of the grid can hold.

use serde::{Deserialize, Serialize};

/// One cell of the grid as a number.
pub(crate) type Token = u16;

/// A piece, `[steps][columns]`.
pub(crate) type Frames = Vec<Vec<Token>>;

/// Frames moved by semitones; `None` when one leaves the vocabulary.
pub(crate) fn transposed(columns: &[Column], frames: &Frames, semitones: i8) -> Option<Frames> {
    let frame = |frame: &Vec<Token>| {
        frame.iter().zip(columns).map(|(&t, c)| c.transposed(t, semitones)).collect()
    };
    frames.iter().map(frame).collect()
}

/// How many columns are voices.
pub(crate) fn voices(columns: &[Column]) -> usize {
    columns.iter().filter(|&&column| column == Column::Voice).count()
}

/// Which tokens mean what; weights of one version cannot be used with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VocabularyVersion(pub u16);

impl VocabularyVersion {
    /// The version of this build.
    pub const CURRENT: VocabularyVersion = VocabularyVersion(1);
}

/// The kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// A voice: a rest or one of [`Column::PITCHES`] MIDI keys from [`Column::LOWEST`].
    Voice,
    /// A chord symbol: none, or one of twelve roots with one of ten qualities.
    Chord,
}

impl Column {
    /// The lowest MIDI key a voice can hold: F♯1.
    pub const LOWEST: u8 = 30;
    /// How many keys a voice can hold, up to D♯6.
    pub const PITCHES: u8 = 58;
    /// How many qualities a chord can have.
    pub(crate) const QUALITIES: u16 = 10;
    /// The token of silence or of no chord.
    pub(crate) const SILENT: Token = 0;

    /// How many tokens can be chosen.
    #[must_use]
    pub const fn choices(self) -> usize {
        match self {
            Column::Voice => 1 + Column::PITCHES as usize,
            Column::Chord => 1 + 12 * Column::QUALITIES as usize,
        }
    }

    /// The token before there is any.
    #[allow(clippy::cast_possible_truncation, reason = "there are far fewer than 65,536 choices")]
    pub(crate) const fn nothing(self) -> Token {
        self.choices() as Token
    }

    /// Every value a feature may have: the choices and "nothing yet".
    pub(crate) const fn values(self) -> usize {
        self.choices() + 1
    }

    /// The token moved by semitones; `None` when it leaves the vocabulary.
    pub(crate) fn transposed(self, token: Token, semitones: i8) -> Option<Token> {
        if token == Column::SILENT || token == self.nothing() {
            return Some(token);
        }
        match self {
            Column::Voice => {
                let moved = token.checked_add_signed(i16::from(semitones))?;
                (1..=u16::from(Column::PITCHES)).contains(&moved).then_some(moved)
            }
            Column::Chord => {
                let (root, quality) = super::chords::parts(token);
                let root = (i16::try_from(root).ok()? + i16::from(semitones)).rem_euclid(12);
                Some(super::chords::token(u16::try_from(root).ok()?, quality))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_stays_in_the_vocabulary() {
        assert_eq!(Column::Voice.transposed(1, -1), None);
        assert_eq!(Column::Voice.transposed(0, -1), Some(0));
        assert_eq!(Column::Voice.transposed(58, 1), None);
        assert_eq!(Column::Voice.transposed(31, 5), Some(36));
        for token in 0..=Column::Chord.nothing() {
            let there = Column::Chord.transposed(token, 7).unwrap();
            assert_eq!(Column::Chord.transposed(there, -7), Some(token));
        }
    }
}
