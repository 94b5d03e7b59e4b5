//! The sustain pedal.

use score::{Edge, Mark};

use crate::{Action, Event};

use super::plan::Plan;

/// A pedal that is changed goes down again so much later, in seconds: the new harmony has to clear.
const CHANGE_SECONDS: f64 = 0.05;

/// The movements of a part's pedal; it goes up at the end and at jumps unless it is down there too.
pub(super) fn pedal(plan: &Plan<'_>, part: usize) -> Vec<Event> {
    let Some(part) = plan.score.parts.get(part) else { return Vec::new() };
    let mut moves: Vec<Vec<(score::Quarters, bool)>> = Vec::with_capacity(part.measures.len());
    // Whether it is down where each measure starts, as written.
    let mut down_at = Vec::with_capacity(part.measures.len());
    let mut down = false;
    for measure in &part.measures {
        down_at.push(down);
        let marks = measure.marks.iter().filter_map(|placed| match placed.what {
            Mark::Pedal(edge) => Some((placed.at, edge == Edge::Start)),
            _ => None,
        });
        let mut own: Vec<_> = marks.collect();
        own.sort_by_key(|&(at, down)| (at, down));
        down = own.last().map_or(down, |last| last.1);
        moves.push(own);
    }
    if moves.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut events = Vec::new();
    let mut held = false;
    let mut press = |seconds: f64, down: bool, held: &mut bool| {
        if !down && *held {
            events.push(Event { seconds, action: Action::Sustain(false) });
        } else if down {
            if *held {
                events.push(Event { seconds, action: Action::Sustain(false) });
            }
            let change = if seconds > 0.0 { CHANGE_SECONDS } else { 0.0 };
            events.push(Event { seconds: seconds + change, action: Action::Sustain(true) });
        }
        *held = down;
    };
    for (turn, &measure) in plan.clock.order.iter().enumerate() {
        let (Some(own), Some(&down)) = (moves.get(measure), down_at.get(measure)) else { continue };
        let jumped = turn > 0 && plan.clock.order[turn - 1] + 1 != measure;
        if jumped && held != down {
            press(plan.clock.onset(turn, score::Quarters::ZERO), down, &mut held);
        }
        for &(at, down) in own {
            press(plan.clock.onset(turn, at), down, &mut held);
        }
    }
    press(plan.clock.total() + 2.0 * CHANGE_SECONDS, false, &mut held);
    events.retain(|event| event.seconds <= plan.clock.total() + 1.0);
    events
}
