//! The lowest and highest note that a voice may have.

use std::fmt;

use score::Pitch;

/// From a lowest to a highest note, both allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Compass {
    lowest: Pitch,
    highest: Pitch,
}

impl Compass {
    /// From one note to another, in whichever order they are given.
    #[must_use]
    pub fn between(one: Pitch, other: Pitch) -> Compass {
        let (lowest, highest) =
            if one.semitones() <= other.semitones() { (one, other) } else { (other, one) };
        Compass { lowest, highest }
    }

    /// The lowest note.
    #[must_use]
    pub const fn lowest(self) -> Pitch {
        self.lowest
    }

    /// The highest note.
    #[must_use]
    pub const fn highest(self) -> Pitch {
        self.highest
    }

    /// Whether a MIDI key lies within.
    #[must_use]
    pub fn contains(self, key: score::MidiPitch) -> bool {
        (self.lowest.semitones()..=self.highest.semitones()).contains(&i32::from(key.number()))
    }
}

impl fmt::Display for Compass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.lowest, self.highest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::MidiPitch;

    #[test]
    fn the_lower_note_comes_first() {
        let compass = Compass::between("G5".parse().unwrap(), "C4".parse().unwrap());
        assert_eq!(compass.to_string(), "C4-G5");
        let within = |key| compass.contains(MidiPitch::new(key).unwrap());
        assert_eq!([59, 60, 79, 80].map(within), [false, true, true, false]);
    }
}
