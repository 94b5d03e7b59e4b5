//! Where played notes end on paper.
//!
//! Players let go early: by a little when they bind, by half when they detach. Most notes are written
//! to the next one of their line all the same. So the share of the written length that a part sounds
//! is learnt first; each note then gets the end that agrees with it best.

use score::Quarters;

use super::Grid;
use crate::midi::song::{Line, RawNote};

/// How much shares vary from note to note, as a standard deviation of their logarithm.
const VARIATION: f64 = 0.25;
/// The price of an end at which no other note of the line begins: a rest must follow.
const REST: f64 = 1.2;
/// How far, as a share of its length, a bound note may sound into the next.
const OVERLAP: f64 = 0.2;
/// Bounds of the share that is learnt.
const SHARES: (f64, f64) = (0.3, 1.05);

/// How a part is played.
pub(super) struct Touch<'a> {
    grid: &'a Grid,
    /// Places where notes of the line begin: (position in quarters, place on the grid), in order.
    begins: Vec<(f64, Quarters)>,
    /// The sounding share of a written length.
    share: f64,
}

impl<'a> Touch<'a> {
    pub(super) fn of(grid: &'a Grid, line: &Line) -> Touch<'a> {
        let mut begins: Vec<(f64, Quarters)> =
            line.notes.iter().map(|note| (grid.position(note.on), grid.place(note.on))).collect();
        begins.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.total_cmp(&b.0)));
        begins.dedup_by_key(|begin| begin.1);
        let mut touch = Touch { grid, begins, share: 0.95 };
        let mut shares: Vec<f64> = line
            .notes
            .iter()
            .filter_map(|note| {
                let onset = grid.place(note.on);
                let next = touch.next(onset, note)?;
                Some(touch.sounding(note) / (next - onset).to_f64())
            })
            .collect();
        shares.sort_by(f64::total_cmp);
        if let Some(median) = shares.get(shares.len() / 2) {
            touch.share = median.clamp(SHARES.0, SHARES.1);
        }
        touch
    }

    /// How long a note sounds, in quarters.
    fn sounding(&self, note: &RawNote) -> f64 {
        (self.grid.position(note.off) - self.grid.position(note.on)).max(1e-3)
    }

    /// The next beginning in the line that the note does not sound beyond.
    fn next(&self, onset: Quarters, note: &RawNote) -> Option<Quarters> {
        let off = self.grid.position(note.off) - OVERLAP * self.sounding(note);
        let after = self.begins.partition_point(|begin| begin.1 <= onset || begin.0 < off);
        self.begins.get(after).map(|begin| begin.1)
    }

    /// The end of a note that begins at `onset`.
    pub(super) fn end(&self, onset: Quarters, note: &RawNote) -> Quarters {
        let sounding = self.sounding(note);
        let next = self.next(onset, note);
        let written = self.grid.position(note.on) + sounding / self.share;
        let step = self.grid.step(written);
        let mut best: Option<(f64, Quarters)> = None;
        let mut offer = |end: Quarters, price: f64| {
            if end <= onset {
                return;
            }
            let ratio = sounding / (end - onset).to_f64() / self.share;
            let cost = price + ratio.ln().powi(2) / (2.0 * VARIATION * VARIATION);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, end));
            }
        };
        if let Some(next) = next {
            offer(next, 0.0);
        }
        for (step, price) in [(Quarters::ONE, 0.0), (Quarters::new(1, 2), 0.3), (step, 0.8)] {
            let end = nearest(written, step);
            if next.is_none_or(|next| end < next) {
                offer(end, REST + price);
            }
        }
        best.map_or(onset + step, |(_, end)| end)
    }
}

/// The multiple of a step nearest to a position.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn nearest(position: f64, step: Quarters) -> Quarters {
    step * ((position / step.to_f64()).round() as i64)
}
