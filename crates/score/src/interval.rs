//! The distance between two spelled pitches.

use std::fmt;
use std::ops::{Add, Neg, Sub};

use crate::{Pitch, Step};

/// A spelled interval: staff steps and semitones, so that an augmented second is not a minor third.
/// Negative values go down; the unison is (0, 0) and the ascending perfect fifth (4, 7).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// Staff steps, 0 = unison, 7 = octave.
    pub steps: i32,
    /// Semitones, 12 = octave.
    pub semitones: i32,
}

impl Interval {
    /// The unison.
    pub const UNISON: Interval = Interval { steps: 0, semitones: 0 };
    /// The ascending octave.
    pub const OCTAVE: Interval = Interval { steps: 7, semitones: 12 };

    /// An interval of so many staff steps and semitones.
    #[must_use]
    pub const fn new(steps: i32, semitones: i32) -> Interval {
        Interval { steps, semitones }
    }

    /// The usual spelling of so many semitones: 1 is a minor second, 6 a diminished fifth.
    #[must_use]
    pub fn chromatic(semitones: i32) -> Interval {
        const STEPS: [i32; 12] = [0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6];
        let within = usize::try_from(semitones.rem_euclid(12)).unwrap_or(0);
        Interval { steps: STEPS[within] + 7 * semitones.div_euclid(12), semitones }
    }

    /// From `low` to `high`; negative when `high` lies below.
    #[must_use]
    pub fn between(low: Pitch, high: Pitch) -> Interval {
        Interval {
            steps: high.staff_steps() - low.staff_steps(),
            semitones: high.semitones() - low.semitones(),
        }
    }

    /// The interval within the octave, of the same direction (a twelfth becomes a fifth).
    #[must_use]
    pub fn simple(self) -> Interval {
        let octaves = self.steps / 7;
        Interval { steps: self.steps - 7 * octaves, semitones: self.semitones - 12 * octaves }
    }

    /// Whether this is a unison or octave (of any size).
    #[must_use]
    pub fn is_perfect_octave(self) -> bool {
        self.steps.rem_euclid(7) == 0 && self.semitones.rem_euclid(12) == 0
    }

    /// Whether this is a perfect fifth or twelfth, upwards.
    #[must_use]
    pub fn is_perfect_fifth(self) -> bool {
        self.steps.rem_euclid(7) == 4 && self.semitones.rem_euclid(12) == 7
    }
}

impl Neg for Interval {
    type Output = Interval;
    fn neg(self) -> Interval {
        Interval { steps: -self.steps, semitones: -self.semitones }
    }
}

impl Add<Interval> for Pitch {
    type Output = Pitch;
    /// Moves a pitch by an interval, keeping the spelling the interval asks for.
    fn add(self, interval: Interval) -> Pitch {
        let height = self.staff_steps() + interval.steps;
        let step = Step::from_index(height);
        let octave = i8::try_from(height.div_euclid(7)).unwrap_or(if height < 0 {
            i8::MIN
        } else {
            i8::MAX
        });
        let natural = Pitch::new(step, 0, octave);
        let alter = self.semitones() + interval.semitones - natural.semitones();
        match i8::try_from(alter) {
            Ok(alter) => Pitch { alter, ..natural },
            Err(_) => natural,
        }
    }
}

impl Sub<Interval> for Pitch {
    type Output = Pitch;
    fn sub(self, interval: Interval) -> Pitch {
        self + -interval
    }
}

impl fmt::Display for Interval {
    /// Short name: `P5`, `m3`, `A4`, `d7`, with `-` before a descending interval.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let down = self.steps < 0 || (self.steps == 0 && self.semitones < 0);
        let (steps, semitones) =
            if down { (-self.steps, -self.semitones) } else { (self.steps, self.semitones) };
        let class = Step::from_index(steps);
        let excess = semitones - (12 * steps.div_euclid(7) + class.semitones());
        let perfect = matches!(class, Step::C | Step::F | Step::G);
        let quality = match (perfect, excess) {
            (true, 0) => "P".to_owned(),
            (false, 0) => "M".to_owned(),
            (false, -1) => "m".to_owned(),
            (_, up) if up > 0 => "A".repeat(usize::try_from(up).unwrap_or(1).min(9)),
            (_, lower) => {
                let diminished = if perfect { -lower } else { -lower - 1 };
                "d".repeat(usize::try_from(diminished).unwrap_or(1).min(9))
            }
        };
        write!(f, "{}{quality}{}", if down { "-" } else { "" }, steps + 1)
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let name = |low: &str, high: &str| {
            Interval::between(low.parse().unwrap(), high.parse().unwrap()).to_string()
        };
        assert_eq!(name("C4", "G4"), "P5");
        assert_eq!(name("C4", "D#4"), "A2");
        assert_eq!(name("C4", "Eb4"), "m3");
        assert_eq!(name("B3", "F4"), "d5");
        assert_eq!(name("G#4", "F5"), "d7");
        assert_eq!(name("C5", "A3"), "-m10");
    }

    #[test]
    fn moving_up_and_down_again() {
        let fifth = Interval::new(4, 7);
        for name in ["F#3", "Bb4", "B4", "Cb2"] {
            let pitch: Pitch = name.parse().unwrap();
            assert_eq!(pitch + fifth - fifth, pitch);
        }
        assert_eq!(("B4".parse::<Pitch>().unwrap() + fifth).to_string(), "F#5");
    }
}
