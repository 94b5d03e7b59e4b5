//! Local keys: a hidden Markov model over the chords with 24 keys as states (Temperley 2007, *Music and
//! Probability*, ch. 6; Raphael & Stoddard 2004, "Functional harmonic analysis using probabilistic
//! models"). A key explains the pitch classes by its profile and the chords by their function; changing
//! key costs the more the farther the keys lie apart (Weber's chart: steps to the dominant,
//! subdominant, relative and parallel).

use crate::{ChordSymbol, Key, Mode, Tone};

use super::KeyModel;
use super::function::{Function, function};

/// The twelve major, then the twelve minor keys, by pitch class of the tonic.
pub(super) const KEYS: usize = 24;

/// One chord as the key finder sees it.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// Quarters that each pitch class sounds.
    pub(super) weights: [f64; 12],
    pub(super) symbol: Option<ChordSymbol>,
    /// A phrase ends on it.
    pub(super) closes: bool,
}

/// The best key at each chord and its probability given the whole piece.
pub(super) fn keys(evidence: &[Evidence], model: &KeyModel) -> Vec<(usize, f64)> {
    let scores = emissions(evidence, model);
    let costs = transitions(model);
    let path = viterbi(&scores, &costs);
    let posteriors = posteriors(&scores, &costs);
    path.into_iter().zip(posteriors).map(|(key, shares)| (key, shares[key])).collect()
}

/// A key of the table, spelled with at most six signs.
pub(super) fn key_of(index: usize) -> Key {
    let mode = if index < 12 { Mode::Major } else { Mode::Minor };
    let tonic = (-6..=9)
        .map(Tone::from_fifths)
        .filter(|tone| usize::from(tone.pitch_class()) == index % 12);
    let keys = tonic.filter_map(|tonic| Key::on(tonic, mode));
    keys.min_by_key(|key| key.fifths.abs()).unwrap_or_default()
}

fn emissions(evidence: &[Evidence], model: &KeyModel) -> Vec<[f64; KEYS]> {
    let shares = model.profile.shares();
    let logs = shares.map(|profile| profile.map(|share| (share + model.floor).ln()));
    let table: Vec<Key> = (0..KEYS).map(key_of).collect();
    let mut scores = Vec::with_capacity(evidence.len());
    for (at, here) in evidence.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| evidence[before].symbol.as_ref());
        let mut row = [0.0; KEYS];
        for (index, score) in row.iter_mut().enumerate() {
            let profile = &logs[index / 12];
            let tonic = index % 12;
            let heard: f64 =
                (0..12).map(|class| here.weights[class] * profile[(class + 12 - tonic) % 12]).sum();
            *score = model.evidence * heard + chord_score(here, before, table[index], model);
        }
        scores.push(row);
    }
    scores
}

fn chord_score(here: &Evidence, before: Option<&ChordSymbol>, key: Key, model: &KeyModel) -> f64 {
    let Some(symbol) = &here.symbol else { return 0.0 };
    let does = function(symbol, key);
    let mut score = match does {
        Function::Tonic => model.tonic,
        Function::Picardy if here.closes => model.tonic / 2.0,
        Function::Dominant => model.dominant,
        Function::Predominant => model.predominant,
        Function::Diatonic => 0.0,
        Function::Picardy | Function::Chromatic => -model.chromatic,
    };
    let from_dominant = || before.is_some_and(|b| function(b, key) == Function::Dominant);
    if matches!(does, Function::Tonic | Function::Picardy) && from_dominant() {
        score += model.resolution;
    }
    if here.closes {
        score += match does {
            Function::Tonic | Function::Picardy => model.cadence,
            Function::Dominant => model.half_cadence,
            _ => 0.0,
        };
    }
    score
}

/// Costs of going from one key to another.
fn transitions(model: &KeyModel) -> Vec<[f64; KEYS]> {
    let row = |from: usize| {
        std::array::from_fn(|to| match distance(from, to) {
            0 => 0.0,
            steps => model.change + model.distance * f64::from(steps - 1),
        })
    };
    (0..KEYS).map(row).collect()
}

/// Steps on Weber's chart of the keys: fifths one way, relative and parallel the other.
fn distance(from: usize, to: usize) -> i32 {
    let fifths = |key: usize| {
        // A minor key stands beside its relative major, three semitones up.
        let tonic = if key < 12 { key } else { key + 3 };
        i32::try_from(tonic * 7 % 12).unwrap_or(0)
    };
    let apart = (fifths(from) - fifths(to)).rem_euclid(12);
    let apart = apart.min(12 - apart);
    let other_mode = (from < 12) != (to < 12);
    if other_mode && from % 12 == to % 12 { 1 } else { apart + i32::from(other_mode) }
}

fn viterbi(scores: &[[f64; KEYS]], costs: &[[f64; KEYS]]) -> Vec<usize> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut best = *first;
    let mut back: Vec<[usize; KEYS]> = Vec::with_capacity(scores.len());
    for row in &scores[1..] {
        let mut next = [f64::NEG_INFINITY; KEYS];
        let mut from = [0; KEYS];
        for to in 0..KEYS {
            for (before, score) in best.iter().enumerate() {
                let total = score - costs[before][to] + row[to];
                if total > next[to] {
                    (next[to], from[to]) = (total, before);
                }
            }
        }
        best = next;
        back.push(from);
    }
    let mut key = (0..KEYS).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
    let mut path = vec![key];
    for from in back.iter().rev() {
        key = from[key];
        path.push(key);
    }
    path.reverse();
    path
}

/// The probability of each key at each chord (forward-backward, Rabiner 1989).
fn posteriors(scores: &[[f64; KEYS]], costs: &[[f64; KEYS]]) -> Vec<[f64; KEYS]> {
    let steps: Vec<[f64; KEYS]> = costs.iter().map(|row| row.map(|cost| (-cost).exp())).collect();
    let spread = |row: &[f64; KEYS]| -> [f64; KEYS] {
        std::array::from_fn(|to| (0..KEYS).map(|from| row[from] * steps[from][to]).sum())
    };
    let likely: Vec<[f64; KEYS]> = scores.iter().map(likelihoods).collect();
    let mut forward: Vec<[f64; KEYS]> = Vec::with_capacity(scores.len());
    for row in &likely {
        let prior = forward.last().map_or([1.0; KEYS], spread);
        forward.push(normalised(std::array::from_fn(|key| prior[key] * row[key])));
    }
    let mut after = [1.0; KEYS];
    for at in (0..likely.len()).rev() {
        let here = normalised(std::array::from_fn(|key| after[key] * likely[at][key]));
        forward[at] = normalised(std::array::from_fn(|key| forward[at][key] * after[key]));
        // Costs are alike both ways, so spreading backwards is spreading.
        after = spread(&here);
    }
    forward
}

/// Scores as likelihoods, the best 1.
fn likelihoods(scores: &[f64; KEYS]) -> [f64; KEYS] {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.map(|score| (score - most).exp())
}

fn normalised(row: [f64; KEYS]) -> [f64; KEYS] {
    let total: f64 = row.iter().sum();
    if total > 0.0 { row.map(|value| value / total) } else { row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far_keys() {
        let index = |name: &str| {
            let key: Key = name.parse().unwrap();
            usize::from(key.tonic().pitch_class()) + if key.is_minor() { 12 } else { 0 }
        };
        let check = |from: &str, to: &str, steps: i32| {
            assert_eq!(distance(index(from), index(to)), steps, "{from} {to}");
            assert_eq!(distance(index(to), index(from)), steps, "{to} {from}");
        };
        check("C", "C", 0);
        check("C", "G", 1);
        check("C", "Am", 1);
        check("C", "Cm", 1);
        check("C", "Dm", 2);
        check("Am", "Em", 1);
        check("C", "F#", 6);
        assert_eq!(key_of(index("Bbm")).to_string(), "Bb minor");
    }
}
