//! Fermatas and caesuras: where the clock of the whole ensemble waits.
//!
//! A fermata adds about four fifths to what it stands on, never more than 1.8 s; all voices wait
//! for the note that ends where it ends. A caesura interrupts time; a breath mark does not, it is
//! taken out of the note (Gould, *Behind Bars*, 2011, pp. 187-191).

use score::{Articulation, Event, Score};

/// How long a caesura lasts, in seconds.
pub(super) const CAESURA_SECONDS: f64 = 0.4;

/// Where time waits within one measure, in quarter notes from its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Holds {
    /// Stretches under a fermata, in order, apart from each other.
    pub(super) fermatas: Vec<(f64, f64)>,
    /// Places of caesuras, in order.
    pub(super) caesuras: Vec<f64>,
}

/// The holds of each measure.
pub(super) fn holds(score: &Score) -> Vec<Holds> {
    let mut all = vec![Holds::default(); score.measures.len()];
    for (place, event) in score.events() {
        let (Some(holds), Some(measure)) =
            (all.get_mut(place.measure), score.measures.get(place.measure))
        else {
            continue;
        };
        let length = measure.length.to_f64();
        let (start, end) = (event.onset.to_f64(), event.end().to_f64().min(length));
        if start < 0.0 || start >= end {
            continue;
        }
        if has(event, &Articulation::Fermata) {
            holds.fermatas.push((start, end));
        }
        if has(event, &Articulation::Caesura) {
            holds.caesuras.push(end);
        }
    }
    all.iter_mut().for_each(Holds::tidy);
    all
}

fn has(event: &Event, sign: &Articulation) -> bool {
    event.articulations.contains(sign)
}

impl Holds {
    /// Whether a place stands under a fermata.
    pub(super) fn under(&self, place: f64) -> bool {
        let next = self.fermatas.partition_point(|hold| hold.0 <= place);
        next.checked_sub(1).is_some_and(|index| place < self.fermatas[index].1)
    }

    /// Of fermatas that end together only the shortest counts; overlapping ones become one.
    fn tidy(&mut self) {
        self.caesuras.sort_by(f64::total_cmp);
        self.caesuras.dedup();
        let latest_first =
            |a: &(f64, f64), b: &(f64, f64)| a.1.total_cmp(&b.1).then_with(|| b.0.total_cmp(&a.0));
        self.fermatas.sort_by(latest_first);
        self.fermatas.dedup_by(|later, first| later.1 == first.1);
        self.fermatas.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut merged: Vec<(f64, f64)> = Vec::new();
        for &(start, end) in &self.fermatas {
            match merged.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        self.fermatas = merged;
    }
}

/// By what a fermata multiplies a stretch that would last `seconds`.
pub(super) fn stretch(seconds: f64) -> f64 {
    if seconds > 0.0 { 1.0 + (0.8 * seconds).clamp(0.35, 1.8) / seconds } else { 1.0 }
}
