//! The voicings of one chord, and what each costs by itself.

use super::{Compass, Degree, Moment};
use crate::plan::Plan;
use crate::tones::{Tones, placed};

/// So many voicings of a moment are followed up.
const KEPT: usize = 64;

/// Alto, tenor and bass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voicing {
    pub(super) keys: [u8; 3],
    pub(super) cost: u32,
}

/// The voicings of a moment, cheapest first. When the melody lies so that none is in order, order and
/// spacing are given up for this moment.
pub(super) fn voicings(plan: &Plan, moment: &Moment, compass: Compass) -> Vec<Voicing> {
    let Some(tones) = &plan.chords[moment.chord].tones else { return Vec::new() };
    let judge = Judge { tones, moment, leading: plan.key.leading_tone().pitch_class() };
    for spacing in [12, 16, 24] {
        let found = ordered(&judge, compass, spacing);
        if !found.is_empty() {
            return found;
        }
    }
    let pitches = |range| keys_of(tones, range);
    let first = |range: (u8, u8)| pitches(range).first().copied().unwrap_or(range.0);
    vec![Voicing { keys: compass.ranges.map(first), cost: 9_000 }]
}

/// Every tone of the chord within a range.
fn keys_of(tones: &Tones, range: (u8, u8)) -> Vec<u8> {
    (range.0..=range.1).filter(|key| tones.degree(*key).is_some()).collect()
}

fn ordered(judge: &Judge<'_>, compass: Compass, spacing: u8) -> Vec<Voicing> {
    let Compass { ranges, reach } = compass;
    let top = judge.moment.melody.map(|(key, _)| key);
    let (altos, tenors) = (keys_of(judge.tones, ranges[0]), keys_of(judge.tones, ranges[1]));
    let basses = judge.basses(ranges[2]);
    let mut found = Vec::new();
    for &alto in &altos {
        if top.is_some_and(|top| alto > top || top - alto > spacing) {
            continue;
        }
        for &tenor in tenors.iter().filter(|&&tenor| tenor <= alto && alto - tenor <= spacing) {
            for &(bass, cost) in
                basses.iter().filter(|(bass, _)| *bass <= tenor && tenor - bass <= reach)
            {
                let keys = [alto, tenor, bass];
                found.push(Voicing { keys, cost: cost + judge.cost(keys) });
            }
        }
    }
    found.sort_by_key(|voicing| (voicing.cost, voicing.keys));
    found.truncate(KEPT);
    found
}

struct Judge<'a> {
    tones: &'a Tones,
    moment: &'a Moment,
    /// Pitch class of the leading tone of the home key.
    leading: u8,
}

impl Judge<'_> {
    /// Bass notes with the cost of their inversion: as the symbol says; else the root, or the third
    /// (which a diminished triad likes better).
    fn basses(&self, range: (u8, u8)) -> Vec<(u8, u32)> {
        if self.tones.fixed_bass {
            return placed(self.tones.bass, range).map(|key| (key, 0)).collect();
        }
        let diminished = self.tones.tense && !self.tones.has(Degree::Seventh);
        let cost = |degree: Degree| match degree {
            Degree::Root if diminished => Some(10),
            Degree::Root => Some(0),
            Degree::Third if self.moment.closing => None,
            Degree::Third if diminished => Some(0),
            Degree::Third => Some(16),
            Degree::Seventh if self.tones.tense => Some(40),
            Degree::Fifth if self.tones.tense => Some(40),
            Degree::Fifth | Degree::Seventh | Degree::Colour => None,
        };
        let mut basses: Vec<(u8, u32)> = Vec::new();
        for &(class, degree) in &self.tones.classes {
            if let Some(cost) = cost(degree) {
                basses.extend(placed(class, range).map(|key| (key, cost)));
            }
        }
        basses
    }

    /// What is missing, what is doubled, and how the voices stand.
    fn cost(&self, keys: [u8; 3]) -> u32 {
        let [alto, tenor, bass] = keys;
        let top = self.moment.melody.map(|(key, _)| key);
        let voices = || keys.into_iter().chain(top);
        let count = |class: u8| voices().filter(|key| key % 12 == class).count();
        let mut cost = 0;
        for &(class, degree) in &self.tones.classes {
            let held = count(class);
            if held == 0 {
                cost += missing(degree, self.tones);
            } else {
                cost += doubled(degree, self.tones.tense) * u32::try_from(held - 1).unwrap_or(3);
            }
            if class == self.leading && held > 1 && degree != Degree::Root {
                cost += 120;
            }
        }
        // Wide below and close above, as overtones are (Huron 2001, principle 4).
        cost += u32::from(tenor - bass < 3 && tenor < 55) * 8;
        cost += u32::from(alto == tenor) * 4 + u32::from(tenor == bass) * 8;
        cost += u32::from(top == Some(alto)) * 4;
        // Basses have few notes below E2.
        cost + u32::from((tenor - bass).saturating_sub(19))
            + 3 * u32::from(40u8.saturating_sub(bass))
    }
}

fn missing(degree: Degree, tones: &Tones) -> u32 {
    match degree {
        Degree::Root if tones.has(Degree::Seventh) => 20,
        Degree::Root => 60,
        Degree::Third => 90,
        Degree::Fifth if tones.tense && !tones.has(Degree::Seventh) => 60,
        Degree::Fifth => 6,
        Degree::Seventh => 40,
        Degree::Colour => 8,
    }
}

/// Tones that want to move sound too strong when doubled.
fn doubled(degree: Degree, tense: bool) -> u32 {
    match degree {
        Degree::Root => 0,
        Degree::Fifth if tense => 12,
        Degree::Fifth => 3,
        Degree::Third if tense => 24,
        Degree::Third => 6,
        Degree::Seventh => 60,
        Degree::Colour => 20,
    }
}
