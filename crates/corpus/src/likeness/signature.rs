//! The passages of a piece.

use score::Sketch;
use score::theory::{GridFrame, grid_ngrams};

/// How many chords a passage of all voices has.
const CHORDS: usize = 5;
/// How many notes a passage of a melody has.
const NOTES: usize = 9;

/// The passages of a piece, as hashes that are equal in any key.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Signature {
    /// Of all voices together, ascending; none for a single line.
    pub harmony: Vec<u64>,
    /// Of the highest voice, ascending.
    pub melody: Vec<u64>,
}

impl Signature {
    /// The passages of a sketch. Repeated chords and notes count once, so that it does not matter
    /// whether they are struck or held, nor in which note values they are written.
    #[must_use]
    pub fn of(sketch: &Sketch) -> Signature {
        let harmony = if sketch.voices.len() > 1 { changes(sketch, sounding) } else { Vec::new() };
        let melody = changes(sketch, |sketch, step| vec![top(sketch, step)]);
        let mut melody = melody;
        melody.retain(|frame| frame[0].is_some());
        melody.dedup();
        Signature { harmony: hashes(&harmony, CHORDS), melody: hashes(&melody, NOTES) }
    }
}

/// What sounds at a step, highest first: crossing voices read the same however they are written.
fn sounding(sketch: &Sketch, step: usize) -> GridFrame {
    let mut keys: Vec<Option<u8>> =
        sketch.frame(step).into_iter().map(|pitch| pitch.map(score::MidiPitch::number)).collect();
    keys.sort_unstable_by(|a, b| b.cmp(a));
    keys
}

fn top(sketch: &Sketch, step: usize) -> Option<u8> {
    let voice = sketch.voices.first()?;
    voice.get(step)?.pitch().map(score::MidiPitch::number)
}

fn changes(sketch: &Sketch, frame: impl Fn(&Sketch, usize) -> GridFrame) -> Vec<GridFrame> {
    let mut frames: Vec<GridFrame> = (0..sketch.steps()).map(|step| frame(sketch, step)).collect();
    frames.dedup();
    frames
}

fn hashes(frames: &[GridFrame], most: usize) -> Vec<u64> {
    // A piece of fewer changes than a passage has is one passage.
    let n = most.min(frames.len()).max(1);
    let mut hashes: Vec<u64> = grid_ngrams(frames, n).map(|gram| gram.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
