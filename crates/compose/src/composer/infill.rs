//! Open parts of a piece, joined on both sides.

use std::ops::Range;

use score::Sketch;

use super::candidate::{Candidate, candidates};
use super::harmonise::moved_back;
use super::pieces::{Frame, empty_draft, text};
use super::{Choices, refuse};
use crate::sampling::Draft;
use crate::tokens::text::Text;
use crate::{ComposeError, Model};

/// What of a piece is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Bars by index, from 0.
    pub bars: Range<usize>,
    /// Voices by index, highest 0; empty for all.
    pub voices: Vec<usize>,
}

impl Model {
    /// Writes the open bars and voices of a piece anew. Everything else stays as it is: a locked cell is
    /// never drawn, so it cannot change.
    ///
    /// # Errors
    /// When nothing is open, or the piece does not fit the composer's grid or compass.
    pub fn infill(
        &self,
        piece: &Sketch,
        opening: &Opening,
        choices: &Choices,
    ) -> Result<Vec<Candidate>, ComposeError> {
        let columns = &self.net.shape.columns;
        let (text, moved, piece) = text(piece, columns)?;
        let bars = piece.bars.get(opening.bars.clone()).unwrap_or(&[]);
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
            return refuse(format!("the piece has {} bars; name some of these", piece.bars.len()));
        };
        let open = first.first..last.end();
        let voices = |column: usize| opening.voices.is_empty() || opening.voices.contains(&column);
        if !(0..columns.len()).any(voices) {
            return refuse(format!("the piece has {} voices; name some of these", columns.len()));
        }
        let frame = Frame::of(&piece, columns);
        let draft =
            partly_open(&frame, &text, |column, step| open.contains(&step) && voices(column));
        Ok(moved_back(candidates(self, &draft, choices, |written| frame.fill(written)), moved))
    }
}

/// A draft of a whole piece with some cells open.
pub(super) fn partly_open(
    frame: &Frame,
    text: &Text,
    open: impl Fn(usize, usize) -> bool,
) -> Draft {
    let mut draft = empty_draft(frame, text.frames.len());
    draft.given.key = text.known.key;
    draft.given.density = text.known.density;
    for column in 0..frame.columns.len() {
        for (step, cells) in text.frames.iter().enumerate() {
            if !open(column, step) {
                draft.locked[column][step] = Some(cells[column]);
                draft.struck[column][step] = text.strikes.get(step).map(|strikes| strikes[column]);
            }
        }
    }
    draft.given.cells = draft.locked.clone();
    draft
}
