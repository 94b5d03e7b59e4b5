//! Bars from the meter map.

use score::{Measure, Meter, Placed, Quarters, Tempo};

use super::quantise::Grid;
use super::song::Song;
use crate::Error;
use crate::limits::MAX_MEASURES;

/// The measures of a song and where each starts; one start more than there are measures.
pub(super) struct Bars {
    pub(super) measures: Vec<Measure>,
    pub(super) starts: Vec<Quarters>,
}

impl Bars {
    /// Lays bars to the end of the music, in 4/4 until a meter is given. A meter that comes in
    /// mid-bar cuts that bar short.
    pub(super) fn of(song: &Song, grid: &Grid, end: Quarters) -> Result<Bars, Error> {
        let mut changes: Vec<(Quarters, Meter)> = song
            .meters
            .iter()
            .map(|&(tick, beats, unit)| (grid.place(tick), Meter::new(beats, unit)))
            .collect();
        changes.dedup_by(|later, earlier| {
            later.0 == earlier.0 && {
                earlier.1 = later.1.clone();
                true
            }
        });
        let mut bars = Bars { measures: Vec::new(), starts: vec![Quarters::ZERO] };
        let mut changes = changes.into_iter().peekable();
        let (mut at, mut meter) = (Quarters::ZERO, Meter::default());
        while at < end || bars.measures.is_empty() {
            let change = changes.next_if(|(place, _)| *place <= at);
            if let Some((_, new)) = &change {
                meter.clone_from(new);
            }
            while let Some((_, new)) = changes.next_if(|(place, _)| *place <= at) {
                meter = new;
            }
            let full = meter.bar_length();
            let length = match changes.peek() {
                Some((place, _)) if *place < at + full => *place - at,
                _ => full,
            };
            let first = bars.measures.is_empty();
            bars.push(at, length, (first || change.is_some()).then(|| meter.clone()))?;
            at += length;
        }
        bars.tempi(song, grid);
        bars.markers(song, grid);
        Ok(bars)
    }

    fn push(&mut self, at: Quarters, length: Quarters, meter: Option<Meter>) -> Result<(), Error> {
        if self.measures.len() >= MAX_MEASURES {
            return Err(Error::TooLarge { what: "measures", limit: MAX_MEASURES as u64 });
        }
        let number = (self.measures.len() + 1).to_string();
        self.measures.push(Measure { number, length, meter, ..Measure::default() });
        self.starts.push(at + length);
        Ok(())
    }

    /// The measure a place lies in.
    pub(super) fn index(&self, at: Quarters) -> usize {
        let after = self.starts.partition_point(|&start| start <= at);
        after.saturating_sub(1).min(self.measures.len().saturating_sub(1))
    }

    fn tempi(&mut self, song: &Song, grid: &Grid) {
        if let Some(bpm) = grid.tracked_bpm() {
            let tempo = Tempo::quarters(bpm.round().max(1.0));
            self.measures[0].tempi.push(Placed::new(Quarters::ZERO, tempo));
            return;
        }
        let mut last = 0;
        for &(tick, micros) in &song.tempi {
            if micros == 0 || micros == last {
                continue;
            }
            last = micros;
            let at = grid.place(tick);
            let index = self.index(at);
            // Rounded to what the microseconds can tell apart, so that writing gives them back.
            let bpm = (60_000_000.0 / f64::from(micros) * 1000.0).round() / 1000.0;
            let tempo = Tempo::quarters(bpm.max(1.0));
            let place = at - self.starts[index];
            let tempi = &mut self.measures[index].tempi;
            // Tempi come in order, so one that stands here already is the last.
            tempi.pop_if(|placed| placed.at == place);
            tempi.push(Placed::new(place, tempo));
        }
    }

    fn markers(&mut self, song: &Song, grid: &Grid) {
        for (tick, text) in &song.markers {
            let index = self.index(grid.place(*tick));
            self.measures[index].rehearsal.get_or_insert_with(|| text.clone());
        }
    }
}
