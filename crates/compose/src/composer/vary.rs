//! Variations: the skeleton stays, the rest is written anew.

use score::Sketch;

use super::candidate::{Candidate, candidates};
use super::infill::partly_open;
use super::material::Material;
use super::pieces::Frame;
use super::{Choices, refuse};
use crate::random::Random;
use crate::{ComposeError, Model};

const OPENING: u64 = 0x7661_7279;

impl Model {
    /// A variation of a piece. By strength, from 0 (nothing changes) to 1 (everything may), notes are
    /// opened, those on weak places first; the first and last bar's strong beats stay longest.
    ///
    /// # Errors
    /// When the strength is not from 0 to 1, or the piece does not fit the composer's grid or compass.
    pub fn vary(
        &self,
        piece: &Sketch,
        strength: f64,
        choices: &Choices,
    ) -> Result<Vec<Candidate>, ComposeError> {
        if !(0.0..=1.0).contains(&strength) {
            return refuse(format!("a strength of {strength} cannot be: give one from 0 to 1"));
        }
        let columns = &self.net.shape.columns;
        let material = Material::of(piece, columns)?;
        let frame = Frame::of(&material.sketch, columns);
        let beats = opened_beats(&material.sketch, columns.len(), strength, choices.seed);
        let draft = partly_open(&frame, &material.text, |column, step| beats[column][step]);
        let made = candidates(self, &draft, choices, |written| frame.fill(written));
        Ok(material.finish(made, &draft, columns))
    }
}

/// By voice and step: whether it is opened. Beats are opened whole.
fn opened_beats(piece: &Sketch, voices: usize, strength: f64, seed: u64) -> Vec<Vec<bool>> {
    let mut random = Random::new(seed, OPENING);
    let steps = piece.steps();
    (0..voices)
        .map(|_| {
            let mut opened = Vec::with_capacity(steps);
            let mut open = false;
            for step in 0..steps {
                let (place, weight) = weight(piece, step);
                if place || step == 0 {
                    // Weights 0 to 3: a downbeat opens at half the strength, between beats at twice.
                    let chance = strength * [0.5, 0.75, 1.0, 1.5][usize::from(weight.min(3))];
                    open = strength >= 1.0 || random.unit() < chance;
                }
                opened.push(open);
            }
            opened
        })
        .collect()
}

/// Whether a beat begins at a step, and its metrical weight.
fn weight(piece: &Sketch, step: usize) -> (bool, u8) {
    let Some((bar, place)) = piece.place(step) else { return (step.is_multiple_of(4), 2) };
    let meter = &piece.bars[bar].meter;
    let at = piece.grid * i64::try_from(place).unwrap_or(0);
    let weight = meter.weight(at);
    (weight < 3, weight)
}
