//! Four voices under a melody: alto, tenor and bass found together, as the cheapest way through all
//! voicings of all chords.
//!
//! What it costs follows Huron 2001, "Tone and Voice: a derivation of the rules of voice-leading from
//! perceptual principles" (leaps, parallels, crossing, overlap, spacing, doubled tendency tones) and
//! Tymoczko 2006, "The geometry of musical chords" (of all ways between two chords the one in which
//! the voices move least). `score::theory` then judges the result, and what it finds is forbidden
//! and looked for anew.

mod candidates;
mod motion;
mod repair;

use score::Quarters;

use crate::path::cheapest;
use crate::plan::{Plan, Tone};
use crate::tones::Degree;
use candidates::Voicing;
use repair::Ban;

/// A note of one of the lower voices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sung {
    pub(crate) start: Quarters,
    pub(crate) end: Quarters,
    pub(crate) key: u8,
    /// The melody strikes here, on a beat.
    pub(crate) with_melody: bool,
    /// A new chord starts here.
    pub(crate) new_chord: bool,
}

/// A stretch of time in which neither melody nor chord changes.
#[derive(Clone, Debug)]
struct Moment {
    start: Quarters,
    end: Quarters,
    /// Key of the melody and whether it is struck here.
    melody: Option<(u8, bool)>,
    /// Index of the chord.
    chord: usize,
    /// The chord starts here.
    new_chord: bool,
    /// On a beat.
    beat: bool,
    /// The last chord of the piece.
    closing: bool,
}

/// Where the lower voices may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compass {
    /// Lowest and highest key of alto, tenor and bass.
    pub(crate) ranges: [(u8, u8); 3],
    /// The widest span of tenor and bass, in semitones: a tenth when one hand plays both.
    pub(crate) reach: u8,
}

/// Alto, tenor and bass under the melody, within a compass.
pub(crate) fn write(plan: &Plan, compass: Compass) -> [Vec<Sung>; 3] {
    let moments = moments(plan);
    let choices: Vec<Vec<Voicing>> =
        moments.iter().map(|moment| candidates::voicings(plan, moment, compass)).collect();
    let mut bans: Vec<Ban> = Vec::new();
    let mut best: Option<(usize, [Vec<Sung>; 3])> = None;
    let mut patience = repair::PATIENCE;
    for _ in 0..repair::ROUNDS {
        let taken = cheapest(
            &choices,
            |moment, voicing| voicing.cost + repair::alone(&bans, moment, voicing.keys),
            |moment, before, after| {
                let ways = Between { plan, moments: &moments, moment };
                motion::cost(&ways, before, after)
                    + repair::step(&bans, moment, before.keys, after.keys)
            },
        );
        let voices = sung(&moments, &choices, &taken);
        let found = repair::faults(plan, &moments, &voices);
        if best.as_ref().is_none_or(|(least, _)| found.len() < *least) {
            best = Some((found.len(), voices));
            patience = repair::PATIENCE;
        }
        let known = bans.len();
        for ban in found.into_iter().flatten() {
            if !bans.contains(&ban) {
                bans.push(ban);
            }
        }
        patience -= 1;
        if bans.len() == known || patience == 0 {
            break;
        }
    }
    best.map(|(_, voices)| voices).unwrap_or_default()
}

/// What is known between two voicings.
struct Between<'a> {
    plan: &'a Plan,
    moments: &'a [Moment],
    moment: usize,
}

impl Between<'_> {
    fn after(&self) -> &Moment {
        &self.moments[self.moment]
    }

    fn before(&self) -> &Moment {
        &self.moments[self.moment.saturating_sub(1)]
    }
}

fn moments(plan: &Plan) -> Vec<Moment> {
    let melody = plan.melody();
    let mut cuts: Vec<Quarters> = melody.iter().flat_map(|tone| [tone.onset, tone.end]).collect();
    cuts.extend(plan.chords.iter().flat_map(|span| [span.start, span.end]));
    cuts.sort_unstable();
    cuts.dedup();
    let last = plan.chords.iter().rposition(|span| span.tones.is_some());
    let mut moments = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let Some(chord) = plan.chord_index(start) else { continue };
        let sounding = melody.partition_point(|tone| tone.end <= start);
        let sounding = melody.get(sounding).filter(|tone| tone.onset <= start);
        moments.push(Moment {
            start,
            end,
            melody: sounding.map(|tone: &Tone| (tone.key(), tone.onset == start)),
            chord,
            new_chord: plan.chords[chord].start == start,
            beat: plan.weight(start) <= 2,
            closing: Some(chord) == last,
        });
    }
    moments
}

fn sung(moments: &[Moment], choices: &[Vec<Voicing>], taken: &[Option<usize>]) -> [Vec<Sung>; 3] {
    let mut voices: [Vec<Sung>; 3] = Default::default();
    for ((moment, options), choice) in moments.iter().zip(choices).zip(taken) {
        let Some(voicing) = choice.and_then(|index| options.get(index)) else { continue };
        for (voice, key) in voices.iter_mut().zip(voicing.keys) {
            voice.push(Sung {
                start: moment.start,
                end: moment.end,
                key,
                with_melody: moment.beat && moment.melody.is_some_and(|(_, struck)| struck),
                new_chord: moment.new_chord,
            });
        }
    }
    voices
}

/// Joins moments of one pitch into notes; `again` says where a held note is struck anew.
pub(crate) fn joined(moments: &[Sung], again: impl Fn(&Sung) -> bool) -> Vec<Sung> {
    let mut notes: Vec<Sung> = Vec::new();
    for moment in moments {
        match notes.last_mut() {
            Some(last) if last.key == moment.key && last.end == moment.start && !again(moment) => {
                last.end = moment.end;
            }
            _ => notes.push(*moment),
        }
    }
    notes
}

#[cfg(test)]
mod tests;
