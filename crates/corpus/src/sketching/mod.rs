//! From a score to a sketch: four voices for part writing, a melody and chords for songs.

mod bars;
mod doubling;
mod excess;
mod grid;
mod lines;
mod melody;
mod parts;
mod place_chords;
mod separation;
mod song;

#[cfg(test)]
mod tests;

use score::{Score, Sketch, theory};

use crate::limits::MAX_STEPS;
use crate::{Reason, clean};
use bars::Laid;
use grid::Grid;
use lines::Note;

/// What kind of sketch a score becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// Four voices where the score is part writing, else a melody and chords.
    #[default]
    Auto,
    /// Four voices: soprano, alto, tenor, bass.
    Chorale,
    /// A melody and chords.
    Song,
}

/// How a score becomes a sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Sketching {
    /// What kind of sketch.
    pub form: Form,
    /// Plays repeats out; otherwise each measure stands once, as written.
    pub unfold: bool,
}

impl Sketching {
    /// The sketch of a score, on the coarsest grid that loses none of its notes. Grace notes,
    /// ornaments and drums are left out.
    ///
    /// # Errors
    /// Why it cannot be a sketch of this form.
    pub fn sketch(&self, score: &Score) -> Result<Sketch, Reason> {
        let order = self.order(score)?;
        let laid = Laid::of(score, &order);
        let notes = lines::notes(score, &order);
        if notes.is_empty() {
            return Err(Reason::NoVoices);
        }
        match self.form {
            Form::Chorale => chorale(score, &laid, &notes),
            Form::Song => song::song(score, &laid, &notes),
            Form::Auto => heard(score, &laid, &notes),
        }
    }

    /// The measures in order: as written, or as played.
    fn order(&self, score: &Score) -> Result<Vec<usize>, Reason> {
        if !self.unfold {
            return Ok((0..score.measures.len()).collect());
        }
        let played = score.play_order(MAX_STEPS);
        let bars = played.measures.len();
        if played.truncated { Err(Reason::TooLong { steps: bars }) } else { Ok(played.measures) }
    }
}

/// Part writing where the parts are and can be sung, a song where there are chord symbols or words
/// that are accompanied, else what fits.
fn heard(score: &Score, laid: &Laid, notes: &[Note]) -> Result<Sketch, Reason> {
    let song = || song::song(score, laid, notes);
    if let Some(voices) = parts::four_parts(score, notes) {
        // A band of four instruments has four parts too, but no choir's voices.
        let choir = assemble(score, laid, &voices).ok().filter(|s| clean::unsingable(s).is_none());
        if let Some(sketch) = choir {
            return Ok(song::with_symbols(score, laid, sketch));
        }
    }
    if song::has_symbols(score) || song::is_accompanied(score, notes) {
        return song();
    }
    match chorale(score, laid, notes) {
        Err(Reason::NotPartWriting(_)) => song(),
        Ok(sketch) if clean::unsingable(&sketch).is_some() => song(),
        result => result,
    }
}

/// Four voices: as they are written, or separated out of a reduction.
fn chorale(score: &Score, laid: &Laid, notes: &[Note]) -> Result<Sketch, Reason> {
    let written = parts::four_parts(score, notes).or_else(|| parts::four_lines(notes));
    let voices = written.map_or_else(|| separation::separate(score, notes), Ok)?;
    assemble(score, laid, &voices).map(|sketch| song::with_symbols(score, laid, sketch))
}

/// Lays voices, each a list of notes in order that do not overlap, on their grid.
fn assemble(score: &Score, laid: &Laid, voices: &[Vec<Note>]) -> Result<Sketch, Reason> {
    let grid = Grid::coarsest(laid, voices)?;
    let steps = grid.steps(laid.length);
    if steps > MAX_STEPS {
        return Err(Reason::TooLong { steps });
    }
    Ok(Sketch {
        info: score.info.clone(),
        key: theory::find_key(score).map(|found| found.key),
        tempo: score.first_tempo().cloned(),
        grid: grid.step,
        bars: laid.bars(&grid),
        voices: voices.iter().map(|voice| grid.cells(voice, steps)).collect(),
        chords: Vec::new(),
    })
}
