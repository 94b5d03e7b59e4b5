//! Where a note or rest is cut so that the beats stay visible.

use super::accents::Bar;
use crate::{NoteValue, Quarters};

/// Cuts a stretch of a bar into printable pieces, in order. A length that no value can print stays.
pub(super) fn pieces(
    bar: &Bar,
    from: Quarters,
    to: Quarters,
    rest: bool,
) -> Vec<(Quarters, Quarters)> {
    let mut pieces = Vec::new();
    cut(bar, from, to, rest, &mut pieces, 0);
    pieces
}

fn cut(
    bar: &Bar,
    from: Quarters,
    to: Quarters,
    rest: bool,
    pieces: &mut Vec<(Quarters, Quarters)>,
    depth: u8,
) {
    let inside = bar.between(from, to);
    let strongest = inside.iter().map(|(_, level)| *level).min();
    let (Some(strongest), true) = (strongest, depth < 24) else {
        pieces.extend(printable(from, to));
        return;
    };
    let reads = if rest { rest_reads } else { note_reads };
    if reads(bar, from, to, strongest, &inside) {
        pieces.push((from, to));
        return;
    }
    // Of places equally strong the last leaves the longest value first.
    let at = inside.iter().rfind(|(_, level)| *level == strongest).map_or(to, |(at, _)| *at);
    cut(bar, from, at, rest, pieces, depth + 1);
    cut(bar, at, to, rest, pieces, depth + 1);
}

/// One dot at most: two are harder to read than a tie.
fn value(from: Quarters, to: Quarters) -> Option<NoteValue> {
    NoteValue::of(to - from).filter(|value| value.tuplet.is_none() && value.dots <= 1)
}

/// A note may hide a place when it starts or ends on one as strong, or lies evenly around it as
/// syncopations do, one level weaker. In compound time only whole beats hide beats.
fn note_reads(
    bar: &Bar,
    from: Quarters,
    to: Quarters,
    strongest: u8,
    inside: &[(Quarters, u8)],
) -> bool {
    let Some(value) = value(from, to) else { return false };
    let (start, end) = (bar.level(from), bar.level(to));
    if bar.is_compound() && strongest <= 2 {
        return start <= 2 && end <= 2 && value.dots == 1;
    }
    if start <= strongest || end <= strongest {
        return true;
    }
    let hidden: Vec<Quarters> =
        inside.iter().filter(|(_, level)| *level == strongest).map(|(at, _)| *at).collect();
    let even = matches!(hidden.as_slice(), [middle] if *middle - from == to - *middle);
    even && value.dots == 0 && start == strongest + 1 && end == start
}

/// A rest starts on a place stronger than all it hides, has a dot only in compound time, and in three
/// beats hides none.
fn rest_reads(
    bar: &Bar,
    from: Quarters,
    to: Quarters,
    strongest: u8,
    _: &[(Quarters, u8)],
) -> bool {
    let Some(value) = value(from, to) else { return false };
    if bar.is_compound() && strongest <= 2 {
        return bar.level(from) < strongest && bar.level(to) <= 2 && value.dots == 1;
    }
    if bar.beats.len() == 3 && strongest <= 2 {
        return false;
    }
    let dotted = value.dots > 0 && !(bar.is_compound() && to - from == bar.beat);
    bar.level(from) < strongest && !dotted
}

/// A stretch that hides nothing, in values that can be printed.
fn printable(from: Quarters, to: Quarters) -> Vec<(Quarters, Quarters)> {
    let values = NoteValue::split(to - from);
    if values.is_empty() {
        return vec![(from, to)];
    }
    let mut at = from;
    let mut piece = |value: NoteValue| {
        let start = at;
        at += value.length();
        (start, at)
    };
    values.into_iter().map(&mut piece).collect()
}
