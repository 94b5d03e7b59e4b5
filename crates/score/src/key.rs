//! Keys and modes.

use std::fmt;
use std::str::FromStr;

use crate::{Interval, Pitch, Step, Tone, pitch::split_tone};

/// The scale a key signature is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[allow(missing_docs, reason = "the modes name themselves")]
pub enum Mode {
    #[default]
    Major,
    Minor,
    Ionian,
    Dorian,
    Phrygian,
    Lydian,
    Mixolydian,
    Aeolian,
    Locrian,
    /// A signature without a claim about the tonic.
    Unknown,
}

impl Mode {
    /// Fifths from the tonic of the mode to the tonic of the major key with the same signature.
    const fn fifths_above_major(self) -> i32 {
        match self {
            Mode::Major | Mode::Ionian | Mode::Unknown => 0,
            Mode::Lydian => -1,
            Mode::Mixolydian => 1,
            Mode::Dorian => 2,
            Mode::Minor | Mode::Aeolian => 3,
            Mode::Phrygian => 4,
            Mode::Locrian => 5,
        }
    }

    /// The English name, as MusicXML writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Major => "major",
            Mode::Minor => "minor",
            Mode::Ionian => "ionian",
            Mode::Dorian => "dorian",
            Mode::Phrygian => "phrygian",
            Mode::Lydian => "lydian",
            Mode::Mixolydian => "mixolydian",
            Mode::Aeolian => "aeolian",
            Mode::Locrian => "locrian",
            Mode::Unknown => "none",
        }
    }

    /// All modes, for readers that match names.
    pub const ALL: [Mode; 10] = [
        Mode::Major,
        Mode::Minor,
        Mode::Ionian,
        Mode::Dorian,
        Mode::Phrygian,
        Mode::Lydian,
        Mode::Mixolydian,
        Mode::Aeolian,
        Mode::Locrian,
        Mode::Unknown,
    ];
}

/// A key: a signature and the mode it is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Key {
    /// Sharps (positive) or flats (negative) in the signature.
    pub fifths: i8,
    /// The mode.
    pub mode: Mode,
}

impl Key {
    /// C major.
    pub const C_MAJOR: Key = Key { fifths: 0, mode: Mode::Major };

    /// A key from its signature (sharps positive, flats negative) and mode.
    #[must_use]
    pub const fn new(fifths: i8, mode: Mode) -> Key {
        Key { fifths, mode }
    }

    /// The key on a tonic in a mode; `None` when its signature would not fit in 14 signs.
    #[must_use]
    pub fn on(tonic: Tone, mode: Mode) -> Option<Key> {
        let fifths = i8::try_from(tonic.fifths() - mode.fifths_above_major()).ok()?;
        (-14..=14).contains(&fifths).then_some(Key { fifths, mode })
    }

    /// The tonic.
    #[must_use]
    pub fn tonic(self) -> Tone {
        Tone::from_fifths(i32::from(self.fifths) + self.mode.fifths_above_major())
    }

    /// Whether the third degree is minor.
    #[must_use]
    pub const fn is_minor(self) -> bool {
        matches!(
            self.mode,
            Mode::Minor | Mode::Aeolian | Mode::Dorian | Mode::Phrygian | Mode::Locrian
        )
    }

    /// The alteration the signature gives a letter.
    #[must_use]
    pub fn signature_alter(self, step: Step) -> i8 {
        let natural = Tone::new(step, 0).fifths() + 1; // F 0, C 1, ... B 6
        let alter = (i32::from(self.fifths) - natural - 1).div_euclid(7) + 1;
        i8::try_from(alter).unwrap_or(0)
    }

    /// The seven tones of the scale upwards from the tonic (natural minor for minor keys).
    #[must_use]
    pub fn scale(self) -> [Tone; 7] {
        let tonic = self.tonic().step.index();
        [0, 1, 2, 3, 4, 5, 6].map(|degree| {
            let step = Step::from_index(tonic + degree);
            Tone::new(step, self.signature_alter(step))
        })
    }

    /// Scale degree 1-7 of a tone and its alteration from the scale in semitones.
    #[must_use]
    pub fn degree(self, tone: Tone) -> (u8, i8) {
        let degree = (tone.step.index() - self.tonic().step.index()).rem_euclid(7) + 1;
        let alter = tone.alter.saturating_sub(self.signature_alter(tone.step));
        (u8::try_from(degree).unwrap_or(1), alter)
    }

    /// The leading tone: a semitone below the tonic (raised in minor).
    #[must_use]
    pub fn leading_tone(self) -> Tone {
        Tone::from_fifths(self.tonic().fifths() + 5)
    }

    /// The key moved by an interval; signatures beyond six signs are respelled enharmonically.
    #[must_use]
    pub fn transposed(self, by: Interval) -> Key {
        let tonic = self.tonic().in_octave(4) + by;
        let mut fifths = tonic.tone().fifths() - self.mode.fifths_above_major();
        while fifths > 6 {
            fifths -= 12;
        }
        while fifths < -6 {
            fifths += 12;
        }
        Key { fifths: i8::try_from(fifths).unwrap_or(0), mode: self.mode }
    }

    /// The pitch at a scale degree (1-7) in the octave that starts at the tonic in `octave`.
    #[must_use]
    pub fn pitch_at(self, degree: u8, octave: i8) -> Pitch {
        let tonic = self.tonic().in_octave(octave);
        let height = tonic.staff_steps() + i32::from(degree) - 1;
        let step = Step::from_index(height);
        let octave = i8::try_from(height.div_euclid(7)).unwrap_or(octave);
        Pitch::new(step, self.signature_alter(step), octave)
    }
}

impl fmt::Display for Key {
    /// `D minor`, `Bb major`, `E dorian`; a signature without a mode is shown as its major key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.mode == Mode::Unknown { "major" } else { self.mode.name() };
        write!(f, "{} {mode}", self.tonic())
    }
}

/// The text did not name a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a key: write C, Dm, F# minor, Bb major or E dorian")]
pub struct ParseKeyError(String);

impl FromStr for Key {
    type Err = ParseKeyError;
    /// Reads `C`, `Dm`, `F#m`, `Bb major`, `E dorian` and ABC's `Ador`, `G Mix`.
    fn from_str(text: &str) -> Result<Key, ParseKeyError> {
        let bad = || ParseKeyError(text.to_owned());
        let (tonic, mode) = split_tone(text.trim()).ok_or_else(bad)?;
        let mode = mode.trim_matches([' ', '-', '_']).to_lowercase();
        let mode = match mode.as_str() {
            "" => Mode::Major,
            "m" | "min" => Mode::Minor,
            short if short.len() >= 3 => Mode::ALL
                .into_iter()
                .find(|mode| mode.name() == short || mode.name().get(..3) == Some(short))
                .ok_or_else(bad)?,
            _ => return Err(bad()),
        };
        Key::on(tonic, mode).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures() {
        for (text, fifths, shown) in [
            ("C", 0, "C major"),
            ("Dm", -1, "D minor"),
            ("F# minor", 3, "F# minor"),
            ("Ador", 1, "A dorian"),
            ("GMix", 0, "G mixolydian"),
            ("Bb major", -2, "Bb major"),
        ] {
            let key: Key = text.parse().unwrap();
            assert_eq!((key.fifths, key.to_string().as_str()), (fifths, shown));
        }
    }

    #[test]
    fn scale_and_leading_tone() {
        let key: Key = "Cm".parse().unwrap();
        let names: Vec<_> = key.scale().iter().map(Tone::to_string).collect();
        assert_eq!(names.join(" "), "C D Eb F G Ab Bb");
        assert_eq!(key.leading_tone().to_string(), "B");
        assert_eq!("C#".parse::<Key>().unwrap().scale()[6].to_string(), "B#");
        assert_eq!(key.degree("B".parse().unwrap()), (7, 1));
    }

    #[test]
    fn transposing_stays_within_six_signs() {
        let up = Interval::new(1, 2);
        assert_eq!("B".parse::<Key>().unwrap().transposed(up).to_string(), "Db major");
        assert_eq!("Dm".parse::<Key>().unwrap().transposed(up).to_string(), "E minor");
    }
}
