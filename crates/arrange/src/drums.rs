//! The drum kit: hands with stems up, feet with stems down.

use score::{Articulation, Event, Quarters, Stem, Velocity};

use crate::figure::{self, Rhythm};
use crate::plan::{Bar, Plan};
use crate::random::Random;
use crate::style::{Drum, Limb, Line};

/// How hard a ghost note is struck.
const GHOST: Option<Velocity> = Velocity::new(34);

/// A drum struck at a place.
struct Hit {
    at: Quarters,
    drum: Drum,
    sign: char,
}

/// The events of hands and feet, from the start of the piece.
pub(crate) fn drums(plan: &Plan, line: &Line, random: Random) -> [Vec<Event>; 2] {
    let mut rhythm = Rhythm::new(&line.patterns, random);
    let mut hits: Vec<Hit> = Vec::new();
    for (index, bar) in plan.bars.iter().enumerate() {
        let Some((pattern, fit, number)) = rhythm.at(plan, index) else { continue };
        for (drum, text) in &pattern.drums {
            let steps = figure::steps(bar, text, fit, number).into_iter();
            let struck = steps.filter(|step| !matches!(step.sign, '-' | '.'));
            hits.extend(struck.map(|step| Hit { at: step.at, drum: *drum, sign: step.sign }));
        }
    }
    hits.sort_by_key(|hit| (hit.at, hit.drum));
    [Limb::Hand, Limb::Foot].map(|limb| {
        let own: Vec<&Hit> = hits.iter().filter(|hit| hit.drum.limb() == limb).collect();
        events(plan, &own, limb)
    })
}

/// Each stroke lasts until the next, or to the end of its beat: no ties, few rests.
fn events(plan: &Plan, hits: &[&Hit], limb: Limb) -> Vec<Event> {
    let strokes: Vec<&[&Hit]> = hits.chunk_by(|a, b| a.at == b.at).collect();
    let mut events = Vec::with_capacity(strokes.len());
    for (index, stroke) in strokes.iter().enumerate() {
        let at = stroke[0].at;
        let next = strokes.get(index + 1).map_or(plan.end(), |next| next[0].at);
        let end = beat_end(&plan.bars[plan.bar_index(at)], at).min(next);
        let mut event = Event::rest(at, end - at);
        for hit in *stroke {
            let velocity = GHOST.filter(|_| hit.sign == 'g');
            event.notes.push(score::Note { velocity, ..hit.drum.note() });
            if hit.sign == 'X' && event.articulations.is_empty() {
                event.articulations.push(Articulation::Accent);
            }
        }
        event.notes.sort_by_key(|note| note.pitch.staff_steps());
        event.stem = Some(if limb == Limb::Hand { Stem::Up } else { Stem::Down });
        events.push(event);
    }
    events
}

fn beat_end(bar: &Bar, at: Quarters) -> Quarters {
    let place = at - bar.start + bar.missing;
    let later = bar.meter.beats().into_iter().find(|beat| *beat > place);
    let end = later.unwrap_or(bar.meter.bar_length());
    (bar.start - bar.missing + end).min(bar.end())
}
