//! How a body of part writing behaves, counted on a grid: parallels, crossings, spacing, steps. Real
//! chorales have a few of each, so machine-made ones are judged by rate (Huron 2001, "Tone and Voice").

use std::ops::AddAssign;

/// One moment of a grid: what each voice sings, highest voice first, as MIDI keys; `None` is a rest.
pub type GridFrame = Vec<Option<u8>>;

/// Counts over one or more pieces; add them up with `+=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct VoiceStatistics {
    /// Moments on the grid.
    pub frames: u64,
    /// Moments at which some voice sings another pitch than before, all voices singing at both.
    pub changes: u64,
    /// Pairs of voices that move in the same direction from a fifth to a fifth (octaves reduced),
    /// all voices singing.
    pub parallel_fifths: u64,
    /// Pairs of voices that move in the same direction from an octave or unison to another.
    pub parallel_octaves: u64,
    /// Moments with a lower voice above its upper neighbour.
    pub crossed: u64,
    /// Moments with over an octave between two upper neighbours; the lowest voice may lie far below.
    pub spread: u64,
    /// Melodic moves to another pitch.
    pub moves: u64,
    /// Melodic moves of one or two semitones.
    pub steps: u64,
}

impl VoiceStatistics {
    /// Counts one piece.
    #[must_use]
    pub fn of(frames: &[GridFrame]) -> VoiceStatistics {
        let mut counts = VoiceStatistics::default();
        frames.iter().for_each(|frame| counts.vertical(frame));
        frames.windows(2).for_each(|pair| counts.motion(&pair[0], &pair[1]));
        counts
    }

    /// Parallel fifths in 1000 chord changes.
    #[must_use]
    pub fn fifths_per_thousand(&self) -> f64 {
        1000.0 * ratio(self.parallel_fifths, self.changes)
    }

    /// Parallel octaves and unisons in 1000 chord changes.
    #[must_use]
    pub fn octaves_per_thousand(&self) -> f64 {
        1000.0 * ratio(self.parallel_octaves, self.changes)
    }

    /// Moments with voice crossing, in percent.
    #[must_use]
    pub fn crossed_percent(&self) -> f64 {
        100.0 * ratio(self.crossed, self.frames)
    }

    /// Moments with over an octave between upper neighbours, in percent.
    #[must_use]
    pub fn spread_percent(&self) -> f64 {
        100.0 * ratio(self.spread, self.frames)
    }

    /// Stepwise melodic motion, in percent of all moves.
    #[must_use]
    pub fn stepwise_percent(&self) -> f64 {
        100.0 * ratio(self.steps, self.moves)
    }

    fn vertical(&mut self, frame: &[Option<u8>]) {
        self.frames += 1;
        let gap = |pair: &[Option<u8>]| Some(i16::from(pair[0]?) - i16::from(pair[1]?));
        let upper = &frame[..frame.len().saturating_sub(1)];
        self.crossed += u64::from(frame.windows(2).filter_map(gap).any(|gap| gap < 0));
        self.spread += u64::from(upper.windows(2).filter_map(gap).any(|gap| gap > 12));
    }

    fn motion(&mut self, before: &[Option<u8>], after: &[Option<u8>]) {
        // Entries and silences are no chord changes: a rate counts only full harmony.
        let full = before.iter().chain(after).all(Option::is_some);
        self.changes += u64::from(full && before != after);
        let moves: Vec<(i16, i16)> = before
            .iter()
            .zip(after)
            .filter_map(|(from, to)| Some((i16::from((*from)?), i16::from((*to)?))))
            .filter(|(from, to)| from != to)
            .collect();
        for (index, &(from, to)) in moves.iter().enumerate() {
            self.moves += 1;
            self.steps += u64::from((to - from).abs() <= 2);
            for &(low_from, low_to) in &moves[index + 1..] {
                if full && (to - from).signum() == (low_to - low_from).signum() {
                    let was = (from - low_from).rem_euclid(12);
                    let is = (to - low_to).rem_euclid(12);
                    self.parallel_fifths += u64::from(was == 7 && is == 7);
                    self.parallel_octaves += u64::from(was == 0 && is == 0);
                }
            }
        }
    }
}

impl AddAssign for VoiceStatistics {
    fn add_assign(&mut self, other: VoiceStatistics) {
        self.frames += other.frames;
        self.changes += other.changes;
        self.parallel_fifths += other.parallel_fifths;
        self.parallel_octaves += other.parallel_octaves;
        self.crossed += other.crossed;
        self.spread += other.spread;
        self.moves += other.moves;
        self.steps += other.steps;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share for people; counts stay far below 2^52")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rows: &[&[u8]]) -> VoiceStatistics {
        let frames: Vec<GridFrame> = rows
            .iter()
            .map(|row| row.iter().map(|&key| (key > 0).then_some(key)).collect())
            .collect();
        VoiceStatistics::of(&frames)
    }

    #[test]
    fn parallels_and_steps() {
        let counts = count(&[&[67, 60], &[69, 62], &[69, 62]]);
        assert_eq!((counts.frames, counts.changes, counts.parallel_fifths), (3, 1, 1));
        assert_eq!((counts.moves, counts.steps, counts.parallel_octaves), (2, 2, 0));
        assert_eq!(count(&[&[72, 60], &[65, 53]]).parallel_octaves, 1);
        assert_eq!(count(&[&[72, 60], &[71, 62]]).parallel_octaves, 0);
    }

    #[test]
    fn crossing_spacing_and_rests() {
        let counts = count(&[&[60, 64, 40], &[77, 64, 40], &[0, 64, 40]]);
        assert_eq!((counts.crossed, counts.spread), (1, 1));
        assert!((count(&[]).stepwise_percent()).abs() < f64::EPSILON);
        assert_eq!(count(&[&[], &[60]]).moves, 0);
    }
}
