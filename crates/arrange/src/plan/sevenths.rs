//! Sevenths on the triads of the key, as jazz plays what folk and hymns write (Levine 1995, *The Jazz
//! Theory Book*, ch. 2).

use score::{ChordKind, Tone};

use super::{Plan, Span};
use crate::tones::{Tones, in_scale};

/// Gives every plain triad of the key its seventh; a major triad whose root is in the melody gets the
/// sixth, which does not rub against it.
pub(super) fn add(plan: &mut Plan) {
    let kinds: Vec<Option<ChordKind>> = plan.chords.iter().map(|span| richer(plan, span)).collect();
    for (span, kind) in plan.chords.iter_mut().zip(kinds) {
        let Some(kind) = kind else { continue };
        (span.symbol.kind, span.symbol.text) = (kind, None);
        span.tones = Tones::of(&span.symbol);
    }
}

fn richer(plan: &Plan, span: &Span) -> Option<ChordKind> {
    let tones = span.tones.as_ref()?;
    if !span.symbol.degrees.is_empty()
        || tones.classes.iter().any(|(class, _)| !in_scale(plan.key, *class))
    {
        return None;
    }
    let root = span.symbol.root;
    let dominant = root == Tone::from_fifths(plan.key.tonic().fifths() + 1);
    match span.symbol.kind {
        ChordKind::Major if dominant => Some(ChordKind::Dominant),
        ChordKind::Major if sings(plan, span, root.pitch_class()) => Some(ChordKind::MajorSixth),
        // Only the tonic and the fourth degree of major have a major seventh; elsewhere it is minor.
        ChordKind::Major if in_scale(plan.key, root.pitch_class() + 11) => {
            Some(ChordKind::MajorSeventh)
        }
        ChordKind::Minor if in_scale(plan.key, root.pitch_class() + 10) => {
            Some(ChordKind::MinorSeventh)
        }
        ChordKind::Diminished => Some(ChordKind::HalfDiminished),
        _ => None,
    }
}

/// Whether the melody sounds a pitch class during a chord.
fn sings(plan: &Plan, span: &Span, class: u8) -> bool {
    let during = |tone: &&super::Tone| tone.onset < span.end && tone.end > span.start;
    plan.melody().iter().filter(during).any(|tone| tone.key() % 12 == class)
}
