//! Whether the beats of a file's tempo map are the player's.
//!
//! Onsets that follow a beat gather at the same phases of it. The mean resultant length of the phases
//! (Rayleigh; Mardia & Jupp 2000, *Directional Statistics*, ch. 2) at the quarter and its divisions,
//! in windows of a few beats, says how much; tracked beats are taken when they gather them far better.

use super::beats::{Beats, Clock};
use super::rhythm::Rhythm;
use super::tracker::{self, Follow};
use crate::midi::song::Song;

/// Length of the windows, in quarters.
const WINDOW: f64 = 8.0;
/// Of what tracked beats explain, the share that suffices to believe the map.
const BELIEVED: f64 = 0.7;
/// Below this no beats were found worth the name.
const CLEAR: f64 = 0.1;
/// Fewer onsets than this show no beat, nor that there is none.
const FEW: usize = 16;

/// The beats of a played song.
pub(super) fn beats(song: &Song, onsets: &[u64]) -> Beats {
    let mut map = Beats::of_the_map(song, Clock::of(song));
    let by_map = gathered(&map, onsets);
    let tracked = tracked(song, onsets, &map).map(|beats| (gathered(&beats, onsets), beats));
    match tracked {
        Some((by_ear, beats)) if by_ear >= CLEAR && by_map < BELIEVED * by_ear => beats,
        _ => {
            map.unclear = by_map < CLEAR && onsets.len() >= FEW;
            map
        }
    }
}

/// Follows the beats, then quantises and lays them through the quantised places once more.
fn tracked(song: &Song, onsets: &[u64], map: &Beats) -> Option<Beats> {
    let clock = Clock::of(song);
    let seconds: Vec<f64> = onsets.iter().map(|&tick| clock.second(tick)).collect();
    let expected = song.tempi.first().map(|_| map.quarter_seconds(0.0));
    let places = tracker::follow(&seconds, expected)?;
    let beats = Beats::through(song, clock, &places)?;
    let rhythm = Rhythm::of(&beats, onsets);
    let mut settled: Vec<Follow> = onsets
        .iter()
        .zip(&seconds)
        .map(|(&tick, &second)| {
            let quarters = rhythm.place(beats.position(tick)).to_f64();
            Follow { second, quarters, weight: 1.0 }
        })
        .collect();
    settled.sort_by(|a, b| a.quarters.total_cmp(&b.quarters));
    Beats::through(song, Clock::of(song), &settled)
}

/// The mean of the squared resultant lengths of all windows, less what chance gives; 0 to 1.
fn gathered(beats: &Beats, onsets: &[u64]) -> f64 {
    let positions: Vec<f64> = onsets.iter().map(|&tick| beats.position(tick)).collect();
    let (mut sum, mut weight) = (0.0, 0.0);
    for window in positions.chunk_by(|a, b| (a / WINDOW).floor() == (b / WINDOW).floor()) {
        #[expect(clippy::cast_precision_loss, reason = "a count of notes")]
        let count = window.len() as f64;
        if window.len() < 3 {
            continue;
        }
        let best = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0].map(|division| resultant(window, division));
        let best = best.into_iter().fold(0.0, f64::max);
        // Chance gives 1/n a division, and about 2.4/n to the best of six.
        sum += count * ((best - 2.4 / count) / (1.0 - 2.4 / count).max(0.1)).max(0.0);
        weight += count;
    }
    if weight > 0.0 { sum / weight } else { 0.0 }
}

/// The squared mean resultant length of phases within a division of the quarter.
fn resultant(positions: &[f64], division: f64) -> f64 {
    let turn = std::f64::consts::TAU * division;
    let (sin, cos) = positions.iter().fold((0.0, 0.0), |(sin, cos), position| {
        let (s, c) = (turn * position).sin_cos();
        (sin + s, cos + c)
    });
    #[expect(clippy::cast_precision_loss, reason = "a count of notes")]
    let count = positions.len().max(1) as f64;
    (sin * sin + cos * cos) / (count * count)
}
