//! Where the beats of a performance fall among its ticks.

use super::tracker::Follow;
use crate::midi::song::Song;

/// A tempo until a file says otherwise, in microseconds a quarter.
const USUAL_TEMPO: u32 = 500_000;

/// The second of each tick, as the tempo map has it.
pub(super) struct Clock {
    /// (tick, second, seconds a tick)
    changes: Vec<(f64, f64, f64)>,
}

#[expect(clippy::cast_precision_loss, reason = "ticks, to be weighed")]
impl Clock {
    pub(super) fn of(song: &Song) -> Clock {
        let per_quarter = f64::from(song.ticks_per_quarter);
        let seconds = |micros: u32| f64::from(micros.max(1)) / 1e6 / per_quarter;
        let mut changes = vec![(0.0, 0.0, seconds(USUAL_TEMPO))];
        for &(tick, micros) in &song.tempi {
            let (tick, (from, second, pace)) = (tick as f64, changes[changes.len() - 1]);
            changes.push((tick, second + (tick - from) * pace, seconds(micros)));
        }
        Clock { changes }
    }

    pub(super) fn second(&self, tick: u64) -> f64 {
        let tick = tick as f64;
        let (from, second, pace) = self.change(tick);
        second + (tick - from) * pace
    }

    /// Seconds a tick at a tick.
    pub(super) fn pace(&self, tick: f64) -> f64 {
        self.change(tick).2
    }

    fn change(&self, tick: f64) -> (f64, f64, f64) {
        let after = self.changes.partition_point(|(from, ..)| *from <= tick);
        self.changes[after.max(1) - 1]
    }
}

/// Beats, a quarter each, among the ticks.
pub(super) struct Beats {
    ticks_per_quarter: f64,
    clock: Clock,
    /// The second of each beat, when they were tracked; else the ticks themselves are the beats.
    seconds: Vec<f64>,
    /// The mean speed of tracked beats.
    pub(super) tracked_bpm: Option<f64>,
    /// No beat was found, neither the map's nor another.
    pub(super) unclear: bool,
}

impl Beats {
    /// The beats of the file's own ticks.
    pub(super) fn of_the_map(song: &Song, clock: Clock) -> Beats {
        let ticks_per_quarter = f64::from(song.ticks_per_quarter);
        Beats { ticks_per_quarter, clock, seconds: Vec::new(), tracked_bpm: None, unclear: false }
    }

    /// Beats laid through onsets that were followed: by weighted least squares over the neighbours
    /// of each beat, so that no single finger moves it. `places` are in order; `None` when they are
    /// too few to lay beats through.
    #[expect(clippy::cast_precision_loss, reason = "a count of beats")]
    pub(super) fn through(song: &Song, clock: Clock, places: &[Follow]) -> Option<Beats> {
        let last = places.last()?.quarters;
        let mut heard: Vec<(usize, f64)> = Vec::new();
        let mut count = 0;
        while count as f64 <= last + 1.0 {
            let beat = count as f64;
            let from = places.partition_point(|follow| follow.quarters < beat - REACH);
            let near = places[from..].iter().take_while(|follow| follow.quarters <= beat + REACH);
            heard.extend(line_at(near, beat).map(|second| (count, second)));
            count += 1;
        }
        let mut seconds = filled(&heard, count)?;
        forward(&mut seconds);
        let span = seconds[count - 1] - seconds[0];
        let mut beats = Beats::of_the_map(song, clock);
        beats.tracked_bpm = Some(60.0 * (count - 1) as f64 / span.max(1e-3));
        beats.seconds = seconds;
        Some(beats)
    }

    /// A tick in quarters from the first beat; never before it.
    #[expect(clippy::cast_precision_loss, reason = "ticks, to be weighed")]
    pub(super) fn position(&self, tick: u64) -> f64 {
        if self.seconds.len() < 2 {
            return tick as f64 / self.ticks_per_quarter;
        }
        let second = self.clock.second(tick);
        let after = self.seconds.partition_point(|&beat| beat <= second);
        let beat = after.clamp(1, self.seconds.len() - 1) - 1;
        let length = self.seconds[beat + 1] - self.seconds[beat];
        (beat as f64 + (second - self.seconds[beat]) / length).max(0.0)
    }

    /// How long a quarter lasts at a position, in seconds.
    pub(super) fn quarter_seconds(&self, position: f64) -> f64 {
        if self.seconds.len() < 2 {
            let tick = position * self.ticks_per_quarter;
            return self.clock.pace(tick) * self.ticks_per_quarter;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let beat = position.clamp(0.0, (self.seconds.len() - 2) as f64) as usize;
        self.seconds[beat + 1] - self.seconds[beat]
    }
}

/// How far around a beat its onsets are looked for, in quarters.
const REACH: f64 = 4.0;

/// The second of a beat by a line through the onsets around it; those nearer weigh more.
fn line_at<'a>(near: impl Iterator<Item = &'a Follow>, beat: f64) -> Option<f64> {
    let (mut w, mut wx, mut wy, mut wxx, mut wxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for follow in near {
        let x = follow.quarters - beat;
        let weight = (1.0 - x.abs() / (REACH + 0.5)).max(0.0) * follow.weight;
        w += weight;
        wx += weight * x;
        wy += weight * follow.second;
        wxx += weight * x * x;
        wxy += weight * x * follow.second;
    }
    let determinant = w * wxx - wx * wx;
    // Two places at least, and not all on one side by a hair.
    (determinant > 1e-3 * w.max(1.0)).then(|| (wxx * wy - wx * wxy) / determinant)
}

/// All beats up to `count`: those in long rests lie evenly between the ones that were heard.
#[expect(clippy::cast_precision_loss, reason = "a count of beats")]
fn filled(heard: &[(usize, f64)], count: usize) -> Option<Vec<f64>> {
    let mut pairs = heard.windows(2).map(|pair| (pair[0], pair[1])).peekable();
    let mut pair = pairs.next()?;
    let mut seconds = Vec::with_capacity(count);
    for beat in 0..count {
        while beat > pair.1.0
            && let Some(next) = pairs.next()
        {
            pair = next;
        }
        let ((from, start), (to, end)) = pair;
        let share = (beat as f64 - from as f64) / (to - from) as f64;
        seconds.push(start + share * (end - start));
    }
    Some(seconds)
}

/// Keeps beats apart: a twentieth of a second at least.
fn forward(seconds: &mut [f64]) {
    for index in 1..seconds.len() {
        seconds[index] = seconds[index].max(seconds[index - 1] + 0.05);
    }
}
