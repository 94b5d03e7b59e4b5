//! Wishes gathered one by one: the first word on a matter holds, what contradicts it is told apart.

use score::{Key, Meter, Mode, TempoBeat, Tone};

use crate::controls::{Compass, Ending, Mood, Progression};

use super::wish::{Numerals, Wish};

/// A value and the words that asked for it.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    pub(super) value: T,
    pub(super) words: String,
}

/// What has been asked for so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) title: Option<Said<String>>,
    pub(super) style: Option<Said<String>>,
    pub(super) form: Option<Said<String>>,
    pub(super) ensemble: Vec<String>,
    pub(super) key: Option<Said<Key>>,
    pub(super) tonic: Option<Said<Tone>>,
    pub(super) mode: Option<Said<Mode>>,
    pub(super) meter: Option<Said<Meter>>,
    pub(super) bars: Option<Said<(u16, u16)>>,
    pub(super) seconds: Option<Said<f64>>,
    pub(super) speed: Option<Said<(f64, Option<TempoBeat>)>>,
    pub(super) tempo_words: Option<Said<(f64, Option<String>)>>,
    pub(super) moods: Vec<Mood>,
    pub(super) chords: Option<Said<Chords>>,
    pub(super) notes_per_beat: Option<Said<f32>>,
    pub(super) compass: Option<Said<Compass>>,
    pub(super) ending: Option<Said<Ending>>,
}

/// Chords by name or by degree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Chords {
    Symbols(Progression),
    Numerals(Numerals),
}

/// The most players that are joined.
const MOST_PLAYERS: usize = 12;
/// Two words for one tempo may lie this far apart: slow and andante are one wish, slow and presto two.
const ALIKE: f64 = 1.4;

impl Draft {
    /// Takes a wish in.
    ///
    /// # Errors
    /// The words that it contradicts.
    pub(super) fn take(&mut self, wish: &Wish, words: &str) -> Result<(), String> {
        match wish {
            Wish::Title(title) => put(&mut self.title, title.clone(), words),
            Wish::Style(style) => put(&mut self.style, style.clone(), words),
            Wish::Form(form) => put(&mut self.form, form.clone(), words),
            Wish::Ensemble(name) => self.player(name),
            Wish::Key(key) => self.whole_key(*key, words),
            Wish::Tonic(tonic) => self.tonic_alone(*tonic, words),
            Wish::Mode(mode) => self.mode_alone(*mode, words),
            Wish::Meter(meter) => put(&mut self.meter, meter.clone(), words),
            Wish::Bars(least, most) => self.length(*least, *most, words),
            Wish::Seconds(seconds) => self.duration(*seconds, words),
            Wish::Speed(bpm, beat) => put(&mut self.speed, (*bpm, *beat), words),
            Wish::TempoWord(bpm, text) => self.tempo_word(*bpm, text.as_ref(), words),
            Wish::Mood(mood) => {
                self.moods.push(*mood);
                Ok(())
            }
            Wish::Chords(chords) => put(&mut self.chords, Chords::Symbols(chords.clone()), words),
            Wish::Numerals(all) => put(&mut self.chords, Chords::Numerals(all.clone()), words),
            Wish::NotesPerBeat(notes) => put(&mut self.notes_per_beat, *notes, words),
            Wish::Compass(compass) => put(&mut self.compass, *compass, words),
            Wish::Ending(ending) => put(&mut self.ending, *ending, words),
        }
    }

    /// Takes what is implied, where nothing was said on the matter; whether it was taken.
    pub(super) fn imply(&mut self, wish: &Wish, words: &str) -> bool {
        let open = match wish {
            Wish::Style(_) => self.style.is_none(),
            Wish::Ensemble(_) => self.ensemble.is_empty(),
            Wish::Meter(_) => self.meter.is_none(),
            Wish::Bars(..) => self.bars.is_none() && self.seconds.is_none(),
            Wish::TempoWord(..) => self.speed.is_none() && self.tempo_words.is_none(),
            Wish::Mood(_) => self.moods.is_empty(),
            _ => true,
        };
        open && self.take(wish, words).is_ok()
    }

    fn player(&mut self, name: &str) -> Result<(), String> {
        let known = self.ensemble.iter().any(|other| other == name);
        if !known && self.ensemble.len() < MOST_PLAYERS {
            self.ensemble.push(name.to_owned());
        }
        Ok(())
    }

    fn whole_key(&mut self, key: Key, words: &str) -> Result<(), String> {
        agree(self.tonic.as_ref(), &key.tonic())?;
        agree(self.mode.as_ref(), &key.mode)?;
        put(&mut self.key, key, words)
    }

    fn tonic_alone(&mut self, tonic: Tone, words: &str) -> Result<(), String> {
        agree(self.key.as_ref().map(|said| said.map(Key::tonic)).as_ref(), &tonic)?;
        put(&mut self.tonic, tonic, words)
    }

    fn mode_alone(&mut self, mode: Mode, words: &str) -> Result<(), String> {
        agree(self.key.as_ref().map(|said| said.map(|key| key.mode)).as_ref(), &mode)?;
        put(&mut self.mode, mode, words)
    }

    fn length(&mut self, least: u16, most: u16, words: &str) -> Result<(), String> {
        self.seconds.as_ref().map_or(Ok(()), |said| Err(said.words.clone()))?;
        put(&mut self.bars, (least, most), words)
    }

    fn duration(&mut self, seconds: f64, words: &str) -> Result<(), String> {
        self.bars.as_ref().map_or(Ok(()), |said| Err(said.words.clone()))?;
        put(&mut self.seconds, seconds, words)
    }

    /// Words for one tempo meet in their geometric mean; the first that is printed is printed.
    fn tempo_word(&mut self, bpm: f64, text: Option<&String>, words: &str) -> Result<(), String> {
        let Some(said) = &mut self.tempo_words else {
            return put(&mut self.tempo_words, (bpm, text.cloned()), words);
        };
        let (before, printed) = &mut said.value;
        if !(1.0 / ALIKE..=ALIKE).contains(&(bpm / *before)) {
            return Err(said.words.clone());
        }
        *before = (*before * bpm).sqrt().round();
        *printed = printed.take().or_else(|| text.cloned());
        Ok(())
    }
}

impl<T: Copy> Said<T> {
    fn map<U>(&self, part: impl Fn(T) -> U) -> Said<U> {
        Said { value: part(self.value), words: self.words.clone() }
    }
}

/// Fills a place that is empty, or holds the same already.
fn put<T: PartialEq>(place: &mut Option<Said<T>>, value: T, words: &str) -> Result<(), String> {
    agree(place.as_ref(), &value)?;
    if place.is_none() {
        *place = Some(Said { value, words: words.to_owned() });
    }
    Ok(())
}

fn agree<T: PartialEq>(said: Option<&Said<T>>, value: &T) -> Result<(), String> {
    match said {
        Some(said) if said.value != *value => Err(said.words.clone()),
        _ => Ok(()),
    }
}
