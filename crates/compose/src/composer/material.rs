//! A piece to be worked on: as the network can take it, and as it was.

use score::{Cell, ChordKind, ChordSymbol, Quarters, Sketch};

use super::candidate::Candidate;
use super::{LONGEST, refuse};
use crate::ComposeError;
use crate::sampling::Draft;
use crate::tokens::text::{Text, strikes};
use crate::tokens::{Column, grid, on_grid, tokens, voices};

/// A piece to be worked on.
pub(super) struct Material<'a> {
    /// In tokens, moved where it had to be.
    pub(super) text: Text,
    /// By how many semitones it was moved to fit the vocabulary.
    moved: i8,
    /// The same as a sketch: on the composer's grid, notes between its steps rounded, and moved.
    pub(super) sketch: Sketch,
    original: &'a Sketch,
}

impl<'a> Material<'a> {
    /// A sketch for a model of such columns; its voices may be fewer than the columns.
    ///
    /// # Errors
    /// When its bars are no whole sixteenths, it is too long, or its notes span more than the vocabulary.
    pub(super) fn of(
        original: &'a Sketch,
        columns: &[Column],
    ) -> Result<Material<'a>, ComposeError> {
        let Some(mut sketch) = on_grid(original).or_else(|| rounded(original)) else {
            return refuse(
                "it has bars that are no whole sixteenths, which is what the composer works in",
            );
        };
        let steps = sketch.steps();
        if steps > LONGEST {
            return refuse(format!("it has {steps} steps; the composer takes {LONGEST}"));
        }
        sketch.voices.truncate(voices(columns));
        sketch.voices.resize(voices(columns), vec![Cell::Rest; steps]);
        for moved in [0, -12, 12, -24, 24, -5, 5] {
            let there = if moved == 0 { Some(sketch.clone()) } else { sketch.transposed(moved) };
            if let Some(there) = there
                && tokens(&there, columns).is_some()
                && let Some(text) = Text::of(&there, columns)
            {
                // Learning leaves open what a table does not tell; a note that is held here stays held.
                let text = Text { strikes: strikes(&there, columns), ..text };
                return Ok(Material { text, moved, sketch: there, original });
            }
        }
        refuse("its notes span more than the composer's compass of F#1 to D#6")
    }

    /// Candidates back where the music came from, all that was locked as it was: in its own rhythm, where that
    /// falls between sixteenths, and with its own chords, where these are richer than the vocabulary.
    pub(super) fn finish(
        &self,
        candidates: Vec<Candidate>,
        draft: &Draft,
        columns: &[Column],
    ) -> Vec<Candidate> {
        let back = |candidate: Candidate| {
            let sketch = candidate.sketch.transposed(-self.moved).unwrap_or(candidate.sketch);
            let sketch = Sketch { key: self.original.key, ..sketch };
            let sketch = self.restored(sketch, draft, columns);
            Candidate { sketch, ..candidate }
        };
        candidates.into_iter().map(back).collect()
    }

    fn restored(&self, made: Sketch, draft: &Draft, columns: &[Column]) -> Sketch {
        let fine = common(self.original.grid, grid());
        let regridded = |sketch: &Sketch| corpus::regridded(sketch, fine);
        let (Some(mut whole), Some(original)) = (regridded(&made), regridded(self.original)) else {
            return made;
        };
        let parts = usize::try_from((grid() / fine).numerator()).unwrap_or(1);
        let locked = |column: usize, step: usize| {
            draft
                .locked
                .get(column)
                .and_then(|cells| cells.get(step / parts))
                .is_some_and(Option::is_some)
        };
        let voices = columns.iter().enumerate().filter(|(_, kind)| **kind == Column::Voice);
        for (voice, (column, _)) in whole.voices.iter_mut().zip(voices.clone()) {
            let index = voices.clone().position(|(other, _)| other == column).unwrap_or(0);
            let Some(own) = original.voices.get(index) else { continue };
            for (step, (cell, &was)) in voice.iter_mut().zip(own).enumerate() {
                if locked(column, step) {
                    *cell = was;
                }
            }
            begin_notes(voice);
        }
        if let Some(column) = columns.iter().position(|&kind| kind == Column::Chord) {
            whole.chords = chords(whole.steps(), |step| {
                let from = if locked(column, step) && step < original.steps() {
                    &original
                } else {
                    &whole
                };
                from.chord_at(step).cloned()
            });
        }
        whole
    }
}

/// A note that goes on from nothing begins.
fn begin_notes(voice: &mut [Cell]) {
    let mut before = None;
    for cell in voice {
        if let Cell::Hold(pitch) = *cell
            && before != Some(pitch)
        {
            *cell = Cell::Strike(pitch);
        }
        before = cell.pitch();
    }
}

/// Chords by the step they start at, from the chord of each step.
fn chords(steps: usize, at: impl Fn(usize) -> Option<ChordSymbol>) -> Vec<(usize, ChordSymbol)> {
    let mut chords: Vec<(usize, ChordSymbol)> = Vec::new();
    for step in 0..steps {
        let chord = at(step);
        match (chord, chords.last()) {
            (Some(chord), last) if last.is_none_or(|(_, before)| *before != chord) => {
                chords.push((step, chord));
            }
            (None, Some((_, before))) if before.kind != ChordKind::None => {
                chords.push((step, ChordSymbol::new(before.root, ChordKind::None)));
            }
            _ => {}
        }
    }
    chords
}

/// The coarsest grid that holds the steps of both.
fn common(one: Quarters, other: Quarters) -> Quarters {
    let (a, b) = (one.numerator() * other.denominator(), other.numerator() * one.denominator());
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let numerator = i64::try_from(a.max(1)).unwrap_or(1);
    Quarters::new(numerator, one.denominator() * other.denominator())
}

/// A sketch as it is heard at each sixteenth; `None` when its bars are no whole sixteenths.
fn rounded(sketch: &Sketch) -> Option<Sketch> {
    let ratio = sketch.grid / grid();
    let up = usize::try_from(ratio.numerator()).ok().filter(|&up| up > 0)?;
    let down = usize::try_from(ratio.denominator()).ok()?;
    let scaled = |steps: usize| (steps * up).is_multiple_of(down).then(|| steps * up / down);
    let mut heard = Sketch { grid: grid(), ..sketch.clone() };
    for bar in &mut heard.bars {
        (bar.first, bar.steps) = (scaled(bar.first)?, scaled(bar.steps)?);
        bar.missing = scaled(bar.missing)?;
    }
    let steps = scaled(sketch.steps())?;
    heard.chords.iter_mut().for_each(|(step, _)| *step = *step * up / down);
    // Of chords that fall together the last is heard.
    heard.chords.reverse();
    heard.chords.dedup_by_key(|(step, _)| *step);
    heard.chords.reverse();
    let old = |step: usize| step * down / up;
    for (voice, own) in heard.voices.iter_mut().zip(&sketch.voices) {
        let cell = |step: usize| {
            let pitch = own.get(old(step)).and_then(|cell| cell.pitch())?;
            let since = if step == 0 { 0 } else { old(step - 1) + 1 };
            let begins = (since..=old(step)).any(|at| matches!(own[at], Cell::Strike(_)));
            Some(if begins { Cell::Strike(pitch) } else { Cell::Hold(pitch) })
        };
        *voice = (0..steps).map(|step| cell(step).unwrap_or(Cell::Rest)).collect();
        begin_notes(voice);
    }
    Some(heard)
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{MidiPitch, SketchBar};

    /// A bar of 4/4: eighth triplets C D E, then F for a half, a quarter's rest.
    fn triplets() -> Sketch {
        let third = Quarters::new(1, 3);
        let bars = SketchBar::lay(&"4/4".parse().unwrap(), third, 0, 1);
        let mut sketch = Sketch::silent(third, bars, 1);
        for (step, key) in [60, 62, 64, 65].into_iter().enumerate() {
            sketch.voices[0][step] = Cell::Strike(MidiPitch::new(key).unwrap());
        }
        (4..9).for_each(|step| sketch.voices[0][step] = Cell::Hold(MidiPitch::new(65).unwrap()));
        sketch.chords = vec![(0, "C9".parse().unwrap()), (3, "F".parse().unwrap())];
        sketch
    }

    #[test]
    fn triplets_are_heard_in_sixteenths() {
        let heard = rounded(&triplets()).unwrap();
        let keys: Vec<u8> =
            (0..6).map(|step| heard.frame(step)[0].map_or(0, MidiPitch::number)).collect();
        assert_eq!((heard.steps(), keys), (16, vec![60, 60, 62, 64, 65, 65]));
        assert!(matches!(heard.voices[0][1], Cell::Hold(_)));
        assert!(matches!(heard.voices[0][2], Cell::Strike(_)));
        assert_eq!(heard.chords[1].0, 4);
    }

    #[test]
    fn what_was_locked_comes_back_as_it_was() {
        let original = triplets();
        let columns = [Column::Chord, Column::Voice];
        let material = Material::of(&original, &columns).unwrap();
        let mut draft = Draft { steps: 16, ..Draft::default() };
        draft.locked = vec![vec![Some(0); 16]; 2];
        let restored = material.restored(material.sketch.clone(), &draft, &columns);
        let again = corpus::regridded(&restored, original.grid).unwrap();
        assert_eq!(
            (again.voices, again.chords),
            (original.voices.clone(), original.chords.clone())
        );
        // With its first beat open, that beat stays in sixteenths.
        draft.locked.iter_mut().for_each(|cells| cells[..4].fill(None));
        let restored = material.restored(material.sketch.clone(), &draft, &columns);
        assert!(corpus::regridded(&restored, original.grid).is_none());
        assert_eq!(restored.voices[0][12], original.voices[0][3]);
    }
}
