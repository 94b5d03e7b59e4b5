//! The bars of a score, in the order they are played.

use score::{Meter, Quarters, Score, SketchBar};

use super::grid::Grid;

/// The measures of a score laid one after the other.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    /// Which measure each is.
    pub(super) order: Vec<usize>,
    /// Where each starts.
    pub(super) starts: Vec<Quarters>,
    /// Where the last ends.
    pub(super) length: Quarters,
    lengths: Vec<Quarters>,
    meters: Vec<Meter>,
}

impl Laid {
    pub(super) fn of(score: &Score, order: &[usize]) -> Laid {
        let all = score.meters();
        let mut laid = Laid {
            order: order.to_vec(),
            starts: Vec::new(),
            length: Quarters::ZERO,
            lengths: Vec::new(),
            meters: Vec::new(),
        };
        for &measure in order {
            let length = score.measures.get(measure).map_or(Quarters::ZERO, |m| m.length);
            laid.starts.push(laid.length);
            laid.lengths.push(length);
            laid.meters.push(all.get(measure).cloned().unwrap_or_default());
            laid.length += length;
        }
        laid
    }

    /// The bars on a grid that holds all barlines.
    pub(super) fn bars(&self, grid: &Grid) -> Vec<SketchBar> {
        let missing = self.missing();
        let mut bars = Vec::with_capacity(self.starts.len());
        for index in 0..self.starts.len() {
            let first = grid.steps(self.starts[index]);
            let steps = grid.steps(self.starts[index] + self.lengths[index]) - first;
            let missing = grid.steps(missing[index]);
            if steps > 0 {
                bars.push(SketchBar { first, steps, missing, meter: self.meters[index].clone() });
            }
        }
        bars
    }

    /// What each measure lacks at its beginning. A short measure completes a short one before it (a
    /// bar split by a repeat, the end of a section before the pick-up of the next); at the very
    /// beginning it is a pick-up; elsewhere it lacks its end.
    fn missing(&self) -> Vec<Quarters> {
        let mut missing = vec![Quarters::ZERO; self.starts.len()];
        for index in 0..missing.len() {
            let full = self.meters[index].bar_length();
            let lacks = full - self.lengths[index];
            if !lacks.is_positive() {
                continue;
            }
            let before = index.checked_sub(1).map(|before| missing[before] + self.lengths[before]);
            match before {
                None => missing[index] = lacks,
                Some(before) if before < full && before + self.lengths[index] <= full => {
                    missing[index] = before;
                }
                Some(_) => {}
            }
        }
        missing
    }
}
