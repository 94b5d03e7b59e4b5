//! What holds for songs: a melody over chords.

use super::pieces::Frame;
use crate::sampling::Draft;
use crate::tokens::{grid, scale};

/// How a style goes about melody and harmony. The network learned art songs; plainer styles are held nearer to
/// the key and change chords less often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Manner {
    /// Nats that each tone outside the key costs a chord.
    chromatic: f32,
    /// Chords change on places of at most this metrical weight: 0 downbeats, 1 half-bars, 2 beats.
    changes: u8,
    /// Nats that staying costs a chord where it may change: fewer places make up for it.
    urge: f32,
    /// How often a phrase that may come back does.
    pub(super) returns: f64,
}

impl Manner {
    /// The manner of a style by name.
    pub(super) fn of(style: Option<&str>) -> Manner {
        const PLAIN: [&str; 13] = [
            "folk", "pop", "rock", "country", "nursery", "march", "jig", "reel", "polka",
            "lullaby", "lo-fi", "dance", "waltz",
        ];
        const RICH: [&str; 4] = ["jazz", "classical", "nocturne", "bossa-nova"];
        match style {
            Some(style) if PLAIN.contains(&style) => {
                Manner { chromatic: 2.0, changes: 1, urge: 1.5, returns: 1.0 }
            }
            Some(style) if RICH.contains(&style) => {
                Manner { chromatic: 0.3, changes: 2, urge: 0.0, returns: 0.5 }
            }
            _ => Manner { chromatic: 1.0, changes: 1, urge: 1.0, returns: 0.4 },
        }
    }
}

/// Chords change where the manner has it, the melody leaves the key only where its chord does, and it is silent
/// for a bar at most, and never at the end.
pub(super) fn song_rules(draft: &mut Draft, frame: &Frame, manner: Manner) {
    let rules = &mut draft.rules;
    rules.scale = frame.key.map_or(0, scale);
    rules.chromatic = manner.chromatic;
    rules.urge = manner.urge;
    rules.longest_rest = frame.bars.last().map_or(0, |bar| bar.steps / 2);
    rules.no_rest = frame.bars.last().map_or(0..0, |bar| bar.first..bar.end());
    rules.chord_stays = vec![true; draft.steps];
    for bar in &frame.bars {
        let places =
            bar.meter.beats().into_iter().filter(|&at| bar.meter.weight(at) <= manner.changes);
        for beat in places {
            let place = usize::try_from(beat.div_floor(grid())).unwrap_or(0);
            let step = (bar.first + place).checked_sub(bar.missing);
            if let Some(step) = step.filter(|step| (bar.first..bar.end()).contains(step)) {
                rules.chord_stays[step] = false;
            }
        }
    }
}
