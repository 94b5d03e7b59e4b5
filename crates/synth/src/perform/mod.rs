//! From a written score to what players do: the order of measures, the clock, who plays, and how each
//! note is struck and held.
//!
//! The rules are the modest and well-established ones; see each file for its source, and Friberg,
//! Bresin & Sundberg 2006, "Overview of the KTH rule system for musical performance", for the whole.
//! Signs and words are read at their place in the written score and hold there each time it is
//! played, so that a repeat needs no memory.

mod arpeggio;
mod chord;
mod clock;
mod ending;
mod ensemble;
mod family;
mod figure;
mod glissando;
mod grace;
mod holds;
mod humanise;
mod level;
mod names;
mod orchestra;
mod ornament;
mod pedal;
mod plan;
mod player;
mod program;
mod random;
mod report;
mod seating;
mod settings;
mod slur;
mod stroke;
mod swell;
mod swing;
mod tempo;
mod touch;
mod tremolo;
mod words;

use score::{Score, Sounding};

pub use ensemble::{Ensemble, Seat};
pub use report::{Bar, PerformWarning, Performed};
pub use settings::{Performance, Swing, TrillStart};

use crate::{Action, Event, Instrument, Part, Sequence};

use chord::chords;
use family::Family;
use level::Levels;
use plan::Plan;
use player::Player;
use program::Programs;
use random::Random;
use seating::Line;
use slur::Slurs;
use stroke::Stroke;

/// Performs a score: who plays what, when, how loud and how long.
///
/// Always gives something to play; what had to be left out is in the warnings. The same score and
/// settings give the same sequence on every machine.
///
/// ```
/// use synth::{Ensemble, Performance, perform};
///
/// let score = score::shorthand("G", "3/4", &["G4:1 A4 B4 | D5:3", "G3:3 B3:3"])?;
/// let quartet = Some(Ensemble::builtin("string-quartet")?);
/// let performed = perform(&score, &Performance { ensemble: quartet, ..Performance::exact() });
/// assert_eq!(performed.bars[1].seconds, 1.8); // three beats at 100 a minute
/// assert_eq!(performed.sequence.parts[1].instrument.program, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn perform(score: &Score, settings: &Performance) -> Performed {
    let mut warnings = Vec::new();
    let plan = Plan::new(score, settings, &mut warnings);
    let lines = seating::lines(score, settings.ensemble.as_ref(), &mut warnings);
    let notes = plan.notes();
    let mut stage = Stage { plan: &plan, budget: settings.max_notes, warnings };
    let numbered = lines.iter().enumerate();
    let parts =
        numbered.map(|(number, line)| stage.part(number, line, &notes[line.part])).collect();
    let warnings = stage.warnings;
    Performed {
        sequence: Sequence { parts },
        bars: plan.bars(),
        seconds: plan.clock.total(),
        warnings,
    }
}

/// What is shared while the lines are played one after the other.
struct Stage<'a> {
    plan: &'a Plan<'a>,
    /// Notes that ornaments may still add.
    budget: usize,
    warnings: Vec<PerformWarning>,
}

impl Stage<'_> {
    fn part(&mut self, number: usize, line: &Line, notes: &[Sounding]) -> Part {
        let plan = self.plan;
        let written = &plan.score.parts[line.part];
        let levels = Levels::new(written, &plan.written);
        let programs = Programs::new(written, &plan.written, &line.seat, line.as_written);
        let mut strokes = self.strokes(line, notes, &levels, &programs);
        let stream = u64::try_from(number).unwrap_or(0);
        let keyboard = !line.seat.percussion && Family::of(line.seat.program) == Family::Keyboard;
        let random = Random::new(plan.settings.seed, stream);
        humanise::stray(&mut strokes, plan.settings.looseness(), keyboard, random);
        stroke::separate(&mut strokes);
        let mut events = pedal::pedal(plan, line.part);
        if !line.seat.percussion && Family::of(line.seat.program).swells() {
            events.extend(swell::swell(&mut strokes, &levels));
        }
        sound(&strokes, line, &mut events);
        let seat = &line.seat;
        let (name, instrument) = (line.name.clone(), instrument(line, seat.program));
        let (gain_db, pan, reverb_send) = (seat.gain_db, seat.pan, seat.reverb_send);
        Part { name, instrument, gain_db, pan, reverb_send, events }
    }

    fn strokes(
        &mut self,
        line: &Line,
        notes: &[Sounding],
        levels: &Levels,
        programs: &Programs,
    ) -> Vec<Stroke> {
        let plan = self.plan;
        let ours = |note: &&Sounding| line.voice.is_none_or(|voice| note.place.voice == voice);
        let (chords, silent) = chords(plan, notes.iter().filter(ours).cloned().collect());
        if silent > 0 {
            let part = line.name.clone();
            self.warnings.push(PerformWarning::Unplayable { part, notes: silent });
        }
        let slurs = Slurs::new(&plan.score.parts[line.part], &plan.written);
        let mut player = Player {
            plan,
            levels,
            slurs: &slurs,
            programs,
            percussion: line.seat.percussion,
            from_above: ornament::from_above(plan.score, plan.settings),
            budget: self.budget,
            strokes: Vec::new(),
        };
        player.play(&chords);
        if player.budget == 0 && self.budget > 0 {
            self.warnings.push(PerformWarning::OrnamentsPlain { part: line.name.clone() });
        }
        self.budget = player.budget;
        let strokes = player.strokes;
        self.check_range(line, &strokes);
        strokes
    }

    fn check_range(&mut self, line: &Line, strokes: &[Stroke]) {
        let (low, high) = line.seat.keys;
        let outside = strokes.iter().filter(|stroke| !(low..=high).contains(&stroke.key)).count();
        if outside > 0 && !line.seat.percussion {
            let (part, seat) = (line.name.clone(), line.seat.name.clone());
            self.warnings.push(PerformWarning::OutOfRange { part, seat, notes: outside });
        }
    }
}

/// Kits that General MIDI level 2 knows.
const KITS: [u8; 9] = [0, 8, 16, 24, 25, 32, 40, 48, 56];

fn instrument(line: &Line, program: u8) -> Instrument {
    match line.seat.percussion {
        true if KITS.contains(&program) => Instrument { program, ..Instrument::drums() },
        true => Instrument::drums(),
        false => Instrument::general_midi(program),
    }
}

/// Turns strokes into events, with the changes of instrument between them, in order of time.
fn sound(strokes: &[Stroke], line: &Line, events: &mut Vec<Event>) {
    let mut program = line.seat.program;
    events.reserve(2 * strokes.len());
    for stroke in strokes {
        if stroke.program != program && !line.seat.percussion {
            program = stroke.program;
            let action = Action::Instrument(instrument(line, program));
            events.push(Event { seconds: stroke.start, action });
        }
        let (key, velocity) = (stroke.key, stroke.velocity());
        events.push(Event { seconds: stroke.start, action: Action::NoteOn { key, velocity } });
        // An end at the very start would be sorted before it.
        let seconds = stroke.end.max(stroke.start + 0.001);
        events.push(Event { seconds, action: Action::NoteOff { key } });
    }
    events.sort_by(|a, b| {
        a.seconds.total_cmp(&b.seconds).then(a.action.rank().cmp(&b.action.rank()))
    });
}

#[cfg(test)]
mod tests;
