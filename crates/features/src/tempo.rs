//! Tempo: the beat that most of what comes again agrees with.

use crate::describer::FRAMES_PER_S;
use crate::rhythm::Repetition;

/// Tempi that are weighed, in beats a minute, and how many of them, an equal ratio apart.
const SLOWEST_BPM: f32 = 40.0;
const FASTEST_BPM: f32 = 230.0;
const STEPS: usize = 400;
/// Where people tap most readily, in beats a minute, and how far from it, in octaves (L. van Noorden and D. Moelants,
/// "Resonance in the perception of musical pulse", 1999).
const READY_BPM: f32 = 110.0;
const READY_OCTAVES: f32 = 1.0;
/// Beats over which it is asked whether things come again.
const BEATS: usize = 4;
/// A tempo of less confidence is not told.
const SOLID: f32 = 0.15;

/// How fast it goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    /// Beats a minute, 40 to 230.
    pub bpm: f32,
    /// How much of what sounds comes again with the beat, 0 to 1.
    pub confidence: f32,
}

impl Tempo {
    /// Whether it is sure enough to be told.
    pub(crate) fn is_solid(self) -> bool {
        self.confidence >= SOLID
    }
}

/// The tempo whose beats, one to four after another, agree best, weighed by how readily it is tapped.
pub(crate) fn estimate(repetition: &Repetition) -> Tempo {
    let tempo = |step: usize| {
        let ratio = FASTEST_BPM / SLOWEST_BPM;
        let bpm = SLOWEST_BPM * ratio.powf(step as f32 / STEPS as f32);
        Tempo { bpm, confidence: agreement(repetition, 60.0 * FRAMES_PER_S / bpm) }
    };
    let weight = |tempo: &Tempo| {
        let octaves = (tempo.bpm / READY_BPM).log2() / READY_OCTAVES;
        tempo.confidence * (-0.5 * octaves * octaves).exp()
    };
    let tempi = (0..=STEPS).map(tempo);
    let best = tempi.max_by(|a, b| weight(a).total_cmp(&weight(b)));
    best.unwrap_or(Tempo { bpm: READY_BPM, confidence: 0.0 })
}

/// The mean of what comes again after one to four beats of so many frames, as far as that is known.
fn agreement(repetition: &Repetition, beat: f32) -> f32 {
    let beats = (1..=BEATS).map_while(|beats| repetition.after(beats as f32 * beat));
    let (sum, count) = beats.fold((0.0, 0), |(sum, count), again| (sum + again, count + 1));
    if count == 0 { 0.0 } else { (sum / count as f32).clamp(0.0, 1.0) }
}
