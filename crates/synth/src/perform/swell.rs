//! Crescendo and diminuendo on notes that are held, for instruments that can.
//!
//! Loudness follows the product of velocity and expression (both enter the sound as squares, SoundFont
//! 2.04 sections 8.4.1 and 8.4.5). Over a held note whose level changes, or several that overlap, all
//! notes are struck at the highest level reached, and expression brings it down to the level
//! of each moment.

use crate::{Action, Event};

use super::level::Levels;
use super::stroke::Stroke;

/// Shorter notes do not swell, in seconds.
const LEAST_SECONDS: f64 = 0.35;
/// Expression is looked at this often, in seconds, and so many times a note at most.
const STEP_SECONDS: f64 = 0.04;
const MOST_STEPS: u32 = 128;
/// Notes that overlap by less follow each other.
const LEGATO_SECONDS: f64 = 0.06;
/// A smaller change of level is not heard, as velocity.
const LEAST_CHANGE: f64 = 2.0;

/// A stretch of time in which expression moves.
struct Region {
    start: f64,
    end: f64,
    /// The highest level.
    top: f64,
    /// Levels at moments, in order of time.
    levels: Vec<(f64, f64)>,
}

/// Sets the levels of notes for their swell and returns the expression that goes with them; `strokes`
/// are in order of time.
pub(super) fn swell(strokes: &mut [Stroke], levels: &Levels) -> Vec<Event> {
    let mut regions: Vec<Region> = Vec::new();
    for stroke in strokes.iter() {
        let Some(path) = path(stroke, levels) else { continue };
        let top = path.iter().map(|&(_, level)| level).fold(0.0, f64::max);
        match regions.last_mut() {
            Some(region) if stroke.start < region.end - LEGATO_SECONDS => {
                // Where two notes disagree the later one leads.
                let from = region.levels.partition_point(|&(at, _)| at < stroke.start);
                let kept_end = region.levels.split_off(from);
                let last = stroke.end;
                region.levels.extend(path);
                region.levels.extend(kept_end.into_iter().filter(|&(at, _)| at > last));
                region.end = region.end.max(stroke.end);
                region.top = region.top.max(top);
            }
            _ => regions.push(Region { start: stroke.start, end: stroke.end, top, levels: path }),
        }
    }
    for stroke in strokes.iter_mut() {
        let next = regions.partition_point(|region| region.start <= stroke.start);
        let region = next.checked_sub(1).map(|index| &regions[index]);
        if let Some(region) = region.filter(|region| stroke.start < region.end - LEGATO_SECONDS) {
            stroke.level = region.top.max(stroke.level);
        }
    }
    expression(&regions)
}

/// The levels over a note, when they change enough to be heard.
fn path(stroke: &Stroke, levels: &Levels) -> Option<Vec<(f64, f64)>> {
    let seconds = stroke.end - stroke.start;
    if seconds < LEAST_SECONDS || stroke.recorded.is_some() {
        return None;
    }
    let (from, to) = stroke.span;
    // A whole number of steps, at least 8.
    #[allow(clippy::cast_possible_truncation, reason = "clamped to 8..=128")]
    #[allow(clippy::cast_sign_loss, reason = "clamped to 8..=128")]
    let steps = (seconds / STEP_SECONDS).clamp(8.0, f64::from(MOST_STEPS)) as u32;
    let at = |step: u32| {
        let share = f64::from(step) / f64::from(steps);
        // Just before its end: what is written there is for the next note.
        let place = from + (to - from) * share.min(0.999);
        (stroke.start + seconds * share, levels.at(stroke.staff, place))
    };
    let ends = (at(0).1 - at(steps).1).abs() >= LEAST_CHANGE;
    let middle = (at(0).1 - at(steps / 2).1).abs() >= LEAST_CHANGE;
    (ends || middle).then(|| (0..=steps).map(at).collect())
}

fn expression(regions: &[Region]) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, region) in regions.iter().enumerate() {
        let mut last = None;
        for &(seconds, level) in &region.levels {
            #[allow(clippy::cast_possible_truncation, reason = "clamped to 20..=127")]
            #[allow(clippy::cast_sign_loss, reason = "clamped to 20..=127")]
            let value = (127.0 * level / region.top).round().clamp(20.0, 127.0) as u8;
            if last != Some(value) {
                events.push(Event { seconds, action: Action::Expression(value) });
                last = Some(value);
            }
        }
        let next = regions.get(index + 1).map_or(f64::INFINITY, |region| region.start);
        if next > region.end && last != Some(127) {
            events.push(Event { seconds: region.end, action: Action::Expression(127) });
        }
    }
    events
}
