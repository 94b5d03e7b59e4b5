//! Numbers that tell lines apart which are open at once: hairpins and octave lines of two staves.

use score::{Edge, Mark, Wedge};

/// MusicXML's `number-level` goes to 16.
const MOST: u8 = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Wedge,
    OctaveShift,
}

/// The lines of a part that have begun and not ended.
#[derive(Default)]
pub(super) struct Spans {
    open: Vec<(Kind, u8, u8)>,
}

impl Spans {
    /// The number of the line a mark begins or ends; 1 for marks that are no such line. A line takes the
    /// number of its staff when that is free.
    pub(super) fn number(&mut self, mark: &Mark, staff: u8) -> u8 {
        match mark {
            Mark::Wedge(Wedge::Stop) => self.close(Kind::Wedge, staff),
            Mark::Wedge(_) => self.begin(Kind::Wedge, staff),
            Mark::OctaveShift { edge: Edge::Stop, .. } => self.close(Kind::OctaveShift, staff),
            Mark::OctaveShift { edge: Edge::Start, .. } => self.begin(Kind::OctaveShift, staff),
            _ => 1,
        }
    }

    fn begin(&mut self, kind: Kind, staff: u8) -> u8 {
        let taken = |number: u8| self.open.iter().any(|open| (open.0, open.2) == (kind, number));
        let mut numbers = std::iter::once(staff.clamp(1, MOST)).chain(1..=MOST);
        // More lines at once than there are numbers: the source forgot to end them.
        let number = numbers.find(|&number| !taken(number)).unwrap_or(1);
        self.open.retain(|open| (open.0, open.2) != (kind, number));
        self.open.push((kind, staff, number));
        number
    }

    /// Ends the line first begun on the staff, or on any: where one hairpin follows another the sources
    /// may begin the second before they end the first.
    fn close(&mut self, kind: Kind, staff: u8) -> u8 {
        let here = self.open.iter().position(|open| (open.0, open.1) == (kind, staff));
        let any = || self.open.iter().position(|open| open.0 == kind);
        here.or_else(any).map_or(1, |index| self.open.remove(index).2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_open_at_once_have_numbers_of_their_own() {
        let mut spans = Spans::default();
        let (start, stop) = (Mark::Wedge(Wedge::Crescendo), Mark::Wedge(Wedge::Stop));
        assert_eq!(spans.number(&start, 2), 2);
        assert_eq!(spans.number(&start, 1), 1);
        assert_eq!(spans.number(&start, 1), 3);
        assert_eq!(spans.number(&Mark::OctaveShift { edge: Edge::Start, octaves: 1 }, 2), 2);
        assert_eq!(spans.number(&stop, 2), 2);
        assert_eq!(spans.number(&stop, 2), 1, "begun on another staff");
        assert_eq!(spans.number(&stop, 1), 3);
        assert_eq!(spans.number(&stop, 1), 1, "never begun");
    }

    #[test]
    fn lines_never_ended_do_not_pile_up() {
        let mut spans = Spans::default();
        for _ in 0..1000 {
            assert!(spans.number(&Mark::Wedge(Wedge::Diminuendo), 1) <= MOST);
        }
        assert!(spans.open.len() <= usize::from(MOST));
    }
}
