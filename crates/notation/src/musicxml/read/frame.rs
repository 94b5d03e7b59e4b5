//! What the parts of a score share, gathered while one part after another is read.

use score::{Measure, Meter, Quarters, Tempo};

use crate::musicxml::tempi;
use crate::musicxml::tree::Element;
use crate::{Position, Warnings};

/// The measures all parts share.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) measures: Vec<Measure>,
    /// How far the longest part fills each measure.
    filled: Vec<Quarters>,
    /// Events read so far, over all parts.
    pub(super) events: usize,
}

impl Frame {
    /// Makes the measure when its first part comes; later parts may fill in what that one lacks.
    pub(super) fn open(&mut self, index: usize, element: Element<'_>) {
        if index < self.measures.len() {
            return;
        }
        self.measures.resize_with(index + 1, Measure::default);
        self.filled.resize(index + 1, Quarters::ZERO);
        let measure = &mut self.measures[index];
        measure.number = element.attribute("number").unwrap_or_default().trim().to_owned();
        measure.implicit = element.is("implicit", "yes");
    }

    /// Notes that a part fills a measure up to `end`.
    pub(super) fn fill(&mut self, index: usize, end: Quarters) {
        self.filled[index] = self.filled[index].max(end);
    }

    /// A tempo, unless another part already gave it.
    pub(super) fn tempo(&mut self, index: usize, at: Quarters, tempo: Tempo) {
        tempi::add(&mut self.measures[index].tempi, at, tempo);
    }

    /// Gives every measure its length: what its fullest part holds, or the meter's bar when no part
    /// holds anything.
    pub(super) fn finish(mut self, warnings: &mut Warnings) -> Vec<Measure> {
        let mut meter = Meter::default();
        for (measure, &filled) in self.measures.iter_mut().zip(&self.filled) {
            if let Some(new) = &measure.meter {
                meter.clone_from(new);
            }
            let bar = meter.bar_length();
            measure.length = if filled.is_zero() { bar } else { filled };
            if overfull_by_error(filled, bar) {
                measure.length = bar;
                let place = Position::measure(&measure.number);
                warnings.push(place, format!("holds {filled} quarters, a little over its {bar}"));
            }
        }
        self.measures
    }
}

/// Whether a bar is longer than its meter by a sliver that no note value explains: rounding in the
/// program that wrote it, not music.
fn overfull_by_error(filled: Quarters, bar: Quarters) -> bool {
    let excess = filled - bar;
    let written =
        excess.is_multiple_of(Quarters::new(1, 16)) || excess.is_multiple_of(Quarters::new(1, 12));
    bar.is_positive() && excess.is_positive() && excess <= Quarters::new(1, 2) && !written
}
