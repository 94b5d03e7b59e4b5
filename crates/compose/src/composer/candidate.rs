//! Pieces written from one draft, the best first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use score::Sketch;
use score::theory::VoiceStatistics;
use serde::{Deserialize, Serialize};

use super::Choices;
use crate::Model;
use crate::evaluation::{Closes, SongCounts};
use crate::originality::Limit;
use crate::random::Random;
use crate::sampling::{Draft, Written, write};
use crate::tokens::voices;

/// One way to do what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The piece.
    pub sketch: Sketch,
    /// How good it is.
    pub merit: Merit,
}

/// What candidates are ranked by; smaller totals are better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merit {
    /// Nats per chosen cell: how surprising the network finds it. The nearer to that of music by people, the better.
    pub nats_per_cell: f64,
    /// Parallel fifths and octaves.
    pub parallels: u64,
    /// Steps with crossed voices.
    pub crossed: u64,
    /// Of the phrases (see [`crate::evaluation`]), the share that closes in no cadence, from 0 to 1.
    pub open_phrases: f64,
    /// How much smaller the share of seconds among its moves is than in part writing by people, from 0 to 1.
    pub leaping: f64,
    /// Of a song: notes on strong beats that are not in their chord and do not resolve into one.
    pub unsettled: usize,
    /// Of a song: bars whose melody was heard before in it, as a share from 0 to 1.
    pub repeated: f64,
    /// The close is not on the home chord.
    pub open_close: bool,
    /// It has more in common with what the model learned from than pieces by people have.
    pub copied: bool,
    /// All of it in one number.
    pub total: f64,
}

/// The figure of a model by which it was chosen.
pub(crate) const VALID_FIGURE: &str = "valid nats per note, one key";

/// A parallel weighs as much as so many nats per cell.
const PARALLEL: f64 = 0.02;
const CROSSED: f64 = 0.005;
/// Where the melody rests, harmony should: weighed on the validation split (docs/composer.md).
const OPEN_PHRASES: f64 = 0.5;
/// The share of seconds among all moves of the JSB chorales' validation pieces, and what less of it weighs: chosen
/// on that split.
const STEPWISE: f64 = 0.758;
const LEAPING: f64 = 1.0;
const UNSETTLED: f64 = 0.02;
const OPEN_CLOSE: f64 = 1.0;
/// What a song that goes round in circles is charged for each share of its bars beyond those that were meant to
/// come back and a few more, as songs by people have.
const CIRCLING: f64 = 2.0;
const FEW_MORE: f64 = 0.1;
const COPIED: f64 = 10.0;

/// How often all pieces are written again when each is too near what the model learned from.
const ROUNDS: usize = 4;

/// Writes a draft as often as asked, ranks what was written, and makes sketches of it. Where none is original
/// enough, they are written again.
pub(super) fn candidates(
    model: &Model,
    draft: &Draft,
    choices: &Choices,
    sketch: impl Fn(&Written) -> Sketch + Sync,
) -> Vec<Candidate> {
    let mut made = Vec::new();
    for round in 0..ROUNDS {
        made.extend(written(model, draft, choices, round, &sketch));
        if made.iter().any(|(_, candidate): &(usize, Candidate)| !candidate.merit.copied) {
            break;
        }
    }
    made.sort_by(|(i, a), (j, b)| a.merit.total.total_cmp(&b.merit.total).then(i.cmp(j)));
    made.truncate(choices.candidates.max(1));
    made.into_iter().map(|(_, candidate)| candidate).collect()
}

fn written(
    model: &Model,
    draft: &Draft,
    choices: &Choices,
    round: usize,
    sketch: &(impl Fn(&Written) -> Sketch + Sync),
) -> Vec<(usize, Candidate)> {
    let count = choices.candidates.max(1);
    let (next, made) = (AtomicUsize::new(round * count), Mutex::new(Vec::with_capacity(count)));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= (round + 1) * count {
                return;
            }
            let mut random = Random::new(choices.seed, index as u64);
            let written =
                write(&model.net, &model.weights, draft, choices.boldness, &mut random, |_, _| ());
            let sketch = sketch(&written);
            let merit = Merit::of(model, draft, &sketch, &written);
            if let Ok(mut made) = made.lock() {
                made.push((index, Candidate { sketch, merit }));
            }
        }
    };
    std::thread::scope(|scope| {
        (1..choices.threads.clamp(1, count)).for_each(|_| drop(scope.spawn(work)));
        work();
    });
    made.into_inner().unwrap_or_default()
}

impl Merit {
    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    pub(super) fn of(model: &Model, draft: &Draft, sketch: &Sketch, written: &Written) -> Merit {
        let frame = |step| sketch.frame(step).iter().map(|p| p.map(|p| p.number())).collect();
        let frames: Vec<Vec<Option<u8>>> = (0..sketch.steps()).map(frame).collect();
        let counts = VoiceStatistics::of(&frames);
        let parallels = counts.parallel_fifths + counts.parallel_octaves;
        let open_close = sketch.voices.len() > 1 && !closes(draft, sketch);
        let report = model.originality.as_ref().map(|index| index.report(sketch));
        let copied = report.is_some_and(|report| !report.breaches(&Limit::default()).is_empty());
        let nats_per_cell = written.nats / written.chosen.max(1) as f64;
        let song =
            if model.writes_songs() { SongCounts::of(sketch) } else { SongCounts::default() };
        let unsettled = song.strong - song.settled;
        let repeated = song.repeated as f64 / song.bars.max(1) as f64;
        let meant = draft.echoes.iter().flatten().count() as f64 / draft.steps.max(1) as f64;
        let open_phrases = if model.writes_songs() { 0.0 } else { Closes::of(sketch).open() };
        let leaping = if model.writes_songs() || counts.moves == 0 {
            0.0
        } else {
            (STEPWISE - counts.stepwise_percent() / 100.0).max(0.0)
        };
        let total = (nats_per_cell - typical_nats(model)).abs()
            + OPEN_PHRASES * open_phrases
            + LEAPING * leaping
            + PARALLEL * parallels as f64
            + CROSSED * counts.crossed as f64
            + UNSETTLED * unsettled as f64
            + CIRCLING * (repeated - meant - FEW_MORE).max(0.0)
            + if open_close { OPEN_CLOSE } else { 0.0 }
            + if copied { COPIED } else { 0.0 };
        let crossed = counts.crossed;
        Merit {
            nats_per_cell,
            parallels,
            crossed,
            open_phrases,
            leaping,
            unsettled,
            repeated,
            open_close,
            copied,
            total,
        }
    }
}

/// How surprising music that people wrote is to a model, in nats a cell: what is far below is dull, what is far
/// above is wrong.
#[allow(clippy::cast_precision_loss, reason = "there are few columns")]
fn typical_nats(model: &Model) -> f64 {
    const UNMEASURED: f64 = 0.33;
    /// What a song's frame, key and repeats take of the surprise of an unknown one (`figures` are measured without).
    const FRAMED: f64 = 0.6;
    let columns = &model.net.shape.columns;
    let per_note = model.info.figures.get(VALID_FIGURE).copied().unwrap_or(UNMEASURED);
    let per_cell = per_note * voices(columns) as f64 / columns.len().max(1) as f64;
    if model.writes_songs() { FRAMED * per_cell } else { per_cell }
}

/// Whether the last chord stands on the tone that was asked for, or else on the tonic of the home key.
fn closes(draft: &Draft, sketch: &Sketch) -> bool {
    let lowest = draft.rules.compass.len().saturating_sub(1);
    let asked = draft.rules.asked.last().into_iter().flatten();
    let asked = asked.filter(|(column, _)| *column == lowest).map(|&(_, class)| class).next();
    let Some(class) = asked.or_else(|| Some(sketch.key?.tonic().pitch_class())) else {
        return true;
    };
    let bass = sketch.voices.last().and_then(|voice| voice.last()).and_then(|cell| cell.pitch());
    bass.is_some_and(|pitch| pitch.number() % 12 == class)
}
