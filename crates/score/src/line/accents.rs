//! How strong each place of a bar is, as a reader of its rhythm needs it.

use crate::{Meter, Quarters};

/// A bar and its beats.
#[derive(Debug)]
pub(super) struct Bar {
    /// How long it is.
    pub(super) length: Quarters,
    /// What a pick-up lacks before its first note.
    missing: Quarters,
    /// Its beats, from the start of the full bar.
    pub(super) beats: Vec<Quarters>,
    /// The length of the first beat.
    pub(super) beat: Quarters,
    /// The note value the meter counts.
    pub(super) unit: Quarters,
}

impl Bar {
    pub(super) fn new(meter: &Meter, length: Quarters, missing: Quarters) -> Bar {
        let unit = meter.terms.iter().map(|term| term.unit).max().unwrap_or(4);
        let unit = Quarters::new(4, i64::from(unit.max(1)));
        Bar { length, missing, beats: meter.beats(), beat: meter.beat_length(), unit }
    }

    /// Beats of three units: 6/8, 9/8, 12/8, 3/8.
    pub(super) fn is_compound(&self) -> bool {
        self.beat == self.unit * 3
    }

    /// Strength of a place: 0 the barline, 1 the middle of four beats, 2 a beat, 3 and more between
    /// beats, each the half of the one before (in compound time 3 is the unit).
    pub(super) fn level(&self, place: Quarters) -> u8 {
        let full = place + self.missing;
        if full.is_zero() || place == self.length {
            return 0;
        }
        let count = self.beats.len();
        if let Ok(index) = self.beats.binary_search(&full) {
            let middle = count >= 4 && count.is_multiple_of(2) && index == count / 2;
            return if middle { 1 } else { 2 };
        }
        if self.beats.is_empty() && full.is_multiple_of(self.beat) {
            return 2;
        }
        let mut step = if self.unit < self.beat { self.unit } else { self.unit / 2 };
        for level in 3..9 {
            if full.is_multiple_of(step) {
                return level;
            }
            step = step / 2;
        }
        9
    }

    /// The places strictly between two others that are stronger than 7, with their levels.
    pub(super) fn between(&self, from: Quarters, to: Quarters) -> Vec<(Quarters, u8)> {
        let mut step = if self.unit < self.beat { self.unit } else { self.unit / 2 };
        // Look at thirty-seconds only where the notes are that short.
        while step > Quarters::new(1, 16) && step * 2 > to - from {
            step = step / 2;
        }
        let mut places = Vec::new();
        let mut at = (from + self.missing).floor_to(step) + step - self.missing;
        while at < to && places.len() < 512 {
            places.push((at, self.level(at)));
            at += step;
        }
        places
    }
}
