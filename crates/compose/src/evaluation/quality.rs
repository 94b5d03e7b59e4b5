//! Is it good music? What can be counted of part writing, and how much of it was heard before.

use std::collections::HashSet;

use score::theory::{GridFrame, VoiceStatistics, find_key, grid_ngrams};
use score::{Sketch, Staves};
use serde::{Deserialize, Serialize};

use super::cadences::Closes;

/// Windows of all voices that pieces have, in any key: what a copy would be found by.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    windows: [HashSet<u64>; WINDOWS.len()],
}

/// Lengths of windows, in steps.
const WINDOWS: [usize; 2] = [16, 32];

/// What is counted.
pub(super) const ROWS: usize = 11;

impl Memory {
    /// The windows of pieces.
    #[must_use]
    pub fn of(pieces: &[Sketch]) -> Memory {
        let mut memory = Memory::default();
        for piece in pieces {
            let frames = frames(piece);
            for (windows, length) in memory.windows.iter_mut().zip(WINDOWS) {
                windows.extend(grid_ngrams(&frames, length).map(|window| window.hash));
            }
        }
        memory
    }
}

/// What can be counted of pieces; the rates are those that composers of chorales are compared by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Pieces counted.
    pub pieces: usize,
    /// Parallel fifths in 1000 chord changes.
    pub fifths_per_thousand: f64,
    /// Parallel octaves in 1000 chord changes.
    pub octaves_per_thousand: f64,
    /// Steps with crossed voices, in percent.
    pub crossed_percent: f64,
    /// Steps with over an octave between upper neighbours, in percent.
    pub spread_percent: f64,
    /// Stepwise melodic moves, in percent.
    pub stepwise_percent: f64,
    /// Chord changes a hundred steps.
    pub changes_percent: f64,
    /// Windows of 16 and of 32 steps that are in the memory, in percent.
    pub known_windows_percent: [f64; WINDOWS.len()],
    /// Phrases that close in a cadence, in percent; see [`super`] for where phrases end.
    pub cadences_percent: f64,
    /// Phrases that close in an authentic cadence, in percent.
    pub authentic_percent: f64,
    /// Pieces that close on the tonic of their key, in percent.
    pub home_percent: f64,
}

impl Quality {
    /// Counts pieces against what has been heard before.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    pub fn of(pieces: &[Sketch], memory: &Memory) -> Quality {
        let mut counts = VoiceStatistics::default();
        let mut windows = [[0usize; 2]; WINDOWS.len()];
        let (mut home, mut closes) = (0, Closes::default());
        for piece in pieces {
            let frames = frames(piece);
            counts += VoiceStatistics::of(&frames);
            for ((seen, known), length) in windows.iter_mut().zip(&memory.windows).zip(WINDOWS) {
                for window in grid_ngrams(&frames, length) {
                    seen[0] += 1;
                    seen[1] += usize::from(known.contains(&window.hash));
                }
            }
            home += usize::from(closes_at_home(piece));
            closes += Closes::of(piece);
        }
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        Quality {
            pieces: pieces.len(),
            fifths_per_thousand: counts.fifths_per_thousand(),
            octaves_per_thousand: counts.octaves_per_thousand(),
            crossed_percent: counts.crossed_percent(),
            spread_percent: counts.spread_percent(),
            stepwise_percent: counts.stepwise_percent(),
            changes_percent: 100.0 * counts.changes as f64 / counts.frames.max(1) as f64,
            known_windows_percent: windows.map(|[seen, known]| percent(known, seen)),
            cadences_percent: percent(closes.cadences, closes.phrases),
            authentic_percent: percent(closes.authentic, closes.phrases),
            home_percent: percent(home, pieces.len()),
        }
    }

    /// The rows of a table: what is counted, and how much.
    #[must_use]
    pub fn rows(&self) -> [(&'static str, f64); ROWS] {
        [
            ("parallel fifths / 1000 changes", self.fifths_per_thousand),
            ("parallel octaves / 1000 changes", self.octaves_per_thousand),
            ("steps with crossed voices %", self.crossed_percent),
            ("steps spaced over an octave %", self.spread_percent),
            ("stepwise melodic moves %", self.stepwise_percent),
            ("chord changes / 100 steps", self.changes_percent),
            ("16-step windows known %", self.known_windows_percent[0]),
            ("32-step windows known %", self.known_windows_percent[1]),
            ("phrases that cadence %", self.cadences_percent),
            ("phrases that cadence V-I %", self.authentic_percent),
            ("closes at home %", self.home_percent),
        ]
    }
}

/// Whether the last bass note is the tonic of the piece's key: the one it says, or the one that is found.
fn closes_at_home(piece: &Sketch) -> bool {
    let key = piece.key.or_else(|| Some(find_key(&piece.to_score(Staves::Open))?.key));
    let bass = piece.voices.last().and_then(|voice| voice.iter().rev().find_map(|c| c.pitch()));
    key.zip(bass).is_some_and(|(key, bass)| bass.number() % 12 == key.tonic().pitch_class())
}

fn frames(piece: &Sketch) -> Vec<GridFrame> {
    let frame = |step| piece.frame(step).into_iter().map(|p| p.map(|p| p.number())).collect();
    (0..piece.steps()).map(frame).collect()
}
