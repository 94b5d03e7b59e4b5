//! The key of a whole piece, by profile correlation (Krumhansl & Schmuckler; Krumhansl 1990, ch. 4). Of
//! six published profiles, those of Albrecht & Shanahan (2013) named most keys on the tune part of
//! `notation`'s example `measure_theory`.

use crate::{Key, Mode, Quarters, Score, Sounding, Tone};

use super::KeyProfile;

/// A key and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyEstimate {
    /// The key.
    pub key: Key,
    /// From 0 to 1: for the whole piece the lead in correlation over the best rival (0 = a tie),
    /// for local keys their probability.
    pub confidence: f64,
    /// Where it holds from, in quarters from the start as written.
    pub onset: Quarters,
}

/// The key of the whole piece; `None` without pitched notes.
#[must_use]
pub fn find_key(score: &Score) -> Option<KeyEstimate> {
    let notes = score.soundings();
    let mut weights = weights(&notes, Quarters::ZERO, score.length());
    // The last bass note is the tonic more often than any statistic is right.
    let last = notes.iter().filter(|n| n.drum.is_none()).map(Sounding::end).max()?;
    let closing = notes.iter().filter(|note| note.drum.is_none() && note.end() == last);
    if let Some(bass) = closing.min_by_key(|note| note.pitch.semitones()) {
        let total: f64 = weights.iter().sum();
        weights[usize::from(bass.pitch.pitch_class())] += total * 0.05;
    }
    best(&weights, &notes, Quarters::ZERO)
}

/// Time each pitch class sounds between two places, in quarters.
fn weights(notes: &[Sounding], from: Quarters, to: Quarters) -> [f64; 12] {
    let mut weights = [0.0; 12];
    for note in notes.iter().filter(|note| note.drum.is_none()) {
        let length = note.end().min(to) - note.onset.max(from);
        if length.is_positive() {
            weights[usize::from(note.pitch.pitch_class())] += length.to_f64();
        }
    }
    weights
}

fn best(weights: &[f64; 12], notes: &[Sounding], onset: Quarters) -> Option<KeyEstimate> {
    if weights.iter().all(|weight| *weight == 0.0) {
        return None;
    }
    let [major, minor] = KeyProfile::AlbrechtShanahan.shares();
    let mut scores: Vec<(f64, usize, Mode)> = (0..12)
        .flat_map(|tonic| {
            [(&major, Mode::Major), (&minor, Mode::Minor)]
                .map(|(profile, mode)| (correlation(weights, profile, tonic), tonic, mode))
        })
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (first, tonic, mode) = scores[0];
    let confidence = (first - scores[1].0).clamp(0.0, 1.0);
    Some(KeyEstimate { key: spelled(tonic, mode, notes), confidence, onset })
}

/// Pearson correlation of what sounds with a profile on a tonic (Krumhansl 1990, p. 78).
fn correlation(weights: &[f64; 12], profile: &[f64; 12], tonic: usize) -> f64 {
    let mean = |values: &[f64; 12]| values.iter().sum::<f64>() / 12.0;
    let (mx, my) = (mean(weights), mean(profile));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for degree in 0..12 {
        let (x, y) = (weights[(tonic + degree) % 12] - mx, profile[degree] - my);
        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    if xx * yy > 0.0 { xy / (xx * yy).sqrt() } else { 0.0 }
}

/// Of the enharmonic spellings of a key, the one nearest to how its notes are spelled.
pub(super) fn spelled(tonic: usize, mode: Mode, notes: &[Sounding]) -> Key {
    let count = i32::try_from(notes.len().max(1)).unwrap_or(i32::MAX);
    let centre: i64 = notes.iter().map(|note| i64::from(note.pitch.tone().fifths())).sum();
    let centre = i32::try_from(centre / i64::from(count)).unwrap_or(0);
    let candidates =
        (-12..=16).map(Tone::from_fifths).filter(|tone| usize::from(tone.pitch_class()) == tonic);
    candidates
        .filter_map(|tone| Key::on(tone, mode))
        .filter(|key| (-7..=7).contains(&key.fifths))
        .min_by_key(|key| (i32::from(key.fifths) + 2 - centre).abs())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;

    fn check(lines: &[&str], expected: &str) {
        let score = shorthand("C", "4/4", lines).unwrap();
        assert_eq!(find_key(&score).unwrap().key.to_string(), expected);
    }

    #[test]
    fn keys() {
        check(&["C4:1 E4 G4 C5 F4 A4 G4 B4 C5:4", "C3:4 G2:4 C3:4"], "C major");
        check(&["D4:1 F4 A4 D5 C#5 A4 Bb4 A4 D4:4", "D3:4 A2:4 D3:4"], "D minor");
        check(&["Gb4:1 Bb4 Db5 Gb5 Cb5 Eb5 Db5 F5 Gb5:4"], "Gb major");
    }

    #[test]
    fn silence_has_no_key() {
        assert!(find_key(&shorthand("C", "4/4", &["r:4"]).unwrap()).is_none());
    }
}
