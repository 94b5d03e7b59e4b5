//! The subdivision of each beat.
//!
//! Each beat gets the one that explains its onsets best at the least price, the description-length
//! view of Cemgil, Desain & Kappen (2000), "Rhythm quantization for transcription". Over the beats the
//! choice is a path (Viterbi 1967), for figures come in company: a change between duple and triple
//! costs. How precise the player is and which subdivisions the piece likes is learnt from the piece
//! itself, by choosing three times.

use score::Quarters;

use super::beats::Beats;

/// Subdivisions of a beat, and how many of a thousand beats with onsets use each before the piece is
/// known.
const SUBDIVISIONS: [(i64, f64); 7] =
    [(1, 480.0), (2, 280.0), (4, 140.0), (3, 80.0), (6, 8.0), (8, 8.0), (5, 1.0)];
/// How many beats the table above weighs against the piece's own.
const PRIOR_BEATS: f64 = 24.0;
/// The price of a change between duple and triple, as a negative logarithm of its chance.
const CHANGE: f64 = 1.2;
/// The price of two onsets heard apart falling on one place.
const COLLISION: f64 = 2.0;
/// Onsets nearer than this, in seconds, are one chord.
const TOGETHER: f64 = 0.035;
/// Deviations beyond this many standard deviations count no more: grace notes, slips.
const OUTLIER: f64 = 4.0;
/// First guess and bounds of a player's precision: the standard deviation of onsets, in seconds.
const PRECISION: f64 = 0.015;
const PRECISION_BOUNDS: (f64, f64) = (0.003, 0.04);

/// The subdivision of each beat that has onsets.
pub(super) struct Rhythm {
    /// (beat, subdivision), in order.
    beats: Vec<(i64, i64)>,
}

impl Rhythm {
    pub(super) fn of(beats: &Beats, onsets: &[u64]) -> Rhythm {
        let mut positions: Vec<f64> = onsets.iter().map(|&tick| beats.position(tick)).collect();
        positions.sort_by(f64::total_cmp);
        let groups: Vec<Group<'_>> = positions
            .chunk_by(|a, b| a.floor() == b.floor())
            .map(|positions| Group::new(positions, beats))
            .collect();
        let mut habits = Habits::default();
        let mut path = habits.path(&groups);
        for _ in 0..2 {
            habits = Habits::learnt(&groups, &path);
            path = habits.path(&groups);
        }
        let subdivision = |index: &usize| SUBDIVISIONS[*index].0;
        Rhythm { beats: groups.iter().map(|g| g.beat).zip(path.iter().map(subdivision)).collect() }
    }

    /// The place on the grid of a position.
    pub(super) fn place(&self, position: f64) -> Quarters {
        let beat = position.floor();
        let subdivision = self.subdivision(position);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let steps = ((position - beat) * subdivision as f64).round();
        Quarters::whole(whole(beat)) + Quarters::new(whole(steps), subdivision)
    }

    /// The length of a step around a position.
    pub(super) fn step(&self, position: f64) -> Quarters {
        Quarters::new(1, self.subdivision(position))
    }

    /// That of the beat, or sixteenths where nothing begins.
    fn subdivision(&self, position: f64) -> i64 {
        let beat = whole(position.floor());
        let found = self.beats.binary_search_by_key(&beat, |(beat, _)| *beat);
        found.map_or(4, |index| self.beats[index].1)
    }
}

/// The onsets of a beat.
struct Group<'a> {
    beat: i64,
    /// Quarters, in order.
    positions: &'a [f64],
    /// Seconds a quarter.
    seconds: f64,
}

impl<'a> Group<'a> {
    fn new(positions: &'a [f64], beats: &Beats) -> Group<'a> {
        let first = positions.first().copied().unwrap_or(0.0);
        Group { beat: whole(first.floor()), positions, seconds: beats.quarter_seconds(first) }
    }

    /// How far each onset is from the grid, in seconds.
    fn deviations(&self, subdivision: i64) -> impl Iterator<Item = f64> + '_ {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let steps = subdivision as f64;
        let off = move |position: &f64| position - (position * steps).round() / steps;
        self.positions.iter().map(move |position| off(position) * self.seconds)
    }

    /// What the distinct places cost that the onsets fall on: the finer, the more.
    fn places(&self, subdivision: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let steps = subdivision as f64;
        let mut last = -1;
        let mut price = 0.0;
        for position in self.positions {
            let place = whole(((position - position.floor()) * steps).round());
            if place != last {
                price += place_price(Quarters::new(place, subdivision));
            }
            last = place;
        }
        price
    }

    /// How many pairs of onsets heard apart share a place.
    fn collisions(&self, subdivision: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let steps = subdivision as f64;
        let collide = |pair: &&[f64]| {
            (pair[0] * steps).round() == (pair[1] * steps).round()
                && (pair[1] - pair[0]) * self.seconds > TOGETHER
        };
        #[expect(clippy::cast_precision_loss, reason = "a count of notes")]
        let count = self.positions.windows(2).filter(collide).count() as f64;
        count
    }
}

/// What a player and a piece are used to.
struct Habits {
    /// Standard deviation of onsets, in seconds.
    precision: f64,
    /// The price of each subdivision.
    prices: [f64; SUBDIVISIONS.len()],
}

impl Default for Habits {
    fn default() -> Self {
        let prices = SUBDIVISIONS.map(|(_, share)| -(share / 1000.0).ln());
        Habits { precision: PRECISION, prices }
    }
}

impl Habits {
    /// From the subdivisions chosen so far.
    fn learnt(groups: &[Group<'_>], path: &[usize]) -> Habits {
        let mut counts = SUBDIVISIONS.map(|(_, share)| PRIOR_BEATS * share / 1000.0);
        let (mut squares, mut onsets) = (PRECISION * PRECISION * 8.0, 8.0);
        for (group, &index) in groups.iter().zip(path) {
            counts[index] += 1.0;
            for deviation in group.deviations(SUBDIVISIONS[index].0) {
                if deviation.abs() < OUTLIER * PRECISION_BOUNDS.1 {
                    squares += deviation * deviation;
                    onsets += 1.0;
                }
            }
        }
        let total: f64 = counts.iter().sum();
        let precision = (squares / onsets).sqrt().clamp(PRECISION_BOUNDS.0, PRECISION_BOUNDS.1);
        Habits { precision, prices: counts.map(|count| -(count / total).ln()) }
    }

    /// What a beat costs with a subdivision.
    fn cost(&self, group: &Group<'_>, index: usize) -> f64 {
        let subdivision = SUBDIVISIONS[index].0;
        let cost = |deviation: f64| {
            let off = (deviation / self.precision).abs().min(OUTLIER);
            off * off / 2.0
        };
        let misses: f64 = group.deviations(subdivision).map(cost).sum();
        misses
            + self.prices[index]
            + group.places(subdivision)
            + COLLISION * group.collisions(subdivision)
    }

    /// The cheapest path through the beats.
    fn path(&self, groups: &[Group<'_>]) -> Vec<usize> {
        const COUNT: usize = SUBDIVISIONS.len();
        let mut costs = [0.0; COUNT];
        let mut origins: Vec<[u8; COUNT]> = Vec::with_capacity(groups.len());
        for group in groups {
            let mut next = [0.0; COUNT];
            let mut origin = [0u8; COUNT];
            for index in 0..COUNT {
                let from = |from: usize| costs[from] + change(from, index);
                let best = (0..COUNT).min_by(|&a, &b| from(a).total_cmp(&from(b))).unwrap_or(0);
                next[index] = from(best) + self.cost(group, index);
                origin[index] = u8::try_from(best).unwrap_or(0);
            }
            // Only differences count; a long piece must not wear the numbers out.
            let least = next.iter().copied().fold(f64::INFINITY, f64::min);
            costs = next.map(|cost| cost - least);
            origins.push(origin);
        }
        let mut index = (0..COUNT).min_by(|&a, &b| costs[a].total_cmp(&costs[b])).unwrap_or(0);
        let mut path = vec![0; groups.len()];
        for (slot, origin) in path.iter_mut().zip(&origins).rev() {
            *slot = index;
            index = usize::from(origin[index]);
        }
        path
    }
}

/// The price of a place by its kind.
fn place_price(place: Quarters) -> f64 {
    match place.denominator() {
        1 => 0.0,
        2 => 0.3,
        3 | 4 => 0.7,
        _ => 2.0,
    }
}

/// The price of going from one subdivision to another.
fn change(from: usize, to: usize) -> f64 {
    let family = |index: usize| match SUBDIVISIONS[index].0 {
        1 => 0,
        3 | 6 => 3,
        5 => 5,
        _ => 2,
    };
    let (from, to) = (family(from), family(to));
    if from == to || from == 0 || to == 0 { 0.0 } else { CHANGE }
}

/// A whole number kept as a float, as an integer.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole(number: f64) -> i64 {
    number as i64
}
