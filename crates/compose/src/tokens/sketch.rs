//! Between sketches and tokens.

use score::{Cell, MidiPitch, Quarters, Sketch};

use super::column::{Column, Frames, Token};

/// The grid of the composer: sixteenth notes.
pub(crate) fn grid() -> Quarters {
    Quarters::new(1, 4)
}

/// A sketch on the composer's grid; `None` when something would be lost.
pub(crate) fn on_grid(sketch: &Sketch) -> Option<Sketch> {
    corpus::regridded(sketch, grid())
}

/// The token of a cell; `None` when its pitch is outside the vocabulary.
pub(crate) fn token_of(cell: Cell) -> Option<Token> {
    let Some(pitch) = cell.pitch() else { return Some(Column::SILENT) };
    let above = pitch.number().checked_sub(Column::LOWEST)?;
    (above < Column::PITCHES).then_some(Token::from(above) + 1)
}

/// The MIDI key of a voice's token.
pub(crate) fn pitch_of(token: Token) -> Option<MidiPitch> {
    let above = u8::try_from(token.checked_sub(1)?).ok()?;
    if above >= Column::PITCHES {
        return None;
    }
    MidiPitch::new(above + Column::LOWEST)
}

/// The tokens of a sketch, `[steps][columns]`: columns of voices take the voices in order, columns of
/// chords the chords. `None` when a pitch is outside the vocabulary, a voice is missing or the sketch is on
/// another grid than the composer's.
pub(crate) fn tokens(sketch: &Sketch, columns: &[Column]) -> Option<Frames> {
    let frame = |step: usize| {
        let mut voices = sketch.voices.iter();
        let cell = |column: &Column| match column {
            Column::Voice => token_of(*voices.next()?.get(step)?),
            Column::Chord => {
                Some(sketch.chord_at(step).map_or(Column::SILENT, super::chords::token_of))
            }
        };
        columns.iter().map(cell).collect::<Option<Vec<Token>>>()
    };
    if sketch.grid != grid() {
        return None;
    }
    (0..sketch.steps()).map(frame).collect()
}
