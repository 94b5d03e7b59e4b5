//! The grid of a sketch: the coarsest on which nothing is lost.

use score::{Cell, Quarters};

use super::bars::Laid;
use super::lines::Note;
use crate::Reason;

/// A grid of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// The length of a step.
    pub(super) step: Quarters,
}

/// Steps as parts of a quarter, coarsest first: eighths, their triplets, sixteenths ... and the grid
/// that holds thirty-seconds and triplets together.
const PARTS: [i64; 7] = [2, 3, 4, 6, 8, 12, 24];

impl Grid {
    /// The coarsest grid that holds every note and barline.
    pub(super) fn coarsest(laid: &Laid, voices: &[Vec<Note>]) -> Result<Grid, Reason> {
        let mut places: Vec<Quarters> =
            voices.iter().flatten().flat_map(|note| [note.onset, note.end]).collect();
        places.extend(&laid.starts);
        places.push(laid.length);
        places.sort_unstable();
        places.dedup();
        let holds = |step: Quarters| places.iter().all(|place| place.is_multiple_of(step));
        let step = PARTS.iter().map(|&parts| Quarters::new(1, parts)).find(|&step| holds(step));
        step.map(|step| Grid { step }).ok_or_else(|| {
            let finest = Quarters::new(1, 24);
            let lost = places.iter().find(|place| !place.is_multiple_of(finest));
            Reason::GridTooFine {
                place: lost.map_or_else(|| "anywhere".to_owned(), ToString::to_string),
            }
        })
    }

    /// How many whole steps a time from the start is.
    pub(super) fn steps(&self, time: Quarters) -> usize {
        usize::try_from(time.div_floor(self.step)).unwrap_or(0)
    }

    /// A voice as cells. Where notes overlap, the later one has the step.
    pub(super) fn cells(&self, voice: &[Note], steps: usize) -> Vec<Cell> {
        let mut cells = vec![Cell::Rest; steps];
        for note in voice {
            let (first, end) = (self.steps(note.onset), self.steps(note.end).min(steps));
            let Some(taken) = cells.get_mut(first..end) else { continue };
            taken.fill(Cell::Hold(note.pitch));
            if let Some(struck) = taken.first_mut() {
                *struck = Cell::Strike(note.pitch);
            }
        }
        cells
    }
}
