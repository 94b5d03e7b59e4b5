use score::Pitch;
use serde::{Deserialize, Deserializer};

use crate::SynthError;

/// Who plays: seats with their instruments and places in the room, read from TOML.
///
/// ```toml
/// name = "Duo"
/// [[seats]]
/// name = "Flute"
/// program = 73            # General MIDI, counted from 0
/// pan = -0.3              # -1 left to 1 right; 0 when left out, like the rest
/// gain_db = 0.0
/// reverb_send = 0.3       # 0 dry to 1
/// range = ["C4", "C7"]    # sounding; for choosing seats and for warnings
/// [[seats]]
/// name = "Drums"
/// percussion = true
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ensemble {
    /// What it is called.
    pub name: String,
    /// The players, in the order of a score.
    pub seats: Vec<Seat>,
}

/// One player, or one section that plays as one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// What it is called.
    pub name: String,
    /// General MIDI program, 0 to 127; for percussion the kit.
    #[serde(default)]
    pub program: u8,
    /// Plays the drum parts, on a kit.
    #[serde(default)]
    pub percussion: bool,
    /// -1 (left) to 1 (right).
    #[serde(default)]
    pub pan: f32,
    /// Gain in decibels, within 60.
    #[serde(default)]
    pub gain_db: f32,
    /// How much goes to the reverb, 0 (dry) to 1.
    #[serde(default = "some_reverb")]
    pub reverb_send: f32,
    /// The lowest and highest MIDI key it can play.
    #[serde(default = "every_key", deserialize_with = "keys", rename = "range")]
    pub keys: (u8, u8),
}

const BUILTIN: [(&str, &str); 6] = [
    ("satb", include_str!("ensembles/satb.toml")),
    ("organ", include_str!("ensembles/organ.toml")),
    ("string-quartet", include_str!("ensembles/string-quartet.toml")),
    ("piano", include_str!("ensembles/piano.toml")),
    ("folk", include_str!("ensembles/folk.toml")),
    ("band", include_str!("ensembles/band.toml")),
];
/// The most seats an ensemble may have, and the longest text that is read, in bytes.
const MAX_SEATS: usize = 256;
const MAX_TEXT: usize = 256 * 1024;

impl Ensemble {
    /// The names [`Ensemble::builtin`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// An ensemble that comes with the house.
    ///
    /// # Errors
    /// [`SynthError::Setting`] listing the names when there is none of this name.
    pub fn builtin(name: &str) -> Result<Self, SynthError> {
        let found = BUILTIN.iter().find(|(known, _)| *known == name);
        let unknown = || {
            let names: Vec<&str> = Self::names().collect();
            SynthError::Setting(format!(
                "there is no ensemble {name:?}; there are {}",
                names.join(", ")
            ))
        };
        Self::parse(found.ok_or_else(unknown)?.1)
    }

    /// Reads an ensemble from TOML as shown above.
    ///
    /// # Errors
    /// [`SynthError::Setting`] naming the line, or the seat and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, SynthError> {
        let wrong =
            |what: String| SynthError::Setting(format!("the ensemble cannot be used: {what}"));
        if text.len() > MAX_TEXT {
            return Err(wrong(format!("it is longer than {MAX_TEXT} bytes")));
        }
        let ensemble: Self = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        ensemble.check().map_err(wrong)?;
        Ok(ensemble)
    }

    fn check(&self) -> Result<(), String> {
        if self.seats.is_empty() || self.seats.len() > MAX_SEATS {
            return Err(format!("it needs from 1 to {MAX_SEATS} seats"));
        }
        for seat in &self.seats {
            let wrong = |what: &str| Err(format!("seat {:?}: {what}", seat.name));
            if seat.program > 127 {
                return wrong("program must be from 0 to 127");
            }
            if !(-1.0..=1.0).contains(&seat.pan) {
                return wrong("pan must be from -1 to 1");
            }
            if !(-60.0..=60.0).contains(&seat.gain_db) {
                return wrong("gain_db must be from -60 to 60");
            }
            if !(0.0..=1.0).contains(&seat.reverb_send) {
                return wrong("reverb_send must be from 0 to 1");
            }
            if seat.keys.0 > seat.keys.1 {
                return wrong("range must name the lower pitch first");
            }
        }
        Ok(())
    }
}

fn some_reverb() -> f32 {
    0.3
}

fn every_key() -> (u8, u8) {
    (0, 127)
}

fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(u8, u8), D::Error> {
    let names = <[String; 2]>::deserialize(deserializer)?;
    let key = |name: &String| {
        let pitch: Pitch = name.parse().map_err(serde::de::Error::custom)?;
        let key =
            pitch.midi().ok_or_else(|| serde::de::Error::custom("no MIDI key is so far off"))?;
        Ok(key.number())
    };
    Ok((key(&names[0])?, key(&names[1])?))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_builtin_ensembles_are_sound() {
        for name in Ensemble::names() {
            assert!(Ensemble::builtin(name).is_ok(), "{name}: {:?}", Ensemble::builtin(name));
        }
    }

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&Ensemble::parse(text).unwrap_err().to_string());
    }

    #[test]
    fn errors_name_the_place() {
        check(
            "name = 'Duo'\nseats = []",
            &expect!["the ensemble cannot be used: it needs from 1 to 256 seats"],
        );
        check(
            "name = 'Duo'\n[[seats]]\nname = 'Flute'\npan = 3.0",
            &expect![[r#"the ensemble cannot be used: seat "Flute": pan must be from -1 to 1"#]],
        );
        check(
            "name = 'Duo'\n[[seats]]\nname = 'Flute'\nrange = ['H4', 'C5']",
            &expect![[r#"
            the ensemble cannot be used: TOML parse error at line 4, column 9
              |
            4 | range = ['H4', 'C5']
              |         ^^^^^^^^^^^^
            `H4` is not a pitch: write a letter, accidentals and an octave, such as C4, F#3 or Bb5
        "#]],
        );
        check(
            "name = 'Duo'\n[[seats]]\nname = 'Flute'\nprogramme = 3",
            &expect![[r#"
            the ensemble cannot be used: TOML parse error at line 4, column 1
              |
            4 | programme = 3
              | ^^^^^^^^^
            unknown field `programme`, expected one of `name`, `program`, `percussion`, `pan`, `gain_db`, `reverb_send`, `range`
        "#]],
        );
        let error = Ensemble::builtin("salsa").unwrap_err().to_string();
        expect![[r#"there is no ensemble "salsa"; there are satb, organ, string-quartet, piano, folk, band"#]].assert_eq(&error);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = Ensemble::parse(&text);
        }
    }
}
