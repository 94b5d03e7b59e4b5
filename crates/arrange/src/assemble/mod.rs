//! From sketch and style to the finished score.

mod four;
mod hands;
mod marks;

use score::{
    Event, GroupSymbol, Instrument, Interval, Part as ScorePart, PartGroup, Pitch, Score, Silence,
    Sketch,
};

use crate::error::ArrangeError;
use crate::figure;
use crate::fit::{Fit, fit};
use crate::plan::Plan;
use crate::random::Random;
use crate::remark::Remark;
use crate::style::{Line, Part, Plays, Style};
use crate::{bass, chords, drums, melodies};

/// A finished arrangement.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement {
    /// The score, ready to print and to play.
    pub score: Score,
    /// The name of the style.
    pub style: String,
    /// What the musician should know.
    pub remarks: Vec<Remark>,
}

/// Arranges a sketch in a style. The melody is kept note for note, at its pitch or, where its player
/// cannot reach it, an octave or a key away (see [`Remark`]). The seed decides between patterns that
/// a style offers side by side, and where a bass walks.
///
/// # Errors
/// When there is no melody or no harmony, when the style cannot play a meter of the sketch, or when no
/// key brings the melody into the range of its player.
pub fn arrange(sketch: &Sketch, style: &Style, seed: u64) -> Result<Arrangement, ArrangeError> {
    let moved = fit(sketch, style)?;
    let sketch = sketch.transposed(moved.all).unwrap_or_else(|| sketch.clone());
    let plan = plan(&sketch, style, moved)?;
    check_meters(&plan, style)?;
    let voices = four::voices(&sketch, &plan, style);
    let mut score =
        Score { info: plan.info.clone(), measures: plan.measures.clone(), ..Score::default() };
    let mut remarks = remarks(moved, &plan);
    for part in &style.parts {
        let stream = 16 * score.parts.len();
        let lines = lines(&plan, part, &voices, seed, stream);
        remarks.extend(hands::check(part, &lines));
        write_part(&mut score, &plan, part, lines);
    }
    group(&mut score, style);
    marks::write(&mut score, &plan, style, seed);
    remarks.extend(voices.faults(&score, &plan, style));
    score.tidy();
    Ok(Arrangement { score, style: style.name.clone(), remarks })
}

fn plan(sketch: &Sketch, style: &Style, moved: Fit) -> Result<Plan, ArrangeError> {
    let mut plan = Plan::of(sketch, style)?;
    for tone in &mut plan.lines[0] {
        tone.pitch = Pitch { octave: tone.pitch.octave + moved.melody / 12, ..tone.pitch };
    }
    Ok(plan)
}

fn check_meters(plan: &Plan, style: &Style) -> Result<(), ArrangeError> {
    for line in style.parts.iter().flat_map(|part| &part.lines) {
        let lacks = |bar: &&crate::plan::Bar| {
            line.needs_patterns() && figure::find(&line.patterns, &bar.meter).is_none()
        };
        if let Some(bar) = plan.bars.iter().find(lacks) {
            let (meter, can) = (bar.meter.clone(), style.meters().unwrap_or_default());
            return Err(ArrangeError::Meter { style: style.name.clone(), meter, can });
        }
    }
    Ok(())
}

fn remarks(moved: Fit, plan: &Plan) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if moved.all != 0 {
        remarks.push(Remark::Transposed(moved.all));
    }
    if moved.melody != 0 {
        remarks.push(Remark::MelodyMoved(moved.melody));
    }
    if plan.labelled {
        remarks.push(Remark::ChordsLabelled);
    }
    remarks
}

/// A line of a part with its events, from the start of the piece.
struct Written {
    staff: u8,
    events: Vec<Event>,
    /// Rests are printed.
    rests: bool,
}

fn lines(
    plan: &Plan,
    part: &Part,
    voices: &four::Voices,
    seed: u64,
    stream: usize,
) -> Vec<Written> {
    let mut written: Vec<Written> = Vec::new();
    for (index, line) in part.lines.iter().enumerate() {
        let random = Random::new(seed, stream + index);
        for events in played(plan, line, voices, random) {
            let staff = line.staff;
            // What alternates on one staff, as bass and chords of a stride do, is one voice.
            let free = written
                .iter_mut()
                .find(|other| other.staff == staff && apart(&other.events, &events));
            match free {
                Some(other) if line.plays != Plays::Voice && line.plays != Plays::Drums => {
                    other.events.extend(events);
                    other.events.sort_by_key(|event| event.onset);
                }
                _ => {
                    let rests = !written.iter().any(|other| other.staff == staff);
                    written.push(Written { staff, events, rests });
                }
            }
        }
    }
    written
}

/// Whether no event of one line sounds during one of the other.
fn apart(one: &[Event], other: &[Event]) -> bool {
    let clear = |event: &Event| {
        let next = one.partition_point(|own| own.end() <= event.onset);
        one.get(next).is_none_or(|own| own.onset >= event.end())
    };
    !one.is_empty() && other.iter().all(clear)
}

fn played(plan: &Plan, line: &Line, voices: &four::Voices, random: Random) -> Vec<Vec<Event>> {
    match line.plays {
        Plays::Melody => vec![melodies::given(plan.melody(), line.staff)],
        Plays::Voice => vec![voices.events(plan, line, random)],
        Plays::Chords => vec![chords::chords(plan, line, random)],
        Plays::Bass => vec![bass::bass(plan, line, random)],
        Plays::Second => vec![melodies::second(plan, line)],
        Plays::Counter => vec![melodies::counter(plan, line, random)],
        Plays::Drums => drums::drums(plan, line, random).into(),
    }
}

fn write_part(score: &mut Score, plan: &Plan, part: &Part, lines: Vec<Written>) {
    let octave = i32::from(part.octave);
    let transposition = Interval::new(7 * octave, 12 * octave);
    let mut new = ScorePart {
        abbreviation: part.short.clone(),
        instrument: Instrument {
            name: String::new(),
            program: Some(part.program),
            percussion: part.percussion,
            channel: None,
            volume: Some(part.volume),
            pan: Some(part.pan),
        },
        transposition,
        staves: part.staves,
        ..ScorePart::new(&part.name, plan.measures.len())
    };
    marks::opening(&mut new, plan, part);
    score.parts.push(new);
    let index = score.parts.len() - 1;
    let mut used = [0u16; 4];
    for mut line in lines {
        for note in line.events.iter_mut().flat_map(|event| &mut event.notes) {
            if note.drum.is_none() {
                note.pitch = note.pitch - transposition;
            }
        }
        let staff = usize::from(line.staff.clamp(1, 3));
        used[staff] += 1;
        let number = 4 * u16::from(line.staff.saturating_sub(1)) + used[staff];
        let silence = if line.rests { Silence::Rests } else { Silence::Nothing };
        if line.events.is_empty() && line.rests {
            line.events
                .push(Event { staff: line.staff, ..Event::rest(plan.end(), score::Quarters::ONE) });
        }
        score.write_line(index, number, &line.events, silence);
    }
}

/// A bracket around those who play voices of one texture.
fn group(score: &mut Score, style: &Style) {
    let voices = |part: &Part| part.lines.iter().all(|line| line.plays == Plays::Voice);
    if style.parts.len() > 1 && style.parts.iter().all(voices) {
        score.groups.push(PartGroup {
            first: 0,
            last: style.parts.len() - 1,
            symbol: GroupSymbol::Bracket,
            name: String::new(),
            joined_barlines: false,
        });
    }
}

#[cfg(test)]
mod tests;
