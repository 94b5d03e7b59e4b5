//! What the parts of a score share, gathered while one part after another is read.

use score::{Measure, Meter, Quarters, Tempo};

use crate::limits::{MAX_EVENTS, MAX_NAME, MAX_SIGNS, shortened};
use crate::musicxml::tempi;
use crate::musicxml::tree::Element;
use crate::{Error, Position, Warnings};

/// The measures all parts share.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) measures: Vec<Measure>,
    /// How far the longest part fills each measure.
    filled: Vec<Quarters>,
    /// Notes and rests read so far, over all parts.
    pub(super) events: usize,
    /// Marks read so far, and what hangs on notes.
    pub(super) signs: usize,
}

/// Most tempi of one measure.
const MAX_TEMPI: usize = 1_000;

impl Frame {
    /// Makes the measure when its first part comes; later parts may fill in what that one lacks.
    pub(super) fn open(&mut self, index: usize, element: Element<'_>) {
        if index < self.measures.len() {
            return;
        }
        self.measures.resize_with(index + 1, Measure::default);
        self.filled.resize(index + 1, Quarters::ZERO);
        let measure = &mut self.measures[index];
        let number = element.attribute("number").unwrap_or_default();
        measure.number = shortened(number.trim(), MAX_NAME).to_owned();
        measure.implicit = element.is("implicit", "yes");
    }

    /// Looked at after every element of a measure.
    pub(super) fn check_limits(&self) -> Result<(), Error> {
        if self.events > MAX_EVENTS {
            return Err(Error::TooLarge { what: "notes", limit: MAX_EVENTS as u64 });
        }
        if self.signs > MAX_SIGNS {
            return Err(Error::TooLarge { what: "signs on notes", limit: MAX_SIGNS as u64 });
        }
        Ok(())
    }

    /// Notes that a part fills a measure up to `end`.
    pub(super) fn fill(&mut self, index: usize, end: Quarters) {
        self.filled[index] = self.filled[index].max(end);
    }

    /// A tempo, unless another part already gave it.
    pub(super) fn tempo(&mut self, index: usize, at: Quarters, tempo: Tempo) {
        let tempi = &mut self.measures[index].tempi;
        if tempi.len() < MAX_TEMPI {
            self.signs += 1;
            tempi::add(tempi, at, tempo);
        }
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
