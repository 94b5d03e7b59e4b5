//! The other voices to a given one.

use score::theory::find_key;
use score::{Cell, Sketch, Staves};

use super::candidate::{Candidate, candidates};
use super::close::{close_at_home, home};
use super::material::Material;
use super::pieces::{Frame, empty_draft};
use super::song::{Manner, song_rules};
use super::{Choices, refuse};
use crate::sampling::Draft;
use crate::{ComposeError, Model};

impl Model {
    /// Harmonises the first voice of a sketch: every note of it is kept, and the whole of it, the future
    /// included, is seen from the first step.
    ///
    /// # Errors
    /// When there is no melody, or it does not fit the composer's grid or compass.
    pub fn harmonise(
        &self,
        melody: &Sketch,
        choices: &Choices,
    ) -> Result<Vec<Candidate>, ComposeError> {
        let columns = &self.net.shape.columns;
        let melody = in_a_key(melody);
        let material = Material::of(&melody, columns)?;
        let text = &material.text;
        let frame = Frame::of(&material.sketch, columns);
        let voice = frame.first_voice().unwrap_or(0);
        if text.frames.iter().all(|frame| frame[voice] == 0) {
            return refuse("there is no melody to harmonise");
        }
        let mut draft = empty_draft(&frame, text.frames.len());
        draft.given.density = text.known.density;
        draft.given.key = text.known.key;
        draft.locked[voice] = text.frames.iter().map(|frame| Some(frame[voice])).collect();
        draft.struck[voice] = text.strikes.iter().map(|strikes| Some(strikes[voice])).collect();
        draft.given.cells = draft.locked.clone();
        draft.rules.compass[voice] = None;
        // Where the melody rests the choir may.
        draft.rules.no_rest = 0..0;
        if self.writes_songs() {
            song_rules(&mut draft, &frame, Manner::of(None));
        }
        close(&mut draft, &frame, &material.sketch);
        let made = candidates(self, &draft, choices, |written| frame.fill(written));
        Ok(material.finish(made, &draft, columns))
    }
}

/// A melody in the key it says, or the one that is heard in it alone.
fn in_a_key(melody: &Sketch) -> Sketch {
    let alone =
        || Sketch { voices: melody.voices.iter().take(1).cloned().collect(), ..melody.clone() };
    let heard = || find_key(&alone().to_score(Staves::Open)).map(|found| found.key);
    Sketch { key: melody.key.or_else(heard), ..melody.clone() }
}

/// A melody that ends on a tone of the home chord is closed there: in the last half of its last note.
fn close(draft: &mut Draft, frame: &Frame, melody: &Sketch) {
    let (Some(key), Some(voice)) = (melody.key, melody.voices.first()) else { return };
    let Some(last) = voice.last().and_then(|cell| cell.pitch()) else { return };
    let home = home(key).first().map(score::ChordSymbol::pitch_classes).unwrap_or_default();
    if !home.contains(&(last.number() % 12)) {
        return;
    }
    let held = voice.iter().rev().take_while(|cell| **cell == Cell::Hold(last)).count() + 1;
    close_at_home(draft, frame, held.div_ceil(2));
}
