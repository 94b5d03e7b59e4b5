//! Brackets over tuplets, for scores whose source has none (Gould, *Behind Bars*, pp. 193-203).

use score::{Edge, Event, Quarters, TupletMark, TupletRatio, ValueBase, Voice};

/// Marks where tuplets begin and end: a group is full when it has lasted `normal` times its shortest
/// value, or a multiple of that. Groups that never fill get no bracket.
pub(super) fn brackets(voice: &mut Voice) {
    let mut group: Option<Group> = None;
    let mut full = Vec::new();
    for (index, event) in voice.events.iter().enumerate() {
        if event.grace.is_some() {
            continue;
        }
        let Some((ratio, base)) = tuplet(event) else {
            group = None;
            continue;
        };
        let goes_on = |group: &Group| group.ratio == ratio && group.end == event.onset;
        let mut current =
            group.take().filter(goes_on).unwrap_or_else(|| Group::new(index, ratio, event));
        current.shortest = current.shortest.max(base);
        current.end = event.end();
        if current.is_full() {
            full.push((current.first, index));
        } else {
            group = Some(current);
        }
    }
    for (first, last) in full {
        if first < last {
            voice.events[first].tuplets.push(mark(Edge::Start));
            voice.events[last].tuplets.push(mark(Edge::Stop));
        }
    }
}

struct Group {
    first: usize,
    start: Quarters,
    end: Quarters,
    ratio: TupletRatio,
    shortest: ValueBase,
}

impl Group {
    fn new(first: usize, ratio: TupletRatio, event: &Event) -> Group {
        let (start, end) = (event.onset, event.end());
        Group { first, start, end, ratio, shortest: ValueBase::Maxima }
    }

    fn is_full(&self) -> bool {
        let whole = self.shortest.length() * i64::from(self.ratio.normal);
        (self.end - self.start).is_multiple_of(whole)
    }
}

fn tuplet(event: &Event) -> Option<(TupletRatio, ValueBase)> {
    let value = event.printed_value().filter(|_| !event.whole_measure_rest)?;
    let ratio = value.tuplet.filter(|ratio| ratio.actual != ratio.normal && ratio.normal > 0)?;
    Some((ratio, value.base))
}

fn mark(edge: Edge) -> TupletMark {
    TupletMark { edge, number: 1, ratio: None, bracket: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Brackets of rests of these lengths: `(` and `)` around the numbers of the events.
    fn shown(lengths: &[(i64, i64)]) -> String {
        let mut onset = Quarters::ZERO;
        let mut line = Voice { number: 1, events: Vec::new() };
        for &(numerator, denominator) in lengths {
            line.events.push(Event::rest(onset, Quarters::new(numerator, denominator)));
            onset += Quarters::new(numerator, denominator);
        }
        brackets(&mut line);
        let has = |event: &Event, edge| event.tuplets.iter().any(|mark| mark.edge == edge);
        let show = |event: &Event| match (has(event, Edge::Start), has(event, Edge::Stop)) {
            (true, _) => "(x",
            (_, true) => "x)",
            _ => "x",
        };
        line.events.iter().map(show).collect()
    }

    #[test]
    fn groups_end_when_they_are_full() {
        assert_eq!(shown(&[(1, 3); 6]), "(xxx)(xxx)");
        assert_eq!(shown(&[(2, 3), (1, 3), (1, 1), (1, 3), (2, 3)]), "(xx)x(xx)");
        assert_eq!(shown(&[(1, 6), (1, 6), (1, 3), (1, 3)]), "(xxxx)");
        assert_eq!(shown(&[(1, 2), (1, 6), (1, 3)]), "x(xx)");
        assert_eq!(shown(&[(2, 5); 5]), "(xxxxx)");
        assert_eq!(shown(&[(1, 3), (1, 1)]), "xx", "a group that never fills");
    }
}
