//! What `score::theory` finds wrong is forbidden, and the way looked for again.

use score::theory::{self, Fault, FaultKind};
use score::{Event, MidiPitch, Part, Pitch, Quarters, Score, Silence};

use super::{Moment, Sung, joined};
use crate::plan::Plan;

/// The way is looked for at most so often.
pub(super) const ROUNDS: usize = 24;
/// So many times in a row without a gain.
pub(super) const PATIENCE: usize = 6;
/// What it costs to do it again.
const AGAIN: u32 = 4_000;

/// A move of two voices (or one, twice) that was found wrong: 0 alto, 1 tenor, 2 bass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ban {
    moment: usize,
    voices: (usize, usize),
    /// The keys before and after; without a before, the keys alone are wrong.
    from: Option<(u8, u8)>,
    to: (u8, u8),
}

pub(super) fn alone(bans: &[Ban], moment: usize, keys: [u8; 3]) -> u32 {
    let wrong = |ban: &&Ban| {
        ban.moment == moment
            && ban.from.is_none()
            && (keys[ban.voices.0], keys[ban.voices.1]) == ban.to
    };
    if bans.iter().any(|ban| wrong(&ban)) { AGAIN } else { 0 }
}

pub(super) fn step(bans: &[Ban], moment: usize, before: [u8; 3], after: [u8; 3]) -> u32 {
    let of = |keys: [u8; 3], ban: &Ban| (keys[ban.voices.0], keys[ban.voices.1]);
    let wrong = |ban: &&Ban| {
        ban.moment == moment && ban.from == Some(of(before, ban)) && of(after, ban) == ban.to
    };
    if bans.iter().any(|ban| wrong(&ban)) { AGAIN } else { 0 }
}

/// A fault a musician would hear in the written voices; one `None` for each that only the melody
/// could avoid.
pub(super) fn faults(plan: &Plan, moments: &[Moment], voices: &[Vec<Sung>; 3]) -> Vec<Option<Ban>> {
    let score = sounding(plan, voices);
    let starts = score.measure_starts();
    let found = theory::faults(&score, Some(plan.key)).unwrap_or_default();
    found.iter().map(|fault| ban(fault, &starts, moments, voices)).collect()
}

fn ban(
    fault: &Fault,
    starts: &[Quarters],
    moments: &[Moment],
    voices: &[Vec<Sung>; 3],
) -> Option<Ban> {
    let at = *starts.get(fault.measure)? + fault.at;
    let moment = moments.iter().position(|moment| moment.start == at)?;
    let lower = [fault.voices.0, fault.voices.1].map(|voice| voice.checked_sub(1));
    let voices_at = match lower {
        [Some(upper), Some(lower)] => (upper, lower),
        // The melody is given: only the other voice can go elsewhere.
        [None, Some(lower)] => (lower, lower),
        _ => return None,
    };
    let key = |voice: usize, at: Quarters| {
        let sounding = voices[voice].iter().find(|sung| sung.start <= at && at < sung.end);
        sounding.map(|sung| sung.key)
    };
    let pair = |at: Quarters| Some((key(voices_at.0, at)?, key(voices_at.1, at)?));
    let vertical =
        matches!(fault.kind, FaultKind::Crossing | FaultKind::Spacing | FaultKind::Range);
    let before = moment.checked_sub(1).map(|before| &moments[before]);
    let from = before.filter(|before| before.end == at && !vertical).and_then(|b| pair(b.start));
    Some(Ban { moment, voices: voices_at, from, to: pair(at)? })
}

/// The four voices as a score of their own, the lower ones struck as hymns do.
fn sounding(plan: &Plan, voices: &[Vec<Sung>; 3]) -> Score {
    let mut score = Score { measures: plan.measures.clone(), ..Score::default() };
    let names = ["Soprano", "Alto", "Tenor", "Bass"];
    score.parts = names.map(|name| Part::new(name, plan.measures.len())).to_vec();
    let melody: Vec<Event> = plan
        .melody()
        .iter()
        .map(|tone| Event::note(tone.onset, tone.end - tone.onset, tone.pitch))
        .collect();
    score.write_line(0, 1, &melody, Silence::Nothing);
    for (index, voice) in voices.iter().enumerate() {
        let notes = joined(voice, |moment| moment.with_melody);
        let events: Vec<Event> = notes
            .iter()
            .filter_map(|note| {
                let symbol = plan.chord_at(note.start).map(|span| &span.symbol);
                let pitch = Pitch::spelled_in(MidiPitch::new(note.key)?, plan.key, symbol);
                Some(Event::note(note.start, note.end - note.start, pitch))
            })
            .collect();
        score.write_line(index + 1, 1, &events, Silence::Nothing);
    }
    score
}
