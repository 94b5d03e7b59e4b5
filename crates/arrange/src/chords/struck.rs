//! When chords and basses are struck, and which chord they strike.

use score::Quarters;

use crate::figure::{self, Rhythm, Step};
use crate::plan::Plan;
use crate::random::Random;
use crate::style::Pattern;

/// One stroke of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Struck {
    pub(crate) start: Quarters,
    pub(crate) end: Quarters,
    /// Index of the chord.
    pub(crate) chord: usize,
    /// The sign in the pattern; `x` where none is written.
    pub(crate) sign: char,
}

/// A stroke that sounds, until it is let go.
#[derive(Clone, Copy)]
struct Sounding {
    start: Quarters,
    chord: usize,
    sign: char,
}

/// The strokes of patterns over the whole piece; without patterns, one a chord. What is held when the
/// chord changes is struck again.
pub(crate) fn struck(plan: &Plan, patterns: &[Pattern], random: Random) -> Vec<Struck> {
    if patterns.is_empty() {
        return held(plan);
    }
    let mut rhythm = Rhythm::new(patterns, random);
    let mut player = Player { plan, strokes: Vec::new(), sounding: None };
    for (index, bar) in plan.bars.iter().enumerate() {
        let steps = match rhythm.at(plan, index) {
            Some((pattern, fit, number)) => figure::steps(bar, &pattern.rhythm, fit, number),
            None => vec![Step { at: bar.start, end: bar.end(), sign: 'x' }],
        };
        for step in steps {
            player.step(step);
        }
    }
    player.let_go(plan.end());
    player.strokes
}

/// One stroke a chord, until its end.
fn held(plan: &Plan) -> Vec<Struck> {
    let sounding = plan.chords.iter().enumerate().filter(|(_, span)| span.tones.is_some());
    sounding
        .map(|(chord, span)| Struck { start: span.start, end: span.end, chord, sign: 'x' })
        .collect()
}

struct Player<'a> {
    plan: &'a Plan,
    strokes: Vec<Struck>,
    sounding: Option<Sounding>,
}

impl Player<'_> {
    fn step(&mut self, step: Step) {
        let here = self.plan.chord_index(step.at);
        match step.sign {
            '-' => self.follow(step.at, here),
            '.' => self.let_go(step.at),
            '>' => self.strike(step, self.next_chord(step.at).or(here)),
            _ => self.strike(step, here),
        }
        let changes =
            self.plan.chords.iter().filter(|span| span.start > step.at && span.start < step.end);
        let places: Vec<Quarters> = changes.map(|span| span.start).collect();
        for at in places {
            self.follow(at, self.plan.chord_index(at));
        }
    }

    fn strike(&mut self, step: Step, chord: Option<usize>) {
        self.let_go(step.at);
        self.sounding = chord.map(|chord| Sounding { start: step.at, chord, sign: step.sign });
    }

    /// The chord that begins within a beat after a place.
    fn next_chord(&self, at: Quarters) -> Option<usize> {
        let bar = &self.plan.bars[self.plan.bar_index(at)];
        let index = self.plan.chords.partition_point(|span| span.start <= at);
        let next = self.plan.chords.get(index)?;
        let soon = next.start - at <= bar.meter.beat_length() && next.tones.is_some();
        soon.then_some(index)
    }

    /// What sounds goes on, or is struck again with the new chord.
    fn follow(&mut self, at: Quarters, chord: Option<usize>) {
        let Some(sounding) = self.sounding else { return };
        if chord == Some(sounding.chord) {
            return;
        }
        // An anticipated chord has not begun yet.
        let early = self.plan.chords[sounding.chord].start > at;
        if !early {
            self.let_go(at);
            let sign = if sounding.sign == '>' { 'x' } else { sounding.sign };
            self.sounding = chord.map(|chord| Sounding { start: at, chord, sign });
        }
    }

    fn let_go(&mut self, at: Quarters) {
        if let Some(Sounding { start, chord, sign }) = self.sounding.take()
            && at > start
        {
            self.strokes.push(Struck { start, end: at, chord, sign });
        }
    }
}
