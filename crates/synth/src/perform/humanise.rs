//! Straying from the grid as people do.
//!
//! Onsets wander with a 1/f spectrum (Gilden, Thornton & Mallon 1995, "1/f noise in human cognition")
//! made of three slow processes, and differ a little from note to note of a chord; ensembles of
//! professionals are 30-50 ms apart (Rasch 1979), and a mere few ms already sound alive. At a keyboard
//! the melody comes a little early and a little louder (Goebl 2001, "Melody lead in piano
//! performance").

use super::random::Random;
use super::stroke::Stroke;

/// Deviations at full looseness: of onsets and of the notes of a chord in seconds, of velocities.
const ONSET_SECONDS: f64 = 0.008;
const SPREAD_SECONDS: f64 = 0.002;
const VELOCITY: f64 = 4.0;
/// The melody's lead at full looseness, in seconds, and what it is louder by.
const LEAD_SECONDS: f64 = 0.01;
const LEAD_VELOCITY: f64 = 4.0;
/// Notes closer than this are struck together, in seconds.
const TOGETHER: f64 = 1e-6;

/// How slowly the three processes change, as the weight of their past.
const PAST: [f64; 3] = [0.3, 0.8, 0.97];

struct Drift {
    states: [f64; 3],
}

impl Drift {
    /// The next deviation, of variance 1.
    fn next(&mut self, random: &mut Random) -> f64 {
        for (state, past) in self.states.iter_mut().zip(PAST) {
            *state = past * *state + libm::sqrt(1.0 - past * past) * random.normal();
        }
        self.states.iter().sum::<f64>() / libm::sqrt(3.0)
    }
}

/// Lets the notes of one player stray; `melody` where the highest note of a chord leads.
pub(super) fn stray(strokes: &mut [Stroke], looseness: f64, melody: bool, mut random: Random) {
    if looseness <= 0.0 {
        return;
    }
    strokes.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.key.cmp(&b.key)));
    let mut drift = Drift { states: [0.0; 3] };
    let mut rest = strokes;
    while let Some(first) = rest.first().copied() {
        let many = rest.partition_point(|stroke| stroke.start <= first.start + TOGETHER);
        let (chord, later) = rest.split_at_mut(many.max(1));
        let shift = ONSET_SECONDS * looseness * drift.next(&mut random);
        for stroke in chord.iter_mut() {
            let own = shift + SPREAD_SECONDS * looseness * random.normal();
            move_by(stroke, own);
            stroke.accent += (VELOCITY * looseness * random.normal()).clamp(-4.0, 4.0);
        }
        if melody
            && chord.len() > 1
            && let Some(top) = chord.last_mut()
        {
            move_by(top, -LEAD_SECONDS * looseness);
            top.accent += LEAD_VELOCITY * looseness;
        }
        rest = later;
    }
}

fn move_by(stroke: &mut Stroke, seconds: f64) {
    // No note loses more than a tenth of itself or starts before the piece.
    let most = 0.1 * (stroke.end - stroke.start).max(0.0);
    let start = (stroke.start + seconds).max(0.0);
    stroke.end = (stroke.end + seconds.clamp(-most, most)).max(start);
    stroke.start = start;
}
