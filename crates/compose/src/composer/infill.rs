//! Open parts of a piece, joined on both sides.

use std::ops::Range;

use score::Sketch;

use super::candidate::{Candidate, candidates};
use super::material::Material;
use super::pieces::{Frame, empty_draft};
use super::song::{Manner, song_rules};
use super::{Choices, refuse};
use crate::sampling::Draft;
use crate::tokens::text::Text;
use crate::tokens::{Column, voices};
use crate::{ComposeError, Model};

/// What of a piece is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// Bars by index, from 0.
    pub bars: Range<usize>,
    /// Voices by index, highest 0.
    pub voices: Vec<usize>,
    /// Whether the chords of a song are open; where they are not and no voice is named, everything is.
    pub chords: bool,
}

impl Opening {
    /// Whether a column is open in the bars.
    fn opens(&self, columns: &[Column], column: usize) -> bool {
        let everything = self.voices.is_empty() && !self.chords;
        let voice = voices(&columns[..column]);
        everything
            || match columns[column] {
                Column::Chord => self.chords,
                Column::Voice => self.voices.contains(&voice),
            }
    }
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
        let material = Material::of(piece, columns)?;
        let piece = &material.sketch;
        let bars = piece.bars.get(opening.bars.clone()).unwrap_or(&[]);
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
            return refuse(format!("the piece has {} bars; name some of these", piece.bars.len()));
        };
        let open = first.first..last.end();
        let opens = |column: usize| opening.opens(columns, column);
        if !(0..columns.len()).any(opens) {
            return refuse(format!(
                "{} writes {}; name some of these",
                self.info.name,
                lines(columns)
            ));
        }
        let frame = Frame::of(piece, columns);
        let draft = partly_open(&frame, &material.text, |column, step| {
            open.contains(&step) && opens(column)
        });
        let made = candidates(self, &draft, choices, |written| frame.fill(written));
        Ok(material.finish(made, &draft, columns))
    }
}

/// `4 voices`, `chords and 1 voice`.
fn lines(columns: &[Column]) -> String {
    let voices = voices(columns);
    let chords = if voices < columns.len() { "chords and " } else { "" };
    format!("{chords}{voices} voice{}", if voices == 1 { "" } else { "s" })
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
            } else if step > 0 && !open(column, step - 1) && text.ends_before(step, column) {
                // A locked note that ends here is not held on.
                draft.struck[column][step] = Some(true);
            }
        }
    }
    draft.given.cells = draft.locked.clone();
    if frame.columns.contains(&Column::Chord) {
        song_rules(&mut draft, frame, Manner::of(None));
    }
    draft
}
