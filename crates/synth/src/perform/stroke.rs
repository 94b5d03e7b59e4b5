//! One note as it will sound, and keeping the notes of one player apart.

use std::collections::HashMap;

/// A note of one player.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    /// In seconds.
    pub(super) start: f64,
    /// In seconds.
    pub(super) end: f64,
    pub(super) key: u8,
    /// Velocity from the dynamics, before accents.
    pub(super) level: f64,
    /// Louder by so much, as velocity.
    pub(super) accent: f64,
    /// Velocity as recorded, which nothing changes.
    pub(super) recorded: Option<u8>,
    /// Where it lies in the written score, in quarter notes.
    pub(super) span: (f64, f64),
    pub(super) staff: u8,
    pub(super) program: u8,
}

impl Stroke {
    /// The velocity, 1 to 127.
    pub(super) fn velocity(&self) -> u8 {
        if let Some(recorded) = self.recorded {
            return recorded.clamp(1, 127);
        }
        // Whole numbers from 1 to 127 by construction.
        #[allow(clippy::cast_possible_truncation, reason = "clamped to 1..=127")]
        #[allow(clippy::cast_sign_loss, reason = "clamped to 1..=127")]
        let velocity = (self.level + self.accent).round().clamp(1.0, 127.0) as u8;
        velocity
    }
}

/// Struck again within this time a key is struck once.
const TOGETHER_SECONDS: f64 = 0.003;
/// Before a key is struck again it is let go so much earlier, in seconds.
const LIFT_SECONDS: f64 = 0.015;

/// Makes sure that no key is held twice at once: unisons become one note, and a key that is
/// struck again while it is held is let go first and then held as long as either note.
pub(super) fn separate(strokes: &mut Vec<Stroke>) {
    strokes.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.key.cmp(&b.key)));
    let mut last: HashMap<u8, usize> = HashMap::new();
    let mut kept: Vec<Stroke> = Vec::with_capacity(strokes.len());
    for mut stroke in strokes.drain(..) {
        if let Some(held) = last.get(&stroke.key).and_then(|&index| kept.get_mut(index)) {
            if stroke.start - held.start < TOGETHER_SECONDS {
                held.end = held.end.max(stroke.end);
                held.level = held.level.max(stroke.level);
                held.accent = held.accent.max(stroke.accent);
                continue;
            }
            let lift = LIFT_SECONDS.min(0.1 * (stroke.start - held.start));
            if held.end > stroke.start - lift {
                stroke.end = stroke.end.max(held.end);
                held.end = stroke.start - lift;
            }
        }
        last.insert(stroke.key, kept.len());
        kept.push(stroke);
    }
    *strokes = kept;
}
