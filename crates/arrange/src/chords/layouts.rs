//! All ways to lay out a chord within a range.

use score::Key;

use super::Layout;
use crate::style::{Line, Voicing};
use crate::tones::{Degree, Tones, in_scale};

/// So many layouts of a chord are followed up.
const KEPT: usize = 96;

/// What kind of layout is looked for.
struct Shape {
    /// Pitch classes to choose from.
    pool: Vec<u8>,
    notes: usize,
    /// The widest span, and the smallest gap between neighbours, in semitones.
    span: u8,
    gap: u8,
}

/// The layouts of a chord for a line, cheapest first; `melody` is the lowest and highest key above.
pub(super) fn layouts(
    key: Key,
    tones: &Tones,
    line: &Line,
    melody: Option<(u8, u8)>,
) -> Vec<Layout> {
    let mut found = match line.voicing {
        Voicing::Wide => wide(tones, line),
        _ => {
            let shape = shape(key, tones, line);
            let mut sets = Vec::new();
            choose(&shape, line.range, &mut Vec::new(), &mut sets);
            sets
        }
    };
    if found.is_empty() {
        // A range too narrow for the chord: whatever tones lie in it.
        let inside = |key: &u8| tones.degree(*key).is_some();
        let keys: Vec<u8> = (line.range.0..=line.range.1).filter(inside).take(2).collect();
        found.extend((!keys.is_empty()).then_some(keys));
    }
    let judge = Judge { tones, line, melody };
    let mut layouts: Vec<Layout> =
        found.into_iter().map(|keys| Layout { cost: judge.cost(&keys), keys }).collect();
    layouts.sort_by(|a, b| (a.cost, &a.keys).cmp(&(b.cost, &b.keys)));
    layouts.truncate(KEPT);
    layouts
}

fn shape(key: Key, tones: &Tones, line: &Line) -> Shape {
    let all: Vec<u8> = tones.classes.iter().map(|(class, _)| *class).collect();
    let of = |degrees: &[Degree]| -> Vec<u8> {
        let classes = tones.classes.iter().filter(|(_, degree)| degrees.contains(degree));
        classes.map(|(class, _)| *class).collect()
    };
    let notes = usize::from(line.notes.max(1));
    let close = if notes <= 3 { 12 } else { 14 };
    match line.voicing {
        Voicing::Open => Shape { pool: all, notes, span: 26, gap: 3 },
        Voicing::Shell if tones.has(Degree::Seventh) => {
            let pool = of(&[Degree::Root, Degree::Third, Degree::Seventh]);
            Shape { pool, notes: notes.min(3), span: 12, gap: 1 }
        }
        Voicing::Shell => {
            let pool = of(&[Degree::Root, Degree::Third, Degree::Fifth]);
            Shape { pool, notes: notes.min(3), span: 12, gap: 1 }
        }
        Voicing::Rootless => Shape { pool: rootless(key, tones, all), notes, span: 14, gap: 1 },
        Voicing::Power => {
            Shape { pool: of(&[Degree::Root, Degree::Fifth]), notes, span: 12, gap: 1 }
        }
        Voicing::Close | Voicing::Wide | Voicing::Guitar => {
            Shape { pool: all, notes, span: close, gap: 1 }
        }
    }
}

/// Without the root where a seventh tells the chord, and with the ninth that the key has.
fn rootless(key: Key, tones: &Tones, all: Vec<u8>) -> Vec<u8> {
    if !tones.has(Degree::Seventh) {
        return all;
    }
    let root = tones.root();
    let mut pool: Vec<u8> = all.into_iter().filter(|class| *class != root).collect();
    let ninth = (root + 2) % 12;
    let plain = tones.class(Degree::Fifth).is_none_or(|fifth| (fifth + 12 - root) % 12 == 7);
    if plain && !tones.has(Degree::Colour) && in_scale(key, ninth) {
        pool.push(ninth);
    }
    pool
}

/// All sets of keys in a range that have the shape, in order.
fn choose(shape: &Shape, range: (u8, u8), keys: &mut Vec<u8>, found: &mut Vec<Vec<u8>>) {
    if keys.len() == shape.notes || found.len() > 4_000 {
        found.push(keys.clone());
        return;
    }
    let from = keys.last().map_or(range.0, |last| last + shape.gap);
    let to = keys.first().map_or(range.1, |first| range.1.min(first + shape.span));
    // A tone is doubled only when there are more notes than tones.
    let doubling = shape.notes > shape.pool.len();
    for key in from..=to {
        let class = key % 12;
        let taken = !doubling && keys.iter().any(|other| other % 12 == class);
        if shape.pool.contains(&class) && !taken {
            keys.push(key);
            choose(shape, range, keys, found);
            keys.pop();
        }
    }
    // Fewer tones than notes, as in a bare fifth within an octave: what there is.
    if doubling && keys.len() >= shape.pool.len() {
        found.push(keys.clone());
    }
}

/// Bass, fifth, octave, tenth and so on, from every bass in the lower part of the range.
fn wide(tones: &Tones, line: &Line) -> Vec<Vec<u8>> {
    let (low, high) = line.range;
    let next = |from: u8| (from..=high).find(|key| tones.degree(*key).is_some());
    let mut found = Vec::new();
    for bass in (low..=high).filter(|key| key % 12 == tones.bass).take(2) {
        let mut keys = vec![bass];
        while keys.len() < usize::from(line.notes.max(1)) {
            let gap = match keys.len() {
                1 => 6,
                2 => 4,
                _ => 3,
            };
            let Some(key) = keys.last().and_then(|last| next(last + gap)) else { break };
            keys.push(key);
        }
        found.push(keys);
    }
    found
}

struct Judge<'a> {
    tones: &'a Tones,
    line: &'a Line,
    melody: Option<(u8, u8)>,
}

impl Judge<'_> {
    fn cost(&self, keys: &[u8]) -> u32 {
        let count = i32::try_from(keys.len().max(1)).unwrap_or(1);
        let mean = keys.iter().map(|key| i32::from(*key)).sum::<i32>() / count;
        let centre = i32::midpoint(i32::from(self.line.range.0), i32::from(self.line.range.1));
        // What is broken from the bass up starts low.
        let low = keys.first().map_or(0, |low| u32::from(low - self.line.range.0));
        let wide = self.line.voicing == Voicing::Wide;
        let away = if wide { 3 * low } else { 2 * mean.abs_diff(centre) };
        away + self.missing(keys) + muddy(keys) + self.clash(keys) + self.footing(keys)
    }

    /// A third may stand below where the symbol does not forbid it; a fifth sounds like another chord.
    fn footing(&self, keys: &[u8]) -> u32 {
        let Some(low) = keys.first().filter(|_| self.line.rooted) else { return 0 };
        match self.tones.degree(*low) {
            _ if low % 12 == self.tones.bass => 0,
            Some(Degree::Third) if !self.tones.fixed_bass => 8,
            _ => 60,
        }
    }

    fn missing(&self, keys: &[u8]) -> u32 {
        let rootless = matches!(self.line.voicing, Voicing::Rootless | Voicing::Shell);
        let cost = |degree: Degree| match degree {
            Degree::Third => 200,
            Degree::Seventh => 120,
            Degree::Colour => 40,
            Degree::Root if rootless => 0,
            Degree::Root => 25,
            Degree::Fifth if self.tones.tense => 14,
            Degree::Fifth => 10,
        };
        let held = |class: u8| keys.iter().any(|key| key % 12 == class);
        let absent = self.tones.classes.iter().filter(|(class, _)| !held(*class));
        absent.map(|(_, degree)| cost(*degree)).sum()
    }

    /// Notes among or beside the melody.
    fn clash(&self, keys: &[u8]) -> u32 {
        let Some((low, high)) = self.melody else { return 0 };
        let cost = |key: &u8| {
            let above = if *key >= low { 60 + 4 * u32::from(key - low) } else { 0 };
            let beside = u32::from(key.abs_diff(low) == 1) * 12;
            let far = self.line.with_melody && high.saturating_sub(*key) > super::TENTH;
            above + beside + u32::from(far) * 50
        };
        keys.iter().map(cost).sum()
    }
}

/// Close intervals far down and seconds anywhere (low interval limits, after Huron 2001, principle 4).
fn muddy(keys: &[u8]) -> u32 {
    let cost = |pair: &[u8]| match (pair[0], pair[1] - pair[0]) {
        (_, 1) => 20,
        (..=44, ..7) => 40,
        (45..=51, ..4) => 15,
        (_, 2) => 3,
        _ => 0,
    };
    keys.windows(2).map(cost).sum()
}
