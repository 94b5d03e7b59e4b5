//! What a musician may ask for. Everything is optional; what is left open is the composer's choice.

mod compass;
mod ending;
mod mood;
mod progression;

pub use compass::Compass;
pub use ending::Ending;
pub use mood::Mood;
pub use progression::{ParseProgressionError, Progression};

use std::fmt;

use score::{Key, Meter, Mode, Tempo};
use serde::{Serialize, Serializer};

/// What a piece shall be like. The seed is no part of it: one wish has many answers.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Controls {
    /// The piece's title.
    pub title: Option<String>,
    /// The style by name, as data files of styles call it: `chorale`, `song`, `folk`, `waltz`, `lo-fi` ...
    pub style: Option<String>,
    /// The players by name, as data files of ensembles call them: `satb`, `string-quartet`, `piano` ...
    pub ensemble: Option<String>,
    /// The home key.
    pub key: Option<Key>,
    /// The scale, where no tonic is named; `None` when there is a key.
    pub mode: Option<Mode>,
    /// The meter of all bars.
    pub meter: Option<Meter>,
    /// The length in bars; a pick-up is not counted. At least 1.
    pub bars: Option<u16>,
    /// How fast.
    pub tempo: Option<Tempo>,
    /// How it shall feel.
    pub mood: Option<Mood>,
    /// The chords, bar by bar, from the beginning again when they are shorter than the piece.
    pub chords: Option<Progression>,
    /// How busy the melody is: notes struck a beat, on average; 1 is one note on each beat.
    pub notes_per_beat: Option<f32>,
    /// The lowest and highest note of the melody.
    pub compass: Option<Compass>,
    /// How the piece closes.
    pub ending: Option<Ending>,
}

impl Controls {
    /// These controls, and those of another wish where these leave something open: what is set on the
    /// command line goes before what is said in words.
    #[must_use]
    pub fn or(self, other: Controls) -> Controls {
        let key = self.key.or(other.key.filter(|_| self.mode.is_none()));
        Controls {
            title: self.title.or(other.title),
            style: self.style.or(other.style),
            ensemble: self.ensemble.or(other.ensemble),
            key,
            mode: self.mode.or(other.mode).filter(|_| key.is_none()),
            meter: self.meter.or(other.meter),
            bars: self.bars.or(other.bars),
            tempo: self.tempo.or(other.tempo),
            mood: self.mood.or(other.mood),
            chords: self.chords.or(other.chords),
            notes_per_beat: self.notes_per_beat.or(other.notes_per_beat),
            compass: self.compass.or(other.compass),
            ending: self.ending.or(other.ending),
        }
    }

    /// Everything that is asked for, as names and values in one fixed order: for provenance and reports.
    #[must_use]
    pub fn named(&self) -> Vec<(&'static str, String)> {
        let shown = |value: Option<&dyn ToString>| value.map(ToString::to_string);
        let tempo = self.tempo.as_ref().map(tempo_text);
        let notes = self.notes_per_beat.map(|notes| format!("{notes} a beat"));
        let all = [
            ("title", self.title.clone()),
            ("style", self.style.clone()),
            ("ensemble", self.ensemble.clone()),
            ("key", shown(self.key.as_ref().map(|key| key as _))),
            ("mode", self.mode.map(|mode| mode.name().to_owned())),
            ("meter", shown(self.meter.as_ref().map(|meter| meter as _))),
            ("bars", shown(self.bars.as_ref().map(|bars| bars as _))),
            ("tempo", tempo),
            ("mood", shown(self.mood.as_ref().map(|mood| mood as _))),
            ("chords", shown(self.chords.as_ref().map(|chords| chords as _))),
            ("notes", notes),
            ("compass", shown(self.compass.as_ref().map(|compass| compass as _))),
            ("ending", shown(self.ending.as_ref().map(|ending| ending as _))),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

impl Serialize for Controls {
    /// As an object of the names and values of [`Controls::named`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.named())
    }
}

impl fmt::Display for Controls {
    /// `key D minor, meter 3/4, bars 24`: what [`Controls::named`] lists.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.named().into_iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{name} {value}")?;
        }
        Ok(())
    }
}

/// `72 bpm` for quarters, `dotted quarter = 60 bpm` for other beats; with the word where there is one.
fn tempo_text(tempo: &Tempo) -> String {
    let quarters = tempo.quarters_per_minute();
    let speed = if quarters.to_bits() == tempo.bpm.to_bits() {
        format!("{} bpm", tempo.bpm)
    } else {
        format!("{} bpm ({quarters} quarters a minute)", tempo.bpm)
    };
    tempo.text.as_ref().map_or(speed.clone(), |text| format!("{text}, {speed}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{TempoBeat, ValueBase};

    #[test]
    fn what_is_set_goes_before_what_is_said() {
        let key = |text: &str| Controls { key: text.parse().ok(), ..Controls::default() };
        let said = Controls { bars: Some(8), ..key("C") };
        assert_eq!(key("D").or(said.clone()).to_string(), "key D major, bars 8");
        let minor = Controls { mode: Some(Mode::Minor), ..Controls::default() };
        assert_eq!(minor.clone().or(said.clone()).to_string(), "mode minor, bars 8");
        assert_eq!(said.or(minor).to_string(), "key C major, bars 8");
    }

    #[test]
    fn what_is_asked_for_is_named_in_order() {
        assert_eq!(Controls::default().to_string(), "");
        let dotted = TempoBeat { base: ValueBase::Quarter, dots: 1 };
        let controls = Controls {
            bars: Some(16),
            style: Some("folk".into()),
            key: Some("G".parse().unwrap()),
            meter: Some("6/8".parse().unwrap()),
            mood: Some(Mood::new(0.7, 0.5)),
            tempo: Some(Tempo { beat: dotted, ..Tempo::quarters(60.0) }),
            ..Controls::default()
        };
        let text = "style folk, key G major, meter 6/8, bars 16, tempo 60 bpm (90 quarters a minute), \
                    mood valence +0.7, energy +0.5";
        assert_eq!(controls.to_string(), text);
    }
}
