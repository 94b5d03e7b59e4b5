//! Styles: data files that say who plays what, where and in which rhythm.

mod builtin;
mod check;
mod kit;
mod read;

use std::collections::BTreeMap;

use score::{Clef, Dynamic, Meter};
use serde::Deserialize;

pub use kit::{Drum, Limb};

use crate::ArrangeError;

/// A way of arranging, read from TOML; `docs/styles.md` explains how to write one.
///
/// ```
/// let style = arrange::Style::parse(r#"
/// name = "Flute and harp"
/// about = "A flute over broken chords"
/// [[parts]]
/// name = "Flute"
/// program = 73
/// lines = [{ plays = "melody", range = ["C4", "C7"] }]
/// [[parts]]
/// name = "Harp"
/// program = 46
/// [[parts.lines]]
/// plays = "chords"
/// range = ["C3", "C5"]
/// patterns = [{ meter = "3/4", rhythm = "123432" }]
/// "#)?;
/// assert_eq!(style.meters().unwrap()[0].to_string(), "3/4");
/// # Ok::<(), arrange::ArrangeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// What it is called.
    pub name: String,
    /// Other names it answers to.
    #[serde(default)]
    pub also: Vec<String>,
    /// One line for the list of styles.
    pub about: String,
    /// Quarter notes a minute where the sketch has no tempo.
    #[serde(default = "read::some_tempo")]
    pub tempo: f64,
    /// Eighths are swung.
    #[serde(default)]
    pub swing: bool,
    /// Triads of the key get the seventh (or sixth) that jazz would add.
    #[serde(default)]
    pub sevenths: bool,
    /// Roman numerals of the bars before the melody, one text a bar; none for no introduction.
    #[serde(default)]
    pub intro: Vec<String>,
    /// The same in minor keys.
    #[serde(default)]
    pub intro_minor: Vec<String>,
    /// Roman numerals of the bars after the melody.
    #[serde(default)]
    pub ending: Vec<String>,
    /// The same in minor keys.
    #[serde(default)]
    pub ending_minor: Vec<String>,
    /// The parts, in the order of the score.
    pub parts: Vec<Part>,
}

/// A part of the arrangement: one player, or one keyboard.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Name before the first system.
    pub name: String,
    /// Name before later systems.
    #[serde(default)]
    pub short: String,
    /// General MIDI program 0-127; for percussion the kit.
    #[serde(default)]
    pub program: u8,
    /// Drums.
    #[serde(default)]
    pub percussion: bool,
    /// Staves, 1 to 3.
    #[serde(default = "read::one")]
    pub staves: u8,
    /// The clefs of the staves from the top, where the range should not decide: `treble`, `bass`,
    /// `alto`, `tenor` (treble an octave lower).
    #[serde(default, deserialize_with = "read::clefs")]
    pub clefs: Vec<Clef>,
    /// Octaves from written to sounding: -1 for guitars and basses.
    #[serde(default)]
    pub octave: i8,
    /// Mixer volume 0-127.
    #[serde(default = "read::volume")]
    pub volume: u8,
    /// -90 (left) to 90 (right), in degrees.
    #[serde(default)]
    pub pan: i8,
    /// How loud, where the piece is neither quiet nor at its height.
    #[serde(default = "read::mezzo", deserialize_with = "read::dynamic")]
    pub dynamic: Dynamic,
    /// Chord symbols are printed over it.
    #[serde(default)]
    pub symbols: bool,
    /// The two hands of a keyboard, a tenth each at most: moments beyond are told.
    #[serde(default)]
    pub hands: bool,
    /// The lines it plays.
    pub lines: Vec<Line>,
}

/// One line of a part: what is written as one voice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it plays.
    pub plays: Plays,
    /// The staff, 1 = top.
    #[serde(default = "read::one")]
    pub staff: u8,
    /// The lowest and highest MIDI key, sounding.
    #[serde(default = "read::every_key", deserialize_with = "read::keys")]
    pub range: (u8, u8),
    /// Which of four voices, 1 = highest; for `plays = "voice"`.
    #[serde(default)]
    pub voice: u8,
    /// When a voice strikes a note again that it already holds.
    #[serde(default)]
    pub repeat: Repeat,
    /// How chords are laid out.
    #[serde(default)]
    pub voicing: Voicing,
    /// How many notes a chord has, 1 to 6.
    #[serde(default = "read::three")]
    pub notes: u8,
    /// The lowest note is the bass of the chord, as when no one else plays it.
    #[serde(default)]
    pub rooted: bool,
    /// Stays under the melody.
    #[serde(default)]
    pub under: bool,
    /// Played by the hand that plays the melody: within a tenth under it.
    #[serde(default)]
    pub with_melody: bool,
    /// Chords are rolled upwards.
    #[serde(default)]
    pub roll: bool,
    /// Held over: the sustaining pedal goes down with every chord.
    #[serde(default)]
    pub pedal: bool,
    /// Rhythms; without any, everything is held until the chord changes.
    #[serde(default)]
    pub patterns: Vec<Pattern>,
}

/// What a line plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plays {
    /// The tune, note for note.
    Melody,
    /// One of four voices: the sketch's own, or written for its melody and chords.
    Voice,
    /// The chords, struck or broken.
    Chords,
    /// The bass of the chords.
    Bass,
    /// A second voice in the rhythm of the melody, thirds and sixths below.
    Second,
    /// A slower voice of its own between melody and bass.
    Counter,
    /// The drum kit.
    Drums,
}

/// When a voice strikes a note again that it already holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// With the melody, on beats: as hymns do.
    #[default]
    Beat,
    /// When the chord changes.
    Chord,
    /// Never: common tones are tied, as on the organ.
    Never,
}

/// How the tones of a chord are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voicing {
    /// Within an octave.
    #[default]
    Close,
    /// Spread, for two hands or a section.
    Open,
    /// Third and seventh, and the root where three are asked for.
    Shell,
    /// Without the root, which the bass has: third, fifth, seventh, ninth.
    Rootless,
    /// From the bass up through fifth, octave and tenth: for broken chords.
    Wide,
    /// As the six strings of a guitar allow.
    Guitar,
    /// Root and fifth.
    Power,
}

/// A rhythm for one meter.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The meter it is for.
    #[serde(deserialize_with = "read::meter")]
    pub meter: Meter,
    /// 1 sparse, 2 usual, 3 busy: quiet phrases take the sparse one.
    #[serde(default = "read::two")]
    pub density: u8,
    /// Where it is played.
    #[serde(default)]
    pub when: When,
    /// One sign a step, bars divided by `|`; blanks are for the eye.
    #[serde(default)]
    pub rhythm: String,
    /// The same for each drum.
    #[serde(default)]
    pub drums: BTreeMap<Drum, String>,
}

/// Where a pattern is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Everywhere.
    #[default]
    Groove,
    /// In the first bar of a phrase.
    Start,
    /// In the last bar of a phrase.
    Fill,
    /// Before the melody begins.
    Intro,
    /// In the last bar of all.
    Ending,
}

impl Style {
    /// The names that [`Style::builtin`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        builtin::STYLES.iter().map(|(name, _)| *name)
    }

    /// A style that comes with the house, by its name or another it answers to.
    ///
    /// # Errors
    /// [`ArrangeError::UnknownStyle`] with the names there are.
    pub fn builtin(name: &str) -> Result<Style, ArrangeError> {
        builtin::find(name)
    }

    /// Reads a style from TOML.
    ///
    /// # Errors
    /// [`ArrangeError::Style`] naming the line of the file, or the part, the line of music and the
    /// pattern, and what is wrong there.
    pub fn parse(text: &str) -> Result<Style, ArrangeError> {
        check::parse(text)
    }

    /// The meters all its lines have patterns for; `None` when it can play any.
    #[must_use]
    pub fn meters(&self) -> Option<Vec<Meter>> {
        check::meters(self)
    }
}

impl Line {
    /// Whether it cannot play a meter without a pattern for it: a voice then keeps its own rhythm, and
    /// what has no patterns at all is held.
    pub(crate) fn needs_patterns(&self) -> bool {
        !self.patterns.is_empty() && self.plays != Plays::Voice
    }
}

#[cfg(test)]
mod tests;
