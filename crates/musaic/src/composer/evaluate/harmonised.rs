//! Melodies of held-out pieces, harmonised, beside the settings their composers gave them.

use anyhow::{Context, Result};
use compose::evaluation::{Memory, Quality, Spread};
use compose::{Choices, Model};
use rayon::prelude::*;
use score::{Sketch, SketchNote};
use serde::Serialize;

/// What came out.
#[derive(Debug, Serialize)]
pub(super) struct Harmonised {
    /// How many melodies, with seeds from 1.
    pub(super) pieces: usize,
    /// Notes of the melodies.
    pub(super) given_notes: usize,
    /// Those that are not there as they were given, and those that were added.
    pub(super) changed_notes: usize,
    /// What is counted.
    pub(super) rows: Vec<Row>,
}

/// One thing that is counted.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// Over all pieces as they were set, and how it differs among them.
    pub(super) set: f64,
    pub(super) set_spread: Spread,
    /// Over all pieces as harmonised.
    pub(super) harmonised: f64,
    pub(super) harmonised_spread: Spread,
    /// Whether the figure is within the range of the pieces as they were set.
    pub(super) within: bool,
}

/// Harmonises the first voice of each piece. Home keys are found alike in both settings.
pub(super) fn harmonise(model: &Model, pieces: &[Sketch], memory: &Memory) -> Result<Harmonised> {
    let numbered: Vec<(u64, &Sketch)> = (1..).zip(pieces).collect();
    let ours: Vec<Sketch> = numbered
        .into_par_iter()
        .map(|(seed, piece)| {
            let melody = Sketch { voices: vec![piece.voices[0].clone()], ..piece.clone() };
            let choices = Choices { seed, ..Choices::default() };
            let made = model.harmonise(&melody, &choices)?.into_iter().next();
            made.map(|best| best.sketch).context("nothing was written")
        })
        .collect::<Result<_>>()?;
    let changed = pieces.iter().zip(&ours).map(|(piece, ours)| changed(piece, ours)).sum();
    let keyless = |piece: &Sketch| Sketch { key: None, ..piece.clone() };
    let (set, ours): (Vec<_>, Vec<_>) =
        (pieces.iter().map(keyless).collect(), ours.iter().map(keyless).collect());
    Ok(Harmonised {
        pieces: pieces.len(),
        given_notes: pieces.iter().map(|piece| piece.notes(0).len()).sum(),
        changed_notes: changed,
        rows: rows(&set, &ours, memory),
    })
}

fn rows(set: &[Sketch], ours: &[Sketch], memory: &Memory) -> Vec<Row> {
    let (all_set, all_ours) = (Quality::of(set, memory).rows(), Quality::of(ours, memory).rows());
    let spreads = Spread::of_rows(set, memory).into_iter().zip(Spread::of_rows(ours, memory));
    let figures = all_set.into_iter().zip(all_ours).zip(spreads);
    figures
        .map(|(((name, set), (_, harmonised)), ((_, set_spread), (_, harmonised_spread)))| Row {
            name,
            set,
            set_spread,
            harmonised,
            harmonised_spread,
            within: set_spread.holds(harmonised),
        })
        .collect()
}

/// Notes of the first voice that only one of two pieces has.
fn changed(given: &Sketch, made: &Sketch) -> usize {
    let (given, made) = (given.notes(0), made.notes(0));
    let missing = |from: &[SketchNote], other: &[SketchNote]| {
        from.iter().filter(|note| !other.contains(note)).count()
    };
    missing(&given, &made).max(missing(&made, &given))
}
