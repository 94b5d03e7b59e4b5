//! What notation needs and a score may leave open: rests at the end of short voices, ties between the
//! values of a length that no single value prints, brackets over tuplets.

use score::{Event, Measure, Part, Quarters, Score, Voice};

use super::{split, tuplets};

/// What the source of a score wrote itself, so that its absence somewhere means something.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub(super) beams: bool,
    tuplets: bool,
}

impl Source {
    pub(super) fn of(score: &Score) -> Source {
        let any = |has: fn(&Event) -> bool| score.events().any(|(_, event)| has(event));
        Source {
            beams: any(|event| !event.beams.is_empty()),
            tuplets: any(|event| !event.tuplets.is_empty()),
        }
    }
}

/// A part as it is printed. It sounds the same.
pub(super) fn part(score: &Score, part: &Part, source: Source) -> Part {
    let mut part = part.clone();
    part.measures.resize_with(score.measures.len(), Default::default);
    let mut meter = score::Meter::default();
    for (measure, content) in score.measures.iter().zip(&mut part.measures) {
        meter.clone_from(measure.meter.as_ref().unwrap_or(&meter.clone()));
        fill(&mut content.voices, measure, meter.bar_length());
        for voice in &mut content.voices {
            split::voice(voice);
            if !source.tuplets {
                tuplets::brackets(voice);
            }
        }
    }
    part
}

/// Lets one voice last as long as the measure. A `<forward>` alone would say so too, but readers that go
/// by notes and rests then end the measure early, and everything after it comes too soon.
fn fill(voices: &mut Vec<Voice>, measure: &Measure, bar: Quarters) {
    let end = |voice: &Voice| voice.events.last().map_or(Quarters::ZERO, Event::end);
    if voices.iter().any(|voice| end(voice) >= measure.length) || !measure.length.is_positive() {
        return;
    }
    if voices.is_empty() {
        voices.push(Voice { number: 1, events: Vec::new() });
    }
    let Some(voice) = voices.last_mut() else { return };
    let onset = end(voice);
    let staff = voice.events.last().map_or(1, |event| event.staff);
    let rest = Event::rest(onset, measure.length - onset);
    let whole_measure_rest = onset.is_zero() && measure.length == bar;
    voice.events.push(Event { hidden: true, staff, whole_measure_rest, ..rest });
}
