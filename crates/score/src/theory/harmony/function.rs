//! What a chord does in a key.

use crate::{ChordKind, ChordSymbol, Key};

/// The part a chord plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Tonic,
    /// The major tonic of a minor key.
    Picardy,
    Dominant,
    Predominant,
    /// Another chord of the key.
    Diatonic,
    Chromatic,
}

/// What a chord does in a key.
pub(super) fn function(symbol: &ChordSymbol, key: Key) -> Function {
    let above = i32::from(symbol.root.pitch_class()) - i32::from(key.tonic().pitch_class());
    let minor = key.is_minor();
    let tonic = if minor { ChordKind::Minor } else { ChordKind::Major };
    match (above.rem_euclid(12), symbol.kind) {
        (0, kind) if kind == tonic => Function::Tonic,
        (0, ChordKind::Major) => Function::Picardy,
        (7, ChordKind::Major | ChordKind::Dominant)
        | (11, ChordKind::Diminished | ChordKind::DiminishedSeventh | ChordKind::HalfDiminished) => {
            Function::Dominant
        }
        (2 | 5, _) if in_key(symbol, key) => Function::Predominant,
        _ if in_key(symbol, key) => Function::Diatonic,
        _ => Function::Chromatic,
    }
}

fn in_key(symbol: &ChordSymbol, key: Key) -> bool {
    let tonic = i32::from(key.tonic().pitch_class());
    symbol.pitch_classes().iter().all(|class| {
        let above = (i32::from(*class) - tonic).rem_euclid(12);
        if key.is_minor() {
            matches!(above, 0 | 2 | 3 | 5 | 7 | 8 | 9 | 10 | 11)
        } else {
            matches!(above, 0 | 2 | 4 | 5 | 7 | 9 | 11)
        }
    })
}
