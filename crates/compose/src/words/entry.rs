//! A row of the lexicon: the words of several languages for one meaning.

use score::{Meter, Mode};
use serde::Deserialize;

use crate::controls::{Ending, Mood};

use super::language::Both;
use super::wish::{Numerals, Wish};

/// Words and what they mean.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) words: Words,
    pub(super) sense: EntrySense,
}

/// The words and phrases of one meaning; a hyphen may stand for each blank.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    /// English.
    pub(super) en: Vec<String>,
    /// Italian, and what musicians use of other languages.
    pub(super) it: Vec<String>,
    /// Simplified Chinese.
    pub(super) zh: Vec<String>,
}

impl Words {
    /// Those of all languages.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.en.iter().chain(&self.it).chain(&self.zh)
    }
}

/// What the words of a row do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum EntrySense {
    /// They ask for something, and imply something unless the musician says otherwise.
    Asks { wishes: Vec<Wish>, implied: Vec<Wish> },
    /// They carry no wish.
    Filler,
    /// They turn the next word round.
    Negation,
    /// They make the next word (or the one before) stronger, over 1, or weaker.
    Scale { by: f32, after: bool },
    /// They are understood, but not possible.
    Beyond(Both),
}

/// A row as it is written.
#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    words: Words,
    #[serde(default)]
    filler: bool,
    #[serde(default)]
    negation: bool,
    scale: Option<f32>,
    #[serde(default)]
    after: bool,
    beyond: Option<Both>,
    #[serde(default)]
    implies: Settings,
}

/// What words set, under the names of [`crate::Controls`] as far as they are the same.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    style: Option<String>,
    form: Option<String>,
    ensemble: Option<String>,
    mode: Option<String>,
    meter: Option<String>,
    bars: Option<u16>,
    seconds: Option<f64>,
    bpm: Option<f64>,
    text: Option<String>,
    valence: Option<f32>,
    energy: Option<f32>,
    numerals: Option<String>,
    notes_per_beat: Option<f32>,
    ending: Option<String>,
}

/// What a row may say besides what it sets.
const NO_SETTINGS: [&str; 9] =
    ["en", "it", "zh", "filler", "negation", "scale", "after", "beyond", "implies"];

impl Entry {
    /// Reads a row.
    pub(super) fn read(table: &toml::Table) -> Result<Entry, String> {
        let wrong = |error: toml::de::Error| error.message().to_owned();
        let row: Row = table.clone().try_into().map_err(wrong)?;
        let mut sets = table.clone();
        sets.retain(|name, _| NO_SETTINGS.iter().all(|other| *other != name));
        let sets: Settings = sets.try_into().map_err(wrong)?;
        let (wishes, implied) = (sets.wishes()?, row.implies.wishes()?);
        let asks = !wishes.is_empty() || !implied.is_empty();
        let sense = match (row.beyond, row.scale) {
            (Some(why), None) if !asks => EntrySense::Beyond(why),
            (None, Some(by)) if !asks => EntrySense::Scale { by, after: row.after },
            (None, None) if asks => EntrySense::Asks { wishes, implied },
            (None, None) if row.negation => EntrySense::Negation,
            (None, None) if row.filler => EntrySense::Filler,
            _ => {
                return Err(
                    "it must say one thing: what is asked for, filler, negation, scale or \
                             beyond"
                        .to_owned(),
                );
            }
        };
        Ok(Entry { words: row.words, sense })
    }
}

impl Settings {
    /// What is set, as wishes.
    fn wishes(&self) -> Result<Vec<Wish>, String> {
        let mut wishes = Vec::new();
        wishes.extend(self.style.clone().map(Wish::Style));
        wishes.extend(self.form.clone().map(Wish::Form));
        wishes.extend(self.ensemble.clone().map(Wish::Ensemble));
        wishes.extend(self.mode.as_deref().map(mode).transpose()?.map(Wish::Mode));
        wishes.extend(self.meter.as_deref().map(meter).transpose()?.map(Wish::Meter));
        wishes.extend(self.bars.map(|bars| Wish::Bars(bars, bars)));
        wishes.extend(self.seconds.map(Wish::Seconds));
        wishes.extend(self.bpm.map(|bpm| Wish::TempoWord(bpm, self.text.clone())));
        if self.valence.is_some() || self.energy.is_some() {
            let (valence, energy) = (self.valence.unwrap_or(0.0), self.energy.unwrap_or(0.0));
            wishes.push(Wish::Mood(Mood::new(valence, energy)));
        }
        wishes.extend(self.numerals.as_deref().map(numerals).transpose()?.map(Wish::Numerals));
        wishes.extend(self.notes_per_beat.map(Wish::NotesPerBeat));
        wishes.extend(self.ending.as_deref().map(ending).transpose()?.map(Wish::Ending));
        Ok(wishes)
    }
}

fn mode(name: &str) -> Result<Mode, String> {
    let found = Mode::ALL.into_iter().find(|mode| mode.name() == name && *mode != Mode::Unknown);
    found.ok_or_else(|| format!("there is no mode {name:?}"))
}

fn meter(text: &str) -> Result<Meter, String> {
    text.parse().map_err(|error: score::ParseMeterError| error.to_string())
}

fn numerals(text: &str) -> Result<Numerals, String> {
    Numerals::read(text).ok_or_else(|| format!("{text:?} are no Roman numerals"))
}

fn ending(name: &str) -> Result<Ending, String> {
    Ending::from_name(name).ok_or_else(|| format!("there is no ending {name:?}"))
}
