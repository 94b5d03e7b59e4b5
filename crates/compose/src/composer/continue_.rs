//! What follows an opening.

use score::{Sketch, SketchBar};

use super::candidate::{Candidate, candidates};
use super::close::{close_at_home, close_song};
use super::material::Material;
use super::pieces::{Frame, empty_draft};
use super::song::{Manner, song_rules};
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
        let material = Material::of(opening, columns)?;
        let (text, opening) = (&material.text, &material.sketch);
        let Some(last) = opening.bars.last() else {
            return refuse("the opening has no bars: give a score, not a table");
        };
        let (meter, first) = (last.meter.clone(), last.end());
        let mut frame = Frame::of(opening, columns);
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
        // The opening's last notes end with it.
        draft.struck.iter_mut().for_each(|column| column[first] = Some(true));
        let beat = meter.beat_length().div_floor(grid());
        if self.writes_songs() {
            close_song(&mut draft, &frame);
        } else {
            close_at_home(&mut draft, &frame, usize::try_from(beat).unwrap_or(4));
        }
        if self.writes_songs() {
            song_rules(&mut draft, &frame, Manner::of(None));
        }
        let made = candidates(self, &draft, choices, |written| frame.fill(written));
        Ok(material.finish(made, &draft, columns))
    }
}
