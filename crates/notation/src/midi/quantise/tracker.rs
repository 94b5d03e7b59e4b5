//! Follows the beat of a performance without a click.
//!
//! Tempo and rhythm are found together: each hypothesis says at which place of the beat the last
//! onset stood and how long a quarter lasts, and the next onset is either explained by going on to a
//! nearby place or not. A Kalman filter keeps each hypothesis' tempo and its doubt, and the best
//! hypotheses survive (Cemgil & Kappen 2003, "Monte Carlo methods for tempo tracking and rhythm
//! quantization", section 4; agents as in Dixon 2001, "Automatic extraction of tempo and beat from
//! expressive performances"). What a place costs is how often places of its kind carry onsets, an
//! idea of Temperley (2007, *Music and Probability*, ch. 3).

/// Grid places a quarter.
const PLACES: i64 = 24;
/// Onsets nearer than this, in seconds, are one chord.
const TOGETHER: f64 = 0.04;
/// Fewest and most moments that are followed, and for how long, in seconds.
const FEWEST: usize = 8;
const MOST: usize = 8_000;
const LONGEST: f64 = 14_400.0;
/// Hypotheses kept from moment to moment.
const KEPT: usize = 96;
/// Speeds tried, in seconds a quarter.
const SPEEDS: (f64, f64) = (0.25, 1.5);
/// How many speeds are tried.
const TRIED: u32 = 40;
/// The speed people hear a beat at most readily, and how much it varies (a standard deviation of its
/// logarithm): Parncutt 1994; Moelants 2002.
const PREFERRED: (f64, f64) = (0.6, 0.3);
/// How near the file's own tempo players stay who set one.
const NEAR_MAP: f64 = 0.08;
/// Standard deviation of onsets, in seconds.
const PRECISION: f64 = 0.02;
/// How much the tempo wanders in a quarter, as a share.
const WANDER: f64 = 0.02;
/// How much the likelihood of a speed counts in each quarter, against once for all.
const PACE: f64 = 0.2;

/// An onset that was followed: when, where, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Follow {
    pub(super) second: f64,
    pub(super) quarters: f64,
    pub(super) weight: f64,
}

/// A moment at which one or more notes begin.
#[derive(Clone, Copy)]
struct Moment {
    second: f64,
    notes: f64,
}

/// One account of what was played so far.
#[derive(Clone, Copy)]
struct Account {
    /// Place of the last moment, in grid places from the first beat.
    place: i64,
    /// When the last moment should have been, and seconds a quarter; with their doubt.
    when: f64,
    quarter: f64,
    doubt: [f64; 3],
    cost: f64,
    /// Index of its entry in the history.
    history: u32,
}

/// Follows onsets in order of time, given in seconds; `expected` is the file's own quarter, in
/// seconds. `None` when there are too few to follow, or too many.
pub(super) fn follow(seconds: &[f64], expected: Option<f64>) -> Option<Vec<Follow>> {
    let moments = moments(seconds);
    let length = moments.last()?.second - moments.first()?.second;
    if !(FEWEST..=MOST).contains(&moments.len()) || length > LONGEST {
        return None;
    }
    let mut history: Vec<(u32, i64)> = vec![(0, 0)];
    let mut accounts = beginnings(moments[0].second, expected, &mut history);
    for moment in &moments[1..] {
        let mut next: Vec<Account> = Vec::with_capacity(accounts.len() * 4);
        for account in &accounts {
            account.go_on(moment, expected, &mut next);
        }
        accounts = survivors(next);
        for account in &mut accounts {
            history.push((account.history, account.place));
            account.history = u32::try_from(history.len() - 1).unwrap_or(0);
        }
    }
    let best = accounts.first()?;
    Some(retraced(&moments, &history, best.history))
}

/// Gathers onsets that are struck together.
fn moments(seconds: &[f64]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::new();
    let mut first = f64::NEG_INFINITY;
    for &second in seconds {
        match moments.last_mut() {
            Some(moment) if second - first < TOGETHER => {
                moment.second += (second - moment.second) / (moment.notes + 1.0);
                moment.notes += 1.0;
            }
            _ => {
                first = second;
                moments.push(Moment { second, notes: 1.0 });
            }
        }
    }
    moments
}

/// Accounts of the first moment: on the beat, half or three quarters through it, at every speed.
fn beginnings(when: f64, expected: Option<f64>, history: &mut Vec<(u32, i64)>) -> Vec<Account> {
    let mut accounts = Vec::new();
    let ratio = (SPEEDS.1 / SPEEDS.0).ln() / f64::from(TRIED - 1);
    for index in 0..TRIED {
        let quarter = SPEEDS.0 * (ratio * f64::from(index)).exp();
        for place in [0, PLACES / 2, PLACES * 3 / 4] {
            history.push((0, place));
            accounts.push(Account {
                place,
                when,
                quarter,
                doubt: [PRECISION * PRECISION, 0.0, (quarter * ratio).powi(2)],
                cost: unlikeliness(quarter, expected) + onset_price(place),
                history: u32::try_from(history.len() - 1).unwrap_or(0),
            });
        }
    }
    accounts
}

/// How little a speed is to be expected: near the file's own, or one that people like.
fn unlikeliness(quarter: f64, expected: Option<f64>) -> f64 {
    let bell = |middle: f64, width: f64| {
        let off = (quarter / middle).ln() / width;
        (-off * off / 2.0).exp() / width
    };
    let liked = bell(PREFERRED.0, PREFERRED.1);
    let own = expected.map_or(liked, |expected| bell(expected, NEAR_MAP));
    -(0.5 * liked + 0.5 * own + 1e-9).ln()
}

impl Account {
    /// Adds the accounts that explain the next moment after this one.
    fn go_on(&self, moment: &Moment, tempo: Option<f64>, next: &mut Vec<Account>) {
        let per_place = self.quarter / PLACES as f64;
        let wait = moment.second - self.when;
        let expected = wait / per_place;
        let doubt = self.doubt[0].sqrt() + PRECISION + 0.06 * wait.max(0.0);
        let reach = (3.0 * doubt / per_place).clamp(1.0, 4.0 * PLACES as f64);
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let (from, to) = ((expected - reach).ceil() as i64, (expected + reach).floor() as i64);
        let from = from.max(1);
        for steps in from..=to.min(from + 8 * PLACES) {
            let place = self.place.saturating_add(steps);
            if onset_price(place) < NEVER {
                next.extend(self.at(place, steps, moment, tempo));
            }
        }
    }

    /// The Kalman step to a place.
    fn at(
        &self,
        place: i64,
        steps: i64,
        moment: &Moment,
        expected: Option<f64>,
    ) -> Option<Account> {
        let quarters = steps as f64 / PLACES as f64;
        let [p, c, q] = self.doubt;
        let wander = (WANDER * self.quarter).powi(2) * quarters.max(0.1);
        let when = self.when + quarters * self.quarter;
        let p =
            p + 2.0 * quarters * c + quarters * quarters * q + wander * quarters * quarters / 3.0;
        let c = c + quarters * q + wander * quarters / 2.0;
        let q = q + wander;
        // Several fingers are more precise than one.
        let noise = PRECISION * PRECISION / moment.notes.min(4.0).sqrt();
        let spread = p + noise;
        let miss = moment.second - when;
        if miss * miss > 12.0 * spread {
            return None;
        }
        let (gain, gain_speed) = (p / spread, c / spread);
        let quarter = self.quarter + gain_speed * miss;
        if !(0.8 * SPEEDS.0..=1.2 * SPEEDS.1).contains(&quarter) {
            return None;
        }
        let cost = miss * miss / (2.0 * spread)
            + spread.ln() / 2.0
            + PACE * quarters * unlikeliness(quarter, expected);
        Some(Account {
            place,
            when: when + gain * miss,
            quarter,
            doubt: [(1.0 - gain) * p, (1.0 - gain) * c, q - gain_speed * c],
            cost: self.cost + cost + onset_price(place) + silence_price(self.place, place),
            history: self.history,
        })
    }
}

/// A price nothing pays.
const NEVER: f64 = 99.0;

/// The chance of an onset at each kind of place: the beat, its half, quarters, thirds, eighths, sixths.
const CHANCES: [(i64, f64); 6] =
    [(24, 0.72), (12, 0.35), (6, 0.15), (8, 0.035), (3, 0.006), (4, 0.006)];

/// The chance of an onset at a place.
fn chance(place: i64) -> Option<f64> {
    CHANCES.iter().find(|(step, _)| place % step == 0).map(|(_, chance)| *chance)
}

/// What an onset at a place costs: the negative logarithm of its chance.
fn onset_price(place: i64) -> f64 {
    chance(place).map_or(NEVER, |chance| -chance.ln())
}

/// What it costs that nothing began between two places.
fn silence_price(from: i64, to: i64) -> f64 {
    let silent = |(index, (step, chance)): (usize, &(i64, f64))| {
        // Of the multiples of a step only those of no longer one are of its kind.
        let inside = (to - 1).div_euclid(*step) - from.div_euclid(*step);
        let longer: i64 = match index {
            0 => 0,
            1 | 3 => (to - 1).div_euclid(24) - from.div_euclid(24),
            2 | 5 => (to - 1).div_euclid(12) - from.div_euclid(12),
            _ => (to - 1).div_euclid(6) - from.div_euclid(6),
        };
        (inside - longer).max(0) as f64 * -(1.0 - chance).ln()
    };
    CHANCES.iter().enumerate().map(silent).sum()
}

/// The cheapest accounts, one of each place and speed.
fn survivors(mut accounts: Vec<Account>) -> Vec<Account> {
    accounts.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut kept: Vec<Account> = Vec::with_capacity(KEPT);
    for account in accounts {
        let alike = |other: &Account| {
            other.place % PLACES == account.place % PLACES
                && (other.quarter / account.quarter).ln().abs() < 0.03
                && (other.when - account.when).abs() < 0.01
        };
        if !kept.iter().any(alike) {
            kept.push(account);
        }
        if kept.len() == KEPT {
            break;
        }
    }
    // Costs are compared, never summed up: keep them small.
    let least = kept.first().map_or(0.0, |account| account.cost);
    kept.iter_mut().for_each(|account| account.cost -= least);
    kept
}

/// Walks an account back to the first moment.
fn retraced(moments: &[Moment], history: &[(u32, i64)], last: u32) -> Vec<Follow> {
    let mut at = last;
    let mut places = Vec::with_capacity(moments.len());
    while at != 0 {
        let (before, place) = history[at as usize];
        places.push(place);
        at = before;
    }
    places.reverse();
    let follow = |(moment, place): (&Moment, i64)| Follow {
        second: moment.second,
        quarters: place as f64 / PLACES as f64,
        weight: moment.notes.sqrt(),
    };
    moments.iter().zip(places).map(follow).collect()
}
