//! A sketch as hashes of its passages.

use score::theory::{GridFrame, Likeness, grid_ngrams, melody_ngrams};
use score::{Key, MidiPitch, Pitch, Place, Quarters, Sketch, SketchNote, Sounding};

/// Steps of a window of all voices; a step is a sixteenth.
pub(super) const WINDOW_STEPS: usize = 16;
/// Intervals of a group of melody notes, which has one note more.
pub(super) const MELODY_INTERVALS: usize = 8;
/// Steps of a quarter.
pub(super) const STEPS_PER_QUARTER: i64 = 4;
/// Hashes are kept to 40 bits: of 50,000 passages and a million questions, none is expected to be
/// taken for another (50,000 x 1,000,000 / 2^40 = 0.05).
pub(super) const HASH_BYTES: usize = 5;

/// The hash of a passage, 40 bits; `None` where there is none, as a voice rests.
pub(super) type Hash = Option<u64>;

/// The windows of all voices, by their first step. Windows in which a voice rests are none; a lone
/// voice has none either: it is judged by its notes.
pub(super) fn windows(sketch: &Sketch) -> Vec<Hash> {
    if sketch.voices.len() < 2 {
        return Vec::new();
    }
    let frames = frames(sketch);
    let count = (frames.len() + 1).saturating_sub(WINDOW_STEPS);
    let mut hashes = vec![None; count];
    for window in grid_ngrams(&frames, WINDOW_STEPS) {
        let sounds = |frame: &GridFrame| frame.iter().all(Option::is_some);
        if frames[window.first..window.first + WINDOW_STEPS].iter().all(sounds) {
            hashes[window.first] = Some(kept(window.hash));
        }
    }
    hashes
}

/// What sounds at each sixteenth.
fn frames(sketch: &Sketch) -> Vec<GridFrame> {
    let sixteenth = Quarters::new(1, STEPS_PER_QUARTER);
    if sketch.grid.is_zero() || !sketch.grid.is_positive() {
        return Vec::new();
    }
    let length = sketch.grid * i64::try_from(sketch.steps()).unwrap_or(0);
    let count = usize::try_from(length.div_floor(sixteenth)).unwrap_or(0);
    let frame = |step: usize| {
        let at = sixteenth * i64::try_from(step).unwrap_or(0);
        let row = usize::try_from(at.div_floor(sketch.grid)).unwrap_or(usize::MAX);
        sketch.frame(row).into_iter().map(|pitch| pitch.map(MidiPitch::number)).collect()
    };
    (0..count).map(frame).collect()
}

/// The groups of notes of the first voice, by their first note, and each note's onset.
pub(super) fn melody(sketch: &Sketch) -> (Vec<Hash>, Vec<Quarters>) {
    let notes = notes(sketch);
    let grams = melody_ngrams(&notes, MELODY_INTERVALS, Likeness::IntervalsAndRhythm);
    let hashes = grams.map(|gram| Some(kept(gram.hash))).collect();
    (hashes, notes.iter().map(|note| note.onset).collect())
}

/// The notes of the first voice.
fn notes(sketch: &Sketch) -> Vec<Sounding> {
    let time = |steps: usize| sketch.grid * i64::try_from(steps).unwrap_or(0);
    let sounding = |note: SketchNote| Sounding {
        place: Place { part: 0, measure: 0, voice: 1 },
        turn: 0,
        onset: time(note.first),
        duration: time(note.end - note.first),
        pitch: Pitch::spelled(note.pitch, Key::C_MAJOR),
        drum: None,
        event: 0,
        note: 0,
        grace: false,
    };
    sketch.notes(0).into_iter().map(sounding).collect()
}

/// 40 bits of a hash, never 0, which stands for none in the file.
fn kept(hash: u64) -> u64 {
    let mask = (1 << (8 * HASH_BYTES)) - 1;
    ((hash ^ (hash >> 40)) & mask).max(1)
}
