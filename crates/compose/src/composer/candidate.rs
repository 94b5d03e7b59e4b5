//! Pieces written from one draft, the best first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use score::Sketch;
use score::theory::VoiceStatistics;
use serde::{Deserialize, Serialize};

use super::Choices;
use crate::Model;
use crate::originality::Limit;
use crate::random::Random;
use crate::sampling::{Draft, Written, write};

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
const OPEN_CLOSE: f64 = 1.0;
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
    let typical = typical_nats(model);
    let (next, made) = (AtomicUsize::new(round * count), Mutex::new(Vec::with_capacity(count)));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= (round + 1) * count {
                return;
            }
            let mut random = Random::new(choices.seed, index as u64);
            let written = write(&model.net, &model.weights, draft, choices.boldness, &mut random);
            let sketch = sketch(&written);
            let merit = Merit::of(model, &sketch, &written, typical);
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
    fn of(model: &Model, sketch: &Sketch, written: &Written, typical: f64) -> Merit {
        let frame = |step| sketch.frame(step).iter().map(|p| p.map(|p| p.number())).collect();
        let frames: Vec<Vec<Option<u8>>> = (0..sketch.steps()).map(frame).collect();
        let counts = VoiceStatistics::of(&frames);
        let parallels = counts.parallel_fifths + counts.parallel_octaves;
        let open_close = sketch.voices.len() > 1 && !closes(sketch);
        let report = model.originality.as_ref().map(|index| index.report(sketch));
        let copied = report.is_some_and(|report| !report.breaches(&Limit::default()).is_empty());
        let nats_per_cell = written.nats / written.chosen.max(1) as f64;
        let total = (nats_per_cell - typical).abs()
            + PARALLEL * parallels as f64
            + CROSSED * counts.crossed as f64
            + if open_close { OPEN_CLOSE } else { 0.0 }
            + if copied { COPIED } else { 0.0 };
        Merit { nats_per_cell, parallels, crossed: counts.crossed, open_close, copied, total }
    }
}

/// How surprising music that people wrote is to a model, in nats a cell: what is far below is dull, what is far
/// above is wrong.
fn typical_nats(model: &Model) -> f64 {
    const UNMEASURED: f64 = 0.33;
    model.info.figures.get(VALID_FIGURE).copied().unwrap_or(UNMEASURED)
}

/// Whether the last chord stands on the tonic of the home key.
fn closes(sketch: &Sketch) -> bool {
    let Some(key) = sketch.key else { return true };
    let bass = sketch.voices.last().and_then(|voice| voice.last()).and_then(|cell| cell.pitch());
    bass.is_some_and(|pitch| pitch.number() % 12 == key.tonic().pitch_class())
}
