//! Spelled pitch (F♯ is not G♭) and its MIDI number.

use std::fmt;
use std::str::FromStr;

use crate::Key;

/// A letter name of the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the letters name themselves")]
pub enum Step {
    C,
    D,
    E,
    F,
    G,
    A,
    B,
}

impl Step {
    /// The seven letters upwards from C.
    pub const ALL: [Step; 7] = [Step::C, Step::D, Step::E, Step::F, Step::G, Step::A, Step::B];

    /// Steps above C: C 0 ... B 6.
    #[must_use]
    pub const fn index(self) -> i32 {
        self as i32
    }

    /// The letter `index` steps above C, in any octave.
    #[must_use]
    pub fn from_index(index: i32) -> Step {
        let wrapped = usize::try_from(index.rem_euclid(7)).unwrap_or(0);
        Step::ALL[wrapped]
    }

    /// Semitones of the natural letter above C: 0, 2, 4, 5, 7, 9, 11.
    #[must_use]
    pub const fn semitones(self) -> i32 {
        [0, 2, 4, 5, 7, 9, 11][self as usize]
    }

    /// The letter as an upper-case character.
    #[must_use]
    pub const fn letter(self) -> char {
        ['C', 'D', 'E', 'F', 'G', 'A', 'B'][self as usize]
    }

    /// Reads an upper- or lower-case letter A-G.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.letter() == letter.to_ascii_uppercase())
    }
}

/// A spelled pitch class: letter and chromatic alteration, in no octave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tone {
    /// Letter name.
    pub step: Step,
    /// Semitones: -1 flat, +1 sharp.
    pub alter: i8,
}

impl Tone {
    /// A tone from its letter and alteration in semitones.
    #[must_use]
    pub const fn new(step: Step, alter: i8) -> Tone {
        Tone { step, alter }
    }

    /// Pitch class 0-11, C = 0.
    #[must_use]
    pub fn pitch_class(self) -> u8 {
        u8::try_from((self.step.semitones() + i32::from(self.alter)).rem_euclid(12)).unwrap_or(0)
    }

    /// Place on the line of fifths, C = 0, G = 1, F = -1 (Longuet-Higgins 1962; Temperley 2000).
    #[must_use]
    pub fn fifths(self) -> i32 {
        [0, 2, 4, -1, 1, 3, 5][self.step as usize] + 7 * i32::from(self.alter)
    }

    /// The tone at a place on the line of fifths, the inverse of [`Tone::fifths`].
    #[must_use]
    pub fn from_fifths(fifths: i32) -> Tone {
        let step = Step::from_index(fifths.rem_euclid(7) * 4);
        let alter = (fifths + 1).div_euclid(7);
        Tone { step, alter: i8::try_from(alter).unwrap_or(0) }
    }

    /// The tone in an octave (scientific: middle C is in octave 4).
    #[must_use]
    pub const fn in_octave(self, octave: i8) -> Pitch {
        Pitch { step: self.step, alter: self.alter, octave }
    }
}

impl fmt::Display for Tone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.step.letter())?;
        let sign = if self.alter < 0 { 'b' } else { '#' };
        (0..self.alter.unsigned_abs()).try_for_each(|_| write!(f, "{sign}"))
    }
}

/// The text did not name a tone or pitch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a pitch: write a letter, accidentals and an octave, such as C4, F#3 or Bb5")]
pub struct ParsePitchError(pub(crate) String);

/// Splits `F##4` into its tone and what follows it.
pub(crate) fn split_tone(text: &str) -> Option<(Tone, &str)> {
    let step = Step::from_letter(text.chars().next()?)?;
    let mut alter = 0i8;
    let mut rest = text.get(1..)?;
    while let Some(sign) = rest.chars().next() {
        match sign {
            '#' | '♯' => alter = alter.checked_add(1)?,
            'b' | '♭' => alter = alter.checked_sub(1)?,
            _ => break,
        }
        rest = &rest[sign.len_utf8()..];
    }
    Some((Tone { step, alter }, rest))
}

impl FromStr for Tone {
    type Err = ParsePitchError;
    fn from_str(text: &str) -> Result<Tone, ParsePitchError> {
        match split_tone(text) {
            Some((tone, "")) => Ok(tone),
            _ => Err(ParsePitchError(text.to_owned())),
        }
    }
}

/// A spelled pitch in an octave (scientific pitch notation: middle C is C4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pitch {
    /// Letter name.
    pub step: Step,
    /// Semitones: -1 flat, +1 sharp.
    pub alter: i8,
    /// Scientific octave of the letter; B♯3 sounds as C4.
    pub octave: i8,
}

impl Pitch {
    /// A pitch from letter, alteration in semitones and scientific octave.
    #[must_use]
    pub const fn new(step: Step, alter: i8, octave: i8) -> Pitch {
        Pitch { step, alter, octave }
    }

    /// The pitch without its octave.
    #[must_use]
    pub const fn tone(self) -> Tone {
        Tone { step: self.step, alter: self.alter }
    }

    /// Semitones on the MIDI scale (C4 = 60), also for pitches that MIDI cannot hold.
    #[must_use]
    pub fn semitones(self) -> i32 {
        12 * (i32::from(self.octave) + 1) + self.step.semitones() + i32::from(self.alter)
    }

    /// Staff steps above C0, ignoring alteration: the height of the note head.
    #[must_use]
    pub fn staff_steps(self) -> i32 {
        7 * i32::from(self.octave) + self.step.index()
    }

    /// The MIDI key, when there is one.
    #[must_use]
    pub fn midi(self) -> Option<MidiPitch> {
        u8::try_from(self.semitones()).ok().and_then(MidiPitch::new)
    }

    /// The pitch class 0-11, C = 0.
    #[must_use]
    pub fn pitch_class(self) -> u8 {
        self.tone().pitch_class()
    }

    /// Spells a MIDI key as a player in `key` expects it: the tone nearest to the key's centre on the
    /// line of fifths, so that D minor has C♯ and B♭ (after Temperley 2000, "The line of fifths").
    #[must_use]
    pub fn spelled(midi: MidiPitch, key: Key) -> Pitch {
        let semitones = i32::from(midi.number());
        // Window of twelve tones around the key: five flatwards of the tonic's major scale start
        // up to the raised degrees that minor keys borrow.
        let lowest = i32::from(key.fifths) - if key.is_minor() { 2 } else { 4 };
        let tone = (lowest..lowest + 12)
            .map(Tone::from_fifths)
            .find(|tone| i32::from(tone.pitch_class()) == semitones.rem_euclid(12))
            .unwrap_or(Tone::new(Step::C, 0));
        Pitch::at_semitones(tone, semitones)
    }

    /// The pitch spelled `tone` that sounds at `semitones` (C4 = 60); the nearest octave when the
    /// tone does not fit.
    #[must_use]
    pub fn at_semitones(tone: Tone, semitones: i32) -> Pitch {
        let natural = semitones - i32::from(tone.alter) - tone.step.semitones();
        let octave = (natural + 6).div_euclid(12) - 1;
        tone.in_octave(i8::try_from(octave).unwrap_or(if octave < 0 { i8::MIN } else { i8::MAX }))
    }
}

impl fmt::Display for Pitch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.tone(), self.octave)
    }
}

impl fmt::Debug for Pitch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Pitch {
    type Err = ParsePitchError;
    fn from_str(text: &str) -> Result<Pitch, ParsePitchError> {
        let bad = || ParsePitchError(text.to_owned());
        let (tone, octave) = split_tone(text).ok_or_else(bad)?;
        Ok(tone.in_octave(octave.parse().map_err(|_| bad())?))
    }
}

/// A MIDI key number 0-127 (60 = middle C, C4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MidiPitch(u8);

impl MidiPitch {
    /// The key, or `None` above 127.
    #[must_use]
    pub const fn new(number: u8) -> Option<MidiPitch> {
        if number <= 127 { Some(MidiPitch(number)) } else { None }
    }

    /// The key number 0-127.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// How hard a note is struck, 1-127 as in MIDI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Velocity(u8);

impl Velocity {
    /// The velocity, or `None` outside 1-127 (MIDI reads 0 as note off).
    #[must_use]
    pub const fn new(value: u8) -> Option<Velocity> {
        if value >= 1 && value <= 127 { Some(Velocity(value)) } else { None }
    }

    /// The value 1-127.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for (name, semitones) in [("C4", 60), ("B#3", 60), ("Cb4", 59), ("F##5", 79), ("A-1", 9)] {
            let pitch: Pitch = name.parse().unwrap();
            assert_eq!(pitch.semitones(), semitones, "{name}");
            assert_eq!(pitch.to_string(), name);
        }
        assert!("H4".parse::<Pitch>().is_err());
    }

    #[test]
    fn line_of_fifths_both_ways() {
        for fifths in -20..=20 {
            assert_eq!(Tone::from_fifths(fifths).fifths(), fifths);
        }
    }

    #[test]
    fn spells_by_key() {
        let spell = |midi, key: &str| {
            Pitch::spelled(MidiPitch::new(midi).unwrap(), key.parse().unwrap()).to_string()
        };
        assert_eq!(spell(61, "Dm"), "C#4");
        assert_eq!(spell(70, "Dm"), "Bb4");
        assert_eq!(spell(66, "C"), "F#4");
        assert_eq!(spell(61, "Ab"), "Db4");
        assert_eq!(spell(59, "Gb"), "Cb4");
    }
}
