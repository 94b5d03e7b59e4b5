//! Textures of four voices: the sketch's own, or written under its melody.

use score::theory::{Fault, faults as judge};
use score::{Event, Score, Sketch};

use crate::chords::TENTH;
use crate::figure::{self, Rhythm, Step};
use crate::melodies;
use crate::plan::{Kind, Plan, Tone};
use crate::random::Random;
use crate::remark::Remark;
use crate::style::{Line, Plays, Repeat, Style};
use crate::voices::{self, Compass, Sung};

/// The ranges of alto, tenor and bass where a style gives none.
const RANGES: [(u8, u8); 3] = [(53, 74), (48, 69), (36, 64)];

/// The lower voices.
pub(super) enum Voices {
    /// Four voices of the sketch.
    Given,
    /// Alto, tenor and bass, moment by moment.
    Written([Vec<Sung>; 3]),
}

pub(super) fn voices(sketch: &Sketch, plan: &Plan, style: &Style) -> Voices {
    let lines = || style.parts.iter().flat_map(|part| &part.lines);
    let plays =
        |number: u8| lines().find(|line| line.plays == Plays::Voice && line.voice == number);
    let wanted = [2, 3, 4].map(plays);
    if sketch.voices.len() >= 4 || wanted.iter().all(Option::is_none) {
        return Voices::Given;
    }
    let mut ranges = RANGES;
    for (range, line) in ranges.iter_mut().zip(wanted) {
        *range = line.map_or(*range, |line| line.range);
    }
    let one_hand = style.parts.iter().any(|part| part.hands && plays_both(&part.lines));
    let reach = if one_hand { TENTH } else { 24 };
    Voices::Written(voices::write(plan, Compass { ranges, reach }))
}

/// Whether one staff has both tenor and bass.
fn plays_both(lines: &[Line]) -> bool {
    let staff = |number: u8| {
        let own = lines.iter().find(|line| line.plays == Plays::Voice && line.voice == number);
        own.map(|line| line.staff)
    };
    staff(3).is_some() && staff(3) == staff(4)
}

impl Voices {
    /// What a line of the texture plays.
    pub(super) fn events(&self, plan: &Plan, line: &Line, random: Random) -> Vec<Event> {
        let index = usize::from(line.voice.clamp(1, 4)) - 1;
        let notes = match (self, index) {
            (Voices::Written(written), 1..) => held(&written[index - 1], line.repeat),
            _ if line.patterns.is_empty() || index == 0 => {
                return melodies::given(
                    plan.lines.get(index).map_or(&[], Vec::as_slice),
                    line.staff,
                );
            }
            _ => plan
                .lines
                .get(index)
                .map_or_else(Vec::new, |tones| tones.iter().map(sung).collect()),
        };
        let notes =
            if line.patterns.is_empty() { notes } else { figured(plan, line, &notes, random) };
        let event =
            |note: &Sung| melodies::spelled(plan, note.start, note.end, note.key, line.staff);
        notes.iter().filter_map(event).collect()
    }

    /// The faults that remain in a texture of voices; those of given voices are their composer's.
    pub(super) fn faults(&self, score: &Score, plan: &Plan, style: &Style) -> Vec<Remark> {
        let mut lines = style.parts.iter().flat_map(|part| &part.lines);
        let written = matches!(self, Voices::Written(_));
        if !written || !lines.all(|line| line.plays == Plays::Voice) {
            return Vec::new();
        }
        let remark = |fault: Fault| {
            let number = score.measures.get(fault.measure).map(|measure| measure.number.clone());
            Remark::Fault { fault, measure: number.unwrap_or_default() }
        };
        judge(score, Some(plan.key)).unwrap_or_default().into_iter().map(remark).collect()
    }
}

fn sung(tone: &Tone) -> Sung {
    Sung { start: tone.onset, end: tone.end, key: tone.key(), with_melody: false, new_chord: false }
}

fn held(moments: &[Sung], repeat: Repeat) -> Vec<Sung> {
    voices::joined(moments, |moment| match repeat {
        Repeat::Beat => moment.with_melody,
        Repeat::Chord => moment.new_chord,
        Repeat::Never => false,
    })
}

/// The notes of a voice struck in the rhythm of its patterns.
fn figured(plan: &Plan, line: &Line, notes: &[Sung], random: Random) -> Vec<Sung> {
    let mut rhythm = Rhythm::new(&line.patterns, random);
    let mut figure = Figure { notes, struck: Vec::new(), open: None };
    for (index, bar) in plan.bars.iter().enumerate() {
        let steps = match rhythm.at(plan, index) {
            Some((pattern, fit, number)) => figure::steps(bar, &pattern.rhythm, fit, number),
            None => {
                // The last bar is struck and held; a meter without patterns follows the voice.
                let sign = if bar.kind == Kind::Last { 'x' } else { '-' };
                vec![Step { at: bar.start, end: bar.end(), sign }]
            }
        };
        for step in steps {
            figure.step(step);
        }
    }
    figure.close(plan.end());
    figure.struck
}

struct Figure<'a> {
    notes: &'a [Sung],
    struck: Vec<Sung>,
    open: Option<Sung>,
}

impl Figure<'_> {
    fn step(&mut self, step: Step) {
        let from = self.notes.partition_point(|note| note.end <= step.at);
        match step.sign {
            '.' => self.close(step.at),
            '-' => self.follow(from, step.at),
            _ => {
                self.close(step.at);
                self.open = self.sounding(from, step.at);
            }
        }
        if step.sign == '.' {
            return;
        }
        for index in from..self.notes.len() {
            let note = self.notes[index];
            if note.start >= step.end {
                break;
            }
            if note.start > step.at {
                self.follow(index, note.start);
            }
        }
    }

    fn sounding(&self, index: usize, at: score::Quarters) -> Option<Sung> {
        let note = self.notes.get(index).filter(|note| note.start <= at)?;
        Some(Sung { start: at, ..*note })
    }

    /// Goes on with the note that sounds, or takes up the one that begins.
    fn follow(&mut self, index: usize, at: score::Quarters) {
        let now = self.sounding(index, at);
        let begins = self.notes.get(index).is_some_and(|note| note.start == at);
        let held = |open: &Sung, now: &Sung| open.key == now.key && open.end >= at && !begins;
        let same = self.open.zip(now).is_some_and(|(open, now)| held(&open, &now));
        if same {
            if let (Some(open), Some(now)) = (&mut self.open, now) {
                open.end = now.end;
            }
        } else {
            self.close(at);
            self.open = now;
        }
    }

    fn close(&mut self, at: score::Quarters) {
        if let Some(open) = self.open.take() {
            let end = open.end.min(at);
            if end > open.start {
                self.struck.push(Sung { end, ..open });
            }
        }
    }
}
