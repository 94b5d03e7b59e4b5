//! The tempo at every place of the score as written.
//!
//! Metronome marks hold from where they stand. Words change the tempo too: named tempi (only in
//! measures without a mark), *rit.* and *accel.* little by little, *a tempo* back again. A gradual
//! change leads to the next tempo when that is at most four measures away, or to the end of the piece
//! when that is; otherwise it takes two measures and the old tempo returns, as editors who leave
//! out *a tempo* mean it.

use score::{Mark, Meter, Quarters, Score};

use super::settings::Performance;
use super::words::{self, TempoWord};

/// A stretch of score with one tempo or an even change of tempo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// From the start of the score as written, in quarter notes.
    pub(super) start: f64,
    /// Where the next one starts.
    pub(super) end: f64,
    /// Quarter notes a minute at the start.
    pub(super) from: f64,
    /// Quarter notes a minute at the end.
    pub(super) to: f64,
}

#[derive(Clone, Copy, Debug)]
enum Order {
    Set(f64),
    Word(TempoWord),
}

struct Placed {
    at: f64,
    measure: usize,
    order: Order,
}

/// All stretches, in order, from the start to the end of the score; never empty.
pub(super) fn spans(score: &Score, starts: &[Quarters], settings: &Performance) -> Vec<Span> {
    let orders = orders(score, starts);
    let places: Vec<f64> = starts.iter().map(|start| start.to_f64()).collect();
    let end = places.last().copied().unwrap_or(0.0);
    let default = settings.first_qpm();
    let first = orders.iter().find_map(|placed| match placed.order {
        Order::Set(qpm) | Order::Word(TempoWord::Speed(qpm)) => Some(qpm),
        Order::Word(_) => None,
    });
    let mut builder = Builder {
        spans: Vec::new(),
        base: default,
        current: default,
        first: first.unwrap_or(default),
    };
    builder.open(0.0, default, default);
    for (index, placed) in orders.iter().enumerate() {
        let next = orders[index + 1..].iter().find(|later| later.at > placed.at);
        let far = places.get((placed.measure + 5).min(places.len() - 1)).copied().unwrap_or(end);
        match placed.order {
            Order::Word(TempoWord::Gradual(factor)) => {
                let (goal, resume) = match next {
                    Some(next) if next.at <= far => (next.at, false),
                    None if end <= far => (end, false),
                    _ => (places[(placed.measure + 2).min(places.len() - 1)], true),
                };
                let following = next.filter(|next| next.at == goal).map(|next| next.order);
                builder.change(placed.at, goal, factor, following, resume);
            }
            order => builder.set(placed.at, order),
        }
    }
    builder.close(end, settings.scale())
}

/// Marks and words in order of place, marks first; one order a place.
fn orders(score: &Score, starts: &[Quarters]) -> Vec<Placed> {
    let mut orders = Vec::new();
    for (index, (measure, &start)) in score.measures.iter().zip(starts).enumerate() {
        for placed in &measure.tempi {
            let at = (start + placed.at).to_f64();
            let word = placed.what.text.as_deref().and_then(words::tempo);
            let qpm = placed.what.quarters_per_minute();
            let order = match word {
                Some(TempoWord::Gradual(factor)) => Order::Word(TempoWord::Gradual(factor)),
                _ if qpm.is_finite() && qpm > 0.0 => Order::Set(qpm.clamp(5.0, 1000.0)),
                _ => continue,
            };
            orders.push(Placed { at, measure: index, order });
        }
    }
    let meters = score.meters();
    for part in &score.parts {
        for (index, (content, &start)) in part.measures.iter().zip(starts).enumerate() {
            for placed in &content.marks {
                let Mark::Words(text) = &placed.what else { continue };
                let word = match words::tempo(text) {
                    None => continue,
                    Some(TempoWord::Speed(_)) if marked(score, index) => continue,
                    Some(TempoWord::Speed(bpm)) => TempoWord::Speed(bpm * beat(&meters, index)),
                    Some(word) => word,
                };
                let at = (start + placed.at).to_f64();
                orders.push(Placed { at, measure: index, order: Order::Word(word) });
            }
        }
    }
    orders.retain(|placed| placed.at >= 0.0);
    // Stable, so that marks stay before words and the upper part's words before the lower's.
    orders.sort_by(|a, b| a.at.total_cmp(&b.at));
    orders.dedup_by(|later, first| later.at == first.at);
    orders
}

fn marked(score: &Score, measure: usize) -> bool {
    score.measures.get(measure).is_some_and(|measure| !measure.tempi.is_empty())
}

/// Quarters of the beat that a named tempo counts. A long beat goes slower than a short one, but not
/// so slow as its length says: hence the root.
fn beat(meters: &[Meter], measure: usize) -> f64 {
    libm::sqrt(meters.get(measure).map_or(1.0, |meter| meter.beat_length().to_f64()))
}

struct Builder {
    spans: Vec<Span>,
    /// The last steady tempo: what *a tempo* returns to.
    base: f64,
    /// The tempo reached.
    current: f64,
    /// What *tempo primo* returns to.
    first: f64,
}

impl Builder {
    fn open(&mut self, at: f64, from: f64, to: f64) {
        if let Some(last) = self.spans.last_mut() {
            last.end = at;
        }
        while self.spans.last().is_some_and(|span| span.start >= at) {
            self.spans.pop();
        }
        self.spans.push(Span { start: at, end: at, from, to });
    }

    fn goal(&self, order: Order) -> f64 {
        let qpm = match order {
            Order::Set(qpm) | Order::Word(TempoWord::Speed(qpm)) => qpm,
            Order::Word(TempoWord::Relative(factor)) => self.base * factor,
            Order::Word(TempoWord::ATempo | TempoWord::Gradual(_)) => self.base,
            Order::Word(TempoWord::Primo) => self.first,
        };
        qpm.clamp(5.0, 1000.0)
    }

    fn set(&mut self, at: f64, order: Order) {
        let qpm = self.goal(order);
        // After *ritenuto*, *a tempo* means the tempo before it.
        if !matches!(order, Order::Word(TempoWord::Relative(factor)) if factor == 0.85) {
            self.base = qpm;
        }
        self.current = qpm;
        self.open(at, qpm, qpm);
    }

    fn change(&mut self, at: f64, end: f64, factor: f64, next: Option<Order>, resume: bool) {
        let mut goal = (self.current * factor).clamp(self.base * 0.5, self.base * 2.0);
        if let Some(next @ (Order::Set(_) | Order::Word(TempoWord::Speed(_)))) = next {
            let next = self.goal(next);
            // Into a slower tempo a ritardando goes no further than there, and likewise upwards.
            let towards = (next < self.current) == (factor < 1.0);
            if towards && (next - self.current).abs() < (goal - self.current).abs() {
                goal = next;
            }
        }
        let goal = goal.clamp(5.0, 1000.0);
        self.open(at, self.current, goal);
        if resume {
            self.current = self.base;
            if end > at {
                self.open(end, self.base, self.base);
            }
        } else {
            self.current = goal;
        }
    }

    fn close(mut self, end: f64, scale: f64) -> Vec<Span> {
        if let Some(last) = self.spans.last_mut() {
            last.end = end.max(last.start);
        }
        for span in &mut self.spans {
            span.from = (span.from * scale).clamp(5.0, 1000.0);
            span.to = (span.to * scale).clamp(5.0, 1000.0);
        }
        self.spans
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use score::{Placed, Tempo, shorthand};

    use super::*;

    /// Words by measure, `=N` for a metronome mark.
    fn check(words: &[(usize, &str)], bars: usize, expected: &Expect) {
        let mut score = shorthand("C", "4/4", &["C4:4 ".repeat(bars).as_str()]).unwrap();
        for &(measure, word) in words {
            if let Some(bpm) = word.strip_prefix('=') {
                let tempo = Tempo::quarters(bpm.parse().unwrap());
                score.measures[measure].tempi.push(Placed::new(Quarters::ZERO, tempo));
            } else {
                let mark = Mark::Words(word.to_owned());
                score.parts[0].measures[measure].marks.push(Placed::new(Quarters::ZERO, mark));
            }
        }
        let spans = spans(&score, &score.measure_starts(), &Performance::exact());
        let shown =
            spans.iter().map(|s| format!("{}-{} {:.0}>{:.0}", s.start, s.end, s.from, s.to));
        expected.assert_eq(&shown.collect::<Vec<_>>().join("; "));
    }

    #[test]
    fn marks_and_words() {
        check(&[], 2, &expect!["0-8 100>100"]);
        check(
            &[(0, "=120"), (2, "rit."), (4, "a tempo")],
            6,
            &expect!["0-8 120>120; 8-16 120>94; 16-24 120>120"],
        );
        check(&[(0, "=120"), (2, "rit.")], 12, &expect!["0-8 120>120; 8-16 120>94; 16-48 120>120"]);
        check(
            &[(0, "Adagio"), (4, "accel."), (6, "=80")],
            8,
            &expect!["0-16 60>60; 16-24 60>75; 24-32 80>80"],
        );
        check(&[(0, "=90"), (0, "Presto"), (3, "rall.")], 5, &expect!["0-12 90>90; 12-20 90>68"]);
    }
}
