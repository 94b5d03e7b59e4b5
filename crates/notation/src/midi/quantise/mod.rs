//! From ticks to note values.
//!
//! A file whose times lie on a grid of note values is taken at its word. A played one is heard: is
//! its tempo map the player's ([`pulse`])? If not, the beats are tracked ([`tracker`]) and laid over
//! the ticks ([`beats`]). Then each beat gets the subdivision that explains its onsets ([`rhythm`]),
//! and each note an end ([`lengths`]).

mod beats;
mod lengths;
mod pulse;
mod rhythm;
mod tracker;

use std::collections::HashSet;

use score::Quarters;

use super::song::{Line, Song};
use super::voices::GridNote;
use beats::Beats;
use lengths::Touch;
use rhythm::Rhythm;

/// Denominators that notation uses: up to 64ths, triplets of 32nds, quintuplets and septuplets of 16ths.
const PLAIN: [i64; 15] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32];

/// Turns ticks into quarters.
pub(super) struct Grid {
    ticks_per_quarter: i64,
    /// For played files.
    played: Option<Played>,
    /// Ends lie on the grid as onsets do.
    exact_ends: bool,
}

/// What was heard in a performance.
struct Played {
    beats: Beats,
    rhythm: Rhythm,
}

impl Grid {
    /// Looks at all notes of a song.
    pub(super) fn of(song: &Song) -> Grid {
        let mut grid = Grid {
            ticks_per_quarter: i64::from(song.ticks_per_quarter),
            played: None,
            exact_ends: true,
        };
        let notes = || song.lines.iter().flat_map(|line| &line.notes);
        let mut onsets: Vec<u64> = notes().map(|note| note.on).collect();
        onsets.sort_unstable();
        let plain = onsets.iter().filter(|&&tick| is_plain(grid.raw(tick))).count();
        // A few odd ones, such as grace notes, do not make a performance.
        if plain * 20 < onsets.len() * 19 {
            let beats = pulse::beats(song, &onsets);
            let rhythm = Rhythm::of(&beats, &onsets);
            grid.played = Some(Played { beats, rhythm });
        }
        let found: HashSet<i64> = onsets.iter().map(|&tick| grid.raw(tick).denominator()).collect();
        let simple = |end: Quarters| is_simple(end) || found.contains(&end.denominator());
        let ends = notes().filter(|note| simple(grid.raw(note.off))).count();
        grid.exact_ends = grid.played.is_none() && ends * 4 >= onsets.len() * 3;
        grid
    }

    /// A place or onset.
    pub(super) fn place(&self, tick: u64) -> Quarters {
        match &self.played {
            Some(played) => played.rhythm.place(played.beats.position(tick)),
            None => self.raw(tick),
        }
    }

    /// The speed at which the player took the beats that were found, when the file's map has others.
    pub(super) fn tracked_bpm(&self) -> Option<f64> {
        self.played.as_ref().and_then(|played| played.beats.tracked_bpm)
    }

    /// No beat was found in the performance.
    pub(super) fn is_unclear(&self) -> bool {
        self.played.as_ref().is_some_and(|played| played.beats.unclear)
    }

    /// The notes of a line, their ends on the grid and at least a step after they began.
    pub(super) fn notes(&self, line: &Line) -> Vec<GridNote> {
        let touch = (!self.exact_ends).then(|| Touch::of(self, line));
        let note = |raw: &super::song::RawNote| {
            let onset = self.place(raw.on);
            let end = match &touch {
                Some(touch) => touch.end(onset, raw),
                None => self.end(onset, raw.off),
            };
            GridNote { onset, end, key: raw.key, velocity: raw.velocity }
        };
        line.notes.iter().map(note).collect()
    }

    /// Where a note of an exact file ends.
    fn end(&self, onset: Quarters, off: u64) -> Quarters {
        let raw = self.raw(off);
        if is_plain(raw) && raw > onset {
            return raw;
        }
        // Programs let go a little early: the nearest 24th or 16th of a quarter.
        let step = fine_step(raw);
        let end = raw.round_to(step);
        if end > onset { end } else { onset + step }
    }

    /// A tick in quarters, not rounded.
    fn raw(&self, tick: u64) -> Quarters {
        let tick = i64::try_from(tick).unwrap_or(i64::MAX);
        Quarters::checked(tick, self.ticks_per_quarter).unwrap_or_default()
    }

    /// A tick in quarters as a number to weigh.
    fn position(&self, tick: u64) -> f64 {
        match &self.played {
            Some(played) => played.beats.position(tick),
            None => self.raw(tick).to_f64(),
        }
    }

    /// The finest step notated around a place.
    fn step(&self, position: f64) -> Quarters {
        self.played.as_ref().map_or(Quarters::new(1, 4), |played| played.rhythm.step(position))
    }
}

/// Of sixteenths and triplet eighths, the grid that lies nearer.
fn fine_step(raw: Quarters) -> Quarters {
    let distance = |step: Quarters| {
        let off = raw - raw.round_to(step);
        off.max(-off)
    };
    let (binary, ternary) = (Quarters::new(1, 8), Quarters::new(1, 6));
    if distance(ternary) < distance(binary) { ternary } else { binary }
}

fn is_plain(time: Quarters) -> bool {
    PLAIN.contains(&time.denominator())
}

/// On a grid that a program's shortened notes (95 of 100 ticks, say) do not lie on by chance.
fn is_simple(time: Quarters) -> bool {
    matches!(time.denominator(), 1 | 2 | 3 | 4 | 6 | 8 | 12)
}
