//! From ticks to note values.
//!
//! A file whose times lie on a grid of note values is taken at its word. In a played one, each beat
//! gets the subdivision that best explains its onsets: least squared deviation plus a price that
//! grows with the subdivision (the description-length view of Cemgil, Desain & Kappen 2000, "Rhythm
//! quantization for transcription").

use score::Quarters;

use super::song::Song;

/// Denominators that notation uses: up to 64ths, triplets of 32nds, quintuplets and septuplets of 16ths.
const PLAIN: [i64; 15] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32];

/// Subdivisions of a beat tried in played files, with their price in squared quarters.
const SUBDIVISIONS: [(i64, f64); 6] =
    [(1, 0.0), (2, 0.0004), (4, 0.0010), (3, 0.0014), (6, 0.0030), (8, 0.0032)];

/// Turns ticks into quarters.
pub(super) struct Grid {
    ticks_per_quarter: i64,
    exact: bool,
    /// For played files: the subdivision of each beat.
    beats: Vec<i64>,
}

impl Grid {
    /// Looks at all onsets of a song.
    pub(super) fn of(song: &Song) -> Grid {
        let ticks_per_quarter = i64::from(song.ticks_per_quarter);
        let mut grid = Grid { ticks_per_quarter, exact: true, beats: Vec::new() };
        let mut onsets: Vec<u64> =
            song.lines.iter().flat_map(|line| line.notes.iter().map(|note| note.on)).collect();
        let plain = onsets.iter().filter(|&&tick| is_plain(grid.raw(tick))).count();
        // A few odd ones, such as grace notes, do not make a performance.
        grid.exact = plain * 20 >= onsets.len() * 19;
        if !grid.exact {
            onsets.sort_unstable();
            grid.beats = grid.subdivide(&onsets);
        }
        grid
    }

    /// A place or onset.
    pub(super) fn place(&self, tick: u64) -> Quarters {
        let raw = self.raw(tick);
        if self.exact { raw } else { raw.round_to(self.step(raw)) }
    }

    /// Where a note ends: on the grid, and at least a step after it began.
    pub(super) fn end(&self, onset: Quarters, off: u64) -> Quarters {
        let raw = self.raw(off);
        if self.exact && is_plain(raw) && raw > onset {
            return raw;
        }
        // Players and programs let go a little early: the nearest 24th or 16th of a quarter.
        let step = if self.exact { self.fine_step(raw) } else { self.step(raw) };
        let end = raw.round_to(step);
        if end > onset { end } else { onset + step }
    }

    fn raw(&self, tick: u64) -> Quarters {
        let tick = i64::try_from(tick).unwrap_or(i64::MAX);
        Quarters::checked(tick, self.ticks_per_quarter).unwrap_or_default()
    }

    /// Of sixteenths and triplet eighths, the grid that lies nearer.
    fn fine_step(&self, raw: Quarters) -> Quarters {
        let distance = |step: Quarters| {
            let off = raw - raw.round_to(step);
            off.max(-off)
        };
        let (binary, ternary) = (Quarters::new(1, 8), Quarters::new(1, 6));
        if distance(ternary) < distance(binary) { ternary } else { binary }
    }

    fn step(&self, raw: Quarters) -> Quarters {
        let beat = usize::try_from(raw.div_floor(Quarters::ONE)).unwrap_or(0);
        Quarters::new(1, self.beats.get(beat).copied().unwrap_or(4))
    }

    /// The best subdivision of each beat.
    #[expect(clippy::cast_precision_loss, reason = "ticks within a beat")]
    fn subdivide(&self, onsets: &[u64]) -> Vec<i64> {
        let ticks = u64::try_from(self.ticks_per_quarter).unwrap_or(1);
        let beats = onsets.last().map_or(0, |last| last / ticks + 1).min(4_000_000);
        let mut chosen = vec![4; usize::try_from(beats).unwrap_or(0)];
        for group in onsets.chunk_by(|a, b| a / ticks == b / ticks) {
            let places: Vec<f64> =
                group.iter().map(|on| (on % ticks) as f64 / ticks as f64).collect();
            let beat = usize::try_from(group[0] / ticks).unwrap_or(usize::MAX);
            if let Some(slot) = chosen.get_mut(beat) {
                *slot = best_subdivision(&places);
            }
        }
        chosen
    }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn best_subdivision(places: &[f64]) -> i64 {
    let cost = |(subdivision, price): (i64, f64)| {
        let steps = subdivision as f64;
        let deviation = |place: &f64| {
            let off = place - (place * steps).round() / steps;
            off * off
        };
        places.iter().map(deviation).sum::<f64>() / places.len() as f64 + price
    };
    let best = SUBDIVISIONS.into_iter().min_by(|a, b| cost(*a).total_cmp(&cost(*b)));
    best.map_or(4, |(subdivision, _)| subdivision)
}

fn is_plain(time: Quarters) -> bool {
    PLAIN.contains(&time.denominator())
}
