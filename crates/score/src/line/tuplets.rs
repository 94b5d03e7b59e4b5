//! Which beats of a bar are printed as tuplets.

use super::Stretch;
use super::accents::Bar;
use crate::{NoteValue, Quarters, TupletRatio};

/// A tuplet: the stretch it fills and its ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) start: Quarters,
    pub(super) end: Quarters,
    pub(super) ratio: TupletRatio,
}

/// The tuplets of a bar, in order: two beats where quarters move in three, else one beat, else the
/// halves of a beat.
pub(super) fn groups(bar: &Bar, stretches: &[Stretch]) -> Vec<Group> {
    let points: Vec<Quarters> = stretches.iter().map(|stretch| stretch.start).collect();
    if points.iter().all(|point| point.denominator().count_ones() == 1) {
        return Vec::new();
    }
    let finder = Finder { points: &points, stretches };
    let mut groups = Vec::new();
    let span = if bar.unit < bar.beat { bar.unit } else { bar.beat };
    let pairs = span == bar.beat && bar.beats.len().is_multiple_of(2);
    let mut at = Quarters::ZERO;
    while at < bar.length && groups.len() < 1024 {
        let pair = (at, at + span * 2);
        let even = (at / (span * 2)).denominator() == 1;
        if pairs
            && even
            && pair.1 <= bar.length
            && let Some(group) = finder.thirds(pair)
        {
            groups.push(group);
            at = pair.1;
            continue;
        }
        finder.search((at, (at + span).min(bar.length)), &mut groups, 0);
        at += span;
    }
    groups
}

struct Finder<'a> {
    points: &'a [Quarters],
    stretches: &'a [Stretch],
}

impl Finder<'_> {
    /// The tuplets within a span.
    fn search(&self, span: (Quarters, Quarters), groups: &mut Vec<Group>, depth: u8) {
        let parts = self.parts(span);
        if parts == 1 {
            return;
        }
        let length = span.1 - span.0;
        let on = |step: Quarters| self.inside(span).all(|at| (at - span.0).is_multiple_of(step));
        let middle = span.0 + length / 2;
        let crossed =
            self.stretches.iter().any(|s| s.event.is_some() && s.start < middle && s.end > middle);
        let whole = length / parts.max(1);
        if depth >= 3 || on(whole) || (crossed && on(whole / 2)) {
            groups.extend(ratio(parts).map(|ratio| Group { start: span.0, end: span.1, ratio }));
            return;
        }
        self.search((span.0, middle), groups, depth + 1);
        self.search((middle, span.1), groups, depth + 1);
    }

    /// Three equal parts, and nothing finer.
    fn thirds(&self, span: (Quarters, Quarters)) -> Option<Group> {
        let third = (span.1 - span.0) / 3;
        let even = self.inside(span).all(|at| (at - span.0).is_multiple_of(third));
        let ratio = ratio(3).filter(|_| even && self.parts(span) == 3)?;
        Some(Group { start: span.0, end: span.1, ratio })
    }

    /// The places strictly inside a span.
    fn inside(&self, span: (Quarters, Quarters)) -> impl Iterator<Item = Quarters> {
        self.points.iter().copied().filter(move |at| *at > span.0 && *at < span.1)
    }

    /// How many parts the span must be cut in, halvings aside: 1 without a tuplet, 3 for triplets.
    fn parts(&self, span: (Quarters, Quarters)) -> i64 {
        let length = span.1 - span.0;
        let odd = self.inside(span).map(|at| {
            let denominator = ((at - span.0) / length).denominator();
            denominator >> denominator.trailing_zeros()
        });
        odd.fold(1, |all, part| if all % part == 0 { all } else { all.saturating_mul(part) })
    }
}

/// Parts in the time of the next lower power of two; `None` for more than fifteen.
fn ratio(parts: i64) -> Option<TupletRatio> {
    let actual = u16::try_from(parts).ok().filter(|parts| (3..=15).contains(parts))?;
    Some(TupletRatio { actual, normal: (actual / 2 + 1).next_power_of_two() })
}

impl Group {
    /// Cuts a stretch inside the group into pieces with their printed values; `None` where no value
    /// of this tuplet prints one.
    pub(super) fn pieces(
        &self,
        from: Quarters,
        to: Quarters,
    ) -> Vec<(Quarters, Quarters, Option<NoteValue>)> {
        let mut pieces = Vec::new();
        let mut at = from;
        while at < to {
            let end = self.reach(at, to);
            pieces.push((at, end, self.value(end - at)));
            at = end;
        }
        pieces
    }

    /// The farthest place one value can reach: all of it, or else up to a third of the group.
    fn reach(&self, from: Quarters, to: Quarters) -> Quarters {
        if self.value(to - from).is_some() {
            return to;
        }
        let part = (self.end - self.start) / i64::from(self.ratio.actual);
        let mut at = (to - self.start).floor_to(part) + self.start;
        while at > from {
            if at < to && self.value(at - from).is_some() {
                return at;
            }
            at -= part;
        }
        let next = (from - self.start).floor_to(part) + self.start + part;
        next.min(to)
    }

    fn value(&self, length: Quarters) -> Option<NoteValue> {
        let (actual, normal) = (i64::from(self.ratio.actual), i64::from(self.ratio.normal));
        let straight = NoteValue::of(length * Quarters::new(actual, normal));
        let plain = straight.filter(|value| value.tuplet.is_none() && value.dots <= 1)?;
        Some(NoteValue { tuplet: Some(self.ratio), ..plain })
    }
}
