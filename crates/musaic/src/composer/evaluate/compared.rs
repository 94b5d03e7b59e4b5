//! Composed pieces beside those of people.

use anyhow::{Context, Result};
use compose::evaluation::{Memory, Quality, SongQuality};
use compose::{Choices, Controls, Model};
use rayon::prelude::*;
use score::Sketch;
use serde::Serialize;

/// Human pieces and composed ones, counted alike.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Compared {
    /// Part writing.
    Voices { split: Quality, composed: Quality },
    /// Melodies over chords.
    Songs { split: SongQuality, composed: SongQuality },
}

impl Compared {
    /// What is counted, of human pieces and of composed ones.
    pub(super) fn rows(&self) -> Vec<(&'static str, f64, f64)> {
        let paired = |split: &[(&'static str, f64)], composed: &[(&'static str, f64)]| {
            let pairs = split.iter().zip(composed);
            pairs.map(|(&(name, human), &(_, ours))| (name, human, ours)).collect()
        };
        match self {
            Compared::Voices { split, composed } => paired(&split.rows(), &composed.rows()),
            Compared::Songs { split, composed } => paired(&split.rows(), &composed.rows()),
        }
    }
}

/// Composed songs have so many bars, and of human ones as many are counted.
const SONG_BARS: u16 = 16;

/// Composes pieces with seeds from 1 and counts them beside human ones.
pub(super) fn compare(
    model: &Model,
    pieces: &[Sketch],
    memory: &Memory,
    count: u64,
) -> Result<Compared> {
    let songs = model.writes_songs();
    let controls = Controls { bars: songs.then_some(SONG_BARS), ..Controls::default() };
    let composed: Vec<Sketch> = (1..=count)
        .into_par_iter()
        .map(|seed| {
            let made = model.compose(&controls, &Choices { seed, ..Choices::default() })?;
            made.into_iter().next().map(|best| best.sketch).context("nothing was composed")
        })
        .collect::<Result<_>>()?;
    if songs {
        let of = |pieces: &[Sketch]| SongQuality::of(pieces, usize::from(SONG_BARS));
        return Ok(Compared::Songs { split: of(pieces), composed: of(&composed) });
    }
    let of = |pieces: &[Sketch]| Quality::of(pieces, memory);
    Ok(Compared::Voices { split: of(pieces), composed: of(&composed) })
}
