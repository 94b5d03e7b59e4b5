//! From places in the score to seconds: tempi, holds, swing and repeats together.

use score::{Quarters, Score};

use super::ending::Ending;
use super::holds::{self, CAESURA_SECONDS, Holds};
use super::settings::Performance;
use super::swing;
use super::tempo::Span;

/// The time of one measure, the same each time it is played.
#[derive(Clone, Debug, Default)]
pub(super) struct MeasureClock {
    pieces: Vec<Piece>,
    /// Its length in quarter notes, not below zero.
    length: f64,
    /// Its length in seconds.
    pub(super) seconds: f64,
    /// Quarter notes a minute where it ends.
    last_qpm: f64,
    /// Where time stands still for [`CAESURA_SECONDS`].
    caesuras: Vec<f64>,
    /// The long eighth's share of a quarter.
    swing: Option<f64>,
    /// What is missing at the start of a pick-up: swing looks at beats of the full bar.
    phase: Quarters,
}

/// A stretch with one even change of tempo, in quarter notes from the start of the measure.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: f64,
    end: f64,
    from: f64,
    to: f64,
    /// Longer by so much, under a fermata.
    stretch: f64,
    /// Seconds before it.
    before: f64,
}

impl Piece {
    /// Seconds from its start to `place`. Where the tempo v runs evenly from v0 to v1 over the length
    /// L, the time is the integral of 60/v: 60 L / (v1 - v0) ln(v / v0).
    fn seconds_to(&self, place: f64) -> f64 {
        let (length, beyond) = (self.end - self.start, place - self.start);
        let rise = self.to - self.from;
        let plain = if rise.abs() < 1e-9 || length <= 0.0 {
            60.0 * beyond / self.from
        } else {
            let reached = self.from + rise * beyond / length;
            60.0 * length / rise * libm::log(reached / self.from)
        };
        plain * self.stretch
    }
}

/// Which of two simultaneous things is asked for where a caesura stands: what ends or what begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Ends,
    Begins,
}

impl MeasureClock {
    fn new(start: f64, length: f64, spans: &[Span], holds: &Holds) -> Self {
        let mut clock = Self { length, caesuras: holds.caesuras.clone(), ..Self::default() };
        let end = start + length;
        let first = spans.partition_point(|span| span.start <= start).saturating_sub(1);
        for span in spans.iter().skip(first).take_while(|span| span.start < end || length == 0.0) {
            let rise = (span.to - span.from) / (span.end - span.start).max(1e-9);
            let tempo_at = |place: f64| span.from + rise * (place - span.start).max(0.0);
            let (from, to) = (span.start.max(start), span.end.min(end));
            clock.last_qpm = tempo_at(to.max(from));
            if to > from {
                clock.add(from - start, to - start, tempo_at(from), tempo_at(to), holds);
            }
            if length == 0.0 {
                break;
            }
        }
        clock.seconds = clock.at(length, Side::Begins);
        clock
    }

    /// Adds a stretch, cut where fermatas begin and end.
    fn add(&mut self, start: f64, end: f64, from: f64, to: f64, holds: &Holds) {
        let whole = Piece { start, end, from, to, stretch: 1.0, before: 0.0 };
        let edges = holds.fermatas.iter().flat_map(|&(start, end)| [start, end]);
        let mut cuts: Vec<f64> = edges.filter(|&cut| cut > start && cut < end).collect();
        cuts.push(end);
        let tempo = |place: f64| from + (to - from) * (place - start) / (end - start);
        let mut at = start;
        for cut in cuts {
            let under = holds.under(at);
            let plain = whole.seconds_to(cut) - whole.seconds_to(at);
            let stretch = if under { holds::stretch(plain) } else { 1.0 };
            let before =
                self.pieces.last().map_or(0.0, |piece| piece.before + piece.seconds_to(piece.end));
            let (from, to) = (tempo(at), tempo(cut));
            self.pieces.push(Piece { start: at, end: cut, from, to, stretch, before });
            at = cut;
        }
    }

    /// Seconds from the start of the measure to a place in quarter notes, also beyond its end.
    fn at(&self, place: f64, side: Side) -> f64 {
        let place = place.max(0.0);
        let index = self.pieces.partition_point(|piece| piece.start <= place);
        let passed = self
            .pieces
            .get(index.saturating_sub(1))
            .map_or(0.0, |piece| piece.before + piece.seconds_to(place.min(piece.end)));
        let beyond = if place > self.length && self.last_qpm > 0.0 {
            60.0 * (place - self.length) / self.last_qpm
        } else {
            0.0
        };
        let over = |&caesura: &f64| match side {
            Side::Ends => caesura < place,
            Side::Begins => caesura <= place,
        };
        let waits = self.caesuras.partition_point(over);
        let waits = u32::try_from(waits).unwrap_or(u32::MAX);
        passed + beyond + f64::from(waits) * CAESURA_SECONDS
    }

    /// A place in quarter notes with swing applied.
    fn swung(&self, place: Quarters) -> f64 {
        match self.swing {
            Some(share) => swing::bend(place + self.phase, share) - self.phase.to_f64(),
            None => place.to_f64(),
        }
    }
}

/// The clock of a performance.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    measures: Vec<MeasureClock>,
    /// The measures in the order they are played; an index into this is a turn.
    pub(super) order: Vec<usize>,
    /// Where each turn starts, in quarter notes of playing.
    starts: Vec<Quarters>,
    /// Where each turn starts, in seconds without the final ritardando; one more: the end.
    seconds: Vec<f64>,
    /// The final ritardando.
    pub(super) ending: Option<Ending>,
}

impl Clock {
    /// A clock for all measures, with nothing to play yet.
    pub(super) fn new(score: &Score, spans: &[Span], settings: &Performance) -> Self {
        let meters = score.meters();
        let swings = swing::written(score);
        let mut start = Quarters::ZERO;
        let mut measures = Vec::with_capacity(score.measures.len());
        for (index, holds) in holds::holds(score).iter().enumerate() {
            let length = score.measures[index].length;
            let mut clock =
                MeasureClock::new(start.to_f64(), length.to_f64().max(0.0), spans, holds);
            let simple = !meters[index].is_compound();
            let tempo = clock.pieces.first().map_or(clock.last_qpm, |piece| piece.from);
            clock.swing = swing::share(settings, swings[index], tempo.max(5.0)).filter(|_| simple);
            if index == 0 {
                clock.phase = (meters[index].bar_length() - length).max(Quarters::ZERO);
            }
            measures.push(clock);
            start += length;
        }
        let (order, starts) = (Vec::new(), Vec::new());
        Self { measures, order, starts, seconds: vec![0.0], ending: None }
    }

    /// Sets what is played, as far as `max_seconds` allow; `false` when that was not all.
    pub(super) fn play(&mut self, score: &Score, order: &[usize], max_seconds: f64) -> bool {
        let mut at = Quarters::ZERO;
        for &measure in order {
            let Some(clock) = self.measures.get(measure) else { continue };
            let end = self.seconds.last().copied().unwrap_or(0.0) + clock.seconds;
            if end > max_seconds || !end.is_finite() {
                return false;
            }
            self.order.push(measure);
            self.starts.push(at);
            self.seconds.push(end);
            at += score.measures[measure].length;
        }
        true
    }

    /// Where a turn starts, in quarter notes of playing.
    pub(super) fn start(&self, turn: usize) -> Quarters {
        self.starts.get(turn).copied().unwrap_or(Quarters::ZERO)
    }

    /// The second at which something begins, `place` quarter notes into a turn.
    pub(super) fn onset(&self, turn: usize, place: Quarters) -> f64 {
        self.ended(self.plain(turn, place, Side::Begins))
    }

    /// The second at which something ends that began in `turn` and ends `place` quarter notes after
    /// its start, perhaps in a later measure.
    pub(super) fn end(&self, turn: usize, place: Quarters) -> f64 {
        let end = self.start(turn) + place;
        let later = self
            .starts
            .get(turn + 1..)
            .map_or(0, |starts| starts.partition_point(|&start| start < end));
        let place = end - self.start(turn + later);
        self.ended(self.plain(turn + later, place, Side::Ends))
    }

    /// The end of the last measure, in seconds.
    pub(super) fn total(&self) -> f64 {
        self.ended(self.seconds.last().copied().unwrap_or(0.0))
    }

    /// How long a turn lasts without the final ritardando, in seconds.
    pub(super) fn turn_seconds(&self, turn: usize) -> f64 {
        self.order.get(turn).and_then(|&index| self.measures.get(index)).map_or(0.0, |m| m.seconds)
    }

    fn plain(&self, turn: usize, place: Quarters, side: Side) -> f64 {
        let measure = self.order.get(turn).and_then(|&index| self.measures.get(index));
        let Some(measure) = measure else { return self.seconds.last().copied().unwrap_or(0.0) };
        self.seconds[turn] + measure.at(measure.swung(place), side)
    }

    fn ended(&self, seconds: f64) -> f64 {
        self.ending.map_or(seconds, |ending| ending.at(seconds))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use score::{Articulation, shorthand};

    use super::*;
    use crate::perform::settings::Swing;
    use crate::perform::tempo;

    fn clock(score: &Score, settings: &Performance) -> Clock {
        let spans = tempo::spans(score, &score.measure_starts(), settings);
        let mut clock = Clock::new(score, &spans, settings);
        assert!(clock.play(score, &score.play_order(100).measures, 3600.0));
        clock
    }

    fn check(score: &Score, settings: &Performance, expected: &Expect) {
        let clock = clock(score, settings);
        let shown: Vec<String> = score
            .soundings_in(&clock.order)
            .iter()
            .map(|note| {
                let place = note.onset - clock.start(note.turn);
                let start = clock.onset(note.turn, place);
                format!("{start:.3}-{:.3}", clock.end(note.turn, place + note.duration))
            })
            .collect();
        expected.assert_eq(&format!("{} | {:.3}", shown.join(" "), clock.total()));
    }

    #[test]
    fn repeats_fermatas_and_swing() {
        let exact = Performance { tempo_qpm: 60.0, ..Performance::exact() };
        let mut score = shorthand("C", "2/4", &["C4:1 D4:1 E4:2"]).unwrap();
        check(&score, &exact, &expect!["0.000-1.000 1.000-2.000 2.000-4.000 | 4.000"]);
        score.measures[0].repeat_end = Some(2);
        score.parts[0].measures[1].voices[0].events[0].articulations.push(Articulation::Fermata);
        score.parts[0].measures[0].voices[0].events[0].articulations.push(Articulation::Caesura);
        check(
            &score,
            &exact,
            &expect!["0.000-1.000 1.400-2.400 2.400-3.400 3.800-4.800 4.800-8.400 | 8.400"],
        );
        let swung = Performance { swing: Swing::Ratio(2.0), ..exact };
        let score = shorthand("C", "2/4", &["C4:1/2 D4 E4:1/3 F4 G4"]).unwrap();
        check(
            &score,
            &swung,
            &expect!["0.000-0.667 0.667-1.000 1.000-1.333 1.333-1.667 1.667-2.000 | 2.000"],
        );
    }
}
