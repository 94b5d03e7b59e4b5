//! How music feels, as two numbers.

use std::fmt;

/// A feeling as a place in the plane of valence and arousal (Russell 1980, "A circumplex model of affect").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mood {
    valence: f32,
    energy: f32,
}

impl Mood {
    /// A mood; numbers outside -1..=1 are brought to the nearest end, and what is no number to 0.
    #[must_use]
    pub fn new(valence: f32, energy: f32) -> Mood {
        let within = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) };
        Mood { valence: within(valence), energy: within(energy) }
    }

    /// -1 sad, 0 neither, 1 glad.
    #[must_use]
    pub const fn valence(self) -> f32 {
        self.valence
    }

    /// -1 still, 0 neither, 1 stormy.
    #[must_use]
    pub const fn energy(self) -> f32 {
        self.energy
    }
}

impl fmt::Display for Mood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Adding zero makes a plus of a minus zero.
        let tenths = |value: f32| (value * 10.0).round() / 10.0 + 0.0;
        write!(f, "valence {:+.1}, energy {:+.1}", tenths(self.valence), tenths(self.energy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mood_stays_in_its_plane() {
        assert_eq!(Mood::new(3.0, f32::NAN), Mood::new(1.0, 0.0));
        assert_eq!(Mood::new(-0.5, 0.25).to_string(), "valence -0.5, energy +0.3");
    }
}
