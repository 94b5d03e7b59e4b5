//! What follows an opening.

use score::{Sketch, SketchBar};

use super::candidate::{Candidate, candidates};
use super::harmonise::moved_back;
use super::pieces::{Frame, close_at_home, empty_draft, text};
use super::{Choices, LONGEST, refuse};
use crate::tokens::grid;
use crate::{ComposeError, Model};

impl Model {
    /// Goes on from an opening by so many bars, in its key, meter and texture, to a close.
    ///
    /// # Errors
    /// When there is no opening, or it does not fit the composer's grid or compass.
    pub fn continue_(
        &self,
        opening: &Sketch,
        bars: usize,
        choices: &Choices,
    ) -> Result<Vec<Candidate>, ComposeError> {
        let columns = &self.net.shape.columns;
        let (text, moved, opening) = text(opening, columns)?;
        let Some(last) = opening.bars.last() else {
            return refuse("the opening has no bars: give a score, not a table");
        };
        let (meter, first) = (last.meter.clone(), last.end());
        let mut frame = Frame::of(&opening, columns);
        let more = SketchBar::lay(&meter, grid(), 0, bars);
        frame
            .bars
            .extend(more.into_iter().map(|bar| SketchBar { first: bar.first + first, ..bar }));
        let steps = frame.bars.last().map_or(0, SketchBar::end);
        if bars == 0 || steps > LONGEST {
            return refuse(format!(
                "{bars} more bars cannot be written: from 1 to {LONGEST} sixteenths in all can"
            ));
        }
        let mut draft = empty_draft(&frame, steps);
        draft.given.key = text.known.key;
        draft.given.density = text.known.density;
        for (step, cells) in text.frames.iter().enumerate() {
            for (column, &token) in cells.iter().enumerate() {
                draft.locked[column][step] = Some(token);
                draft.struck[column][step] = text.strikes.get(step).map(|strikes| strikes[column]);
            }
        }
        if let Some(key) = opening.key {
            let sounding = key.transposed(score::Interval::chromatic(moved.into()));
            let moved =
                Frame { key: Some(if moved == 0 { key } else { sounding }), ..frame.clone() };
            let beat = meter.beat_length().div_floor(grid());
            close_at_home(&mut draft, &moved, usize::try_from(beat).unwrap_or(4));
        }
        Ok(moved_back(candidates(self, &draft, choices, |written| frame.fill(written)), moved))
    }
}
