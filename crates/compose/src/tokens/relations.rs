//! How one token stands to another, as a class that does not change with the key.

use std::sync::Arc;

use super::chords;
use super::column::{Column, Token};

/// Intervals beyond two octaves count as two octaves.
const WIDEST: i32 = 24;
/// 2 WIDEST + 1 intervals, and then what is not an interval.
const INTERVALS: usize = 49;

/// How many classes of relations there are from one column to another.
pub(crate) const fn classes(from: Column, to: Column) -> usize {
    match (from, to) {
        (Column::Voice, Column::Voice) => INTERVALS + 6,
        _ => 12 * Column::QUALITIES as usize + 6,
    }
}

/// The class of the relation of a token to another.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and not negative"
)]
pub(crate) fn class((from, a): (Column, Token), (to, b): (Column, Token)) -> u16 {
    let sounding = |column: Column, token| token != Column::SILENT && token != column.nothing();
    if sounding(from, a) && sounding(to, b) {
        return match (from, to) {
            (Column::Voice, Column::Voice) => {
                let interval = i32::from(b) - i32::from(a);
                (interval.clamp(-WIDEST, WIDEST) + WIDEST) as u16
            }
            (Column::Voice, Column::Chord) => degree(a, b),
            (Column::Chord, Column::Voice) => degree(b, a),
            (Column::Chord, Column::Chord) => {
                let ((root, _), (next, quality)) = (chords::parts(a), chords::parts(b));
                chords::token((next + 12 - root) % 12, quality) - 1
            }
        };
    }
    let last = classes(from, to) as u16;
    match (a, b) {
        (_, b) if b == to.nothing() => last - 1,
        (a, 0) if a == from.nothing() => last - 2,
        (a, _) if a == from.nothing() => last - 3,
        (0, 0) => last - 5,
        (0, _) => last - 4,
        _ => last - 6,
    }
}

/// Which degree of a chord a pitch is: its distance from the root, and the chord's quality.
fn degree(pitch: Token, chord: Token) -> u16 {
    let (root, quality) = chords::parts(chord);
    let class = (pitch - 1 + u16::from(Column::LOWEST)) % 12;
    chords::token((class + 12 - root) % 12, quality) - 1
}

/// The relations from every value of one column to every value of another.
#[derive(Clone, Debug)]
pub(crate) struct Relations {
    values: usize,
    classes: Arc<Vec<u16>>,
}

impl Relations {
    pub(crate) fn between(from: Column, to: Column) -> Relations {
        let token = |value: usize| Token::try_from(value).unwrap_or(Token::MAX);
        let pairs = (0..from.values()).flat_map(|a| (0..to.values()).map(move |b| (a, b)));
        let classes = pairs.map(|(a, b)| class((from, token(a)), (to, token(b)))).collect();
        Relations { values: to.values(), classes: Arc::new(classes) }
    }

    /// The class of one relation.
    pub(crate) fn of(&self, a: Token, b: Token) -> u16 {
        self.classes[usize::from(a) * self.values + usize::from(b)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_do_not_change_with_the_key() {
        for (from, to) in [
            (Column::Voice, Column::Voice),
            (Column::Voice, Column::Chord),
            (Column::Chord, Column::Voice),
            (Column::Chord, Column::Chord),
        ] {
            for a in 0..=from.nothing() {
                for b in 0..=to.nothing() {
                    let here = class((from, a), (to, b));
                    assert!(usize::from(here) < classes(from, to), "{from:?} {a} {to:?} {b}");
                    if let (Some(up), Some(high)) = (from.transposed(a, 5), to.transposed(b, 5)) {
                        assert_eq!(class((from, up), (to, high)), here);
                    }
                }
            }
        }
    }
}
