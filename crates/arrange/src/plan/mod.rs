//! The piece to be arranged, laid out in time: bars with their phrases and levels, the given lines,
//! the chords, introduction and ending.

mod frame;
mod harmony;
mod phrases;
mod sevenths;

use score::{Info, Key, Measure, Meter, Pitch, Quarters, Sketch, Staves, Tempo};

use crate::ArrangeError;
use crate::style::Style;
use crate::tones::Tones;

/// A note of a given line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tone {
    pub(crate) onset: Quarters,
    pub(crate) end: Quarters,
    pub(crate) pitch: Pitch,
}

impl Tone {
    /// The MIDI key.
    pub(crate) fn key(&self) -> u8 {
        self.pitch.midi().map_or(60, |midi| midi.number())
    }
}

/// A chord and how long it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: Quarters,
    pub(crate) end: Quarters,
    pub(crate) symbol: score::ChordSymbol,
    /// `None` where no chord sounds.
    pub(crate) tones: Option<Tones>,
}

/// What a bar is in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Before the melody.
    Intro,
    /// Under the melody.
    Body,
    /// The last of all.
    Last,
}

/// A bar of the arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) start: Quarters,
    pub(crate) length: Quarters,
    /// What it lacks at its beginning.
    pub(crate) missing: Quarters,
    pub(crate) meter: Meter,
    pub(crate) kind: Kind,
    /// Which phrase of about four bars.
    pub(crate) phrase: usize,
    pub(crate) first_of_phrase: bool,
    pub(crate) last_of_phrase: bool,
    /// 0 quiet, 1 usual, 2 the height of the piece.
    pub(crate) level: u8,
}

impl Bar {
    /// A bar without a place in the form.
    pub(crate) fn plain(start: Quarters, meter: &Meter, missing: Quarters) -> Bar {
        Bar {
            start,
            length: meter.bar_length() - missing,
            missing,
            meter: meter.clone(),
            kind: Kind::Body,
            phrase: 0,
            first_of_phrase: false,
            last_of_phrase: false,
            level: 1,
        }
    }

    pub(crate) fn end(&self) -> Quarters {
        self.start + self.length
    }
}

/// The piece to be arranged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) info: Info,
    pub(crate) tempo: Option<Tempo>,
    pub(crate) key: Key,
    pub(crate) measures: Vec<Measure>,
    pub(crate) bars: Vec<Bar>,
    /// The lines of the sketch, highest first; the melody is the first.
    pub(crate) lines: Vec<Vec<Tone>>,
    /// In order, without overlap.
    pub(crate) chords: Vec<Span>,
    /// The chords were heard in the voices.
    pub(crate) labelled: bool,
}

impl Plan {
    /// Lays a sketch out for a style.
    pub(crate) fn of(sketch: &Sketch, style: &Style) -> Result<Plan, ArrangeError> {
        let score = sketch.to_score(Staves::Open);
        let mut lines = vec![Vec::new(); score.parts.len()];
        for note in score.soundings() {
            let tone = Tone { onset: note.onset, end: note.end(), pitch: note.pitch };
            lines[note.place.part].push(tone);
        }
        if lines.first().is_none_or(Vec::is_empty) {
            return Err(ArrangeError::NoMelody);
        }
        let key = sketch.key.or_else(|| score.first_key()).unwrap_or_default();
        let (chords, labelled) = harmony::chords(sketch, &score, &lines)?;
        let mut plan = Plan {
            info: sketch.info.clone(),
            tempo: sketch.tempo.clone(),
            key,
            bars: Vec::new(),
            measures: score.measures,
            lines,
            chords,
            labelled,
        };
        let intro = frame::add(&mut plan, style);
        if style.sevenths {
            sevenths::add(&mut plan);
        }
        phrases::bars(&mut plan, intro);
        Ok(plan)
    }

    /// The index of the chord in force at a place.
    pub(crate) fn chord_index(&self, at: Quarters) -> Option<usize> {
        let index = self.chords.partition_point(|span| span.start <= at).checked_sub(1)?;
        self.chords.get(index).filter(|span| at < span.end && span.tones.is_some())?;
        Some(index)
    }

    /// The chord in force at a place.
    pub(crate) fn chord_at(&self, at: Quarters) -> Option<&Span> {
        self.chord_index(at).map(|index| &self.chords[index])
    }

    /// The index of the bar a place stands in.
    pub(crate) fn bar_index(&self, at: Quarters) -> usize {
        self.bars.partition_point(|bar| bar.start <= at).saturating_sub(1)
    }

    /// Metrical weight of a place: 0 the downbeat ... 3 between beats.
    pub(crate) fn weight(&self, at: Quarters) -> u8 {
        let bar = &self.bars[self.bar_index(at)];
        bar.meter.weight(at - bar.start + bar.missing)
    }

    /// Where the piece ends.
    pub(crate) fn end(&self) -> Quarters {
        self.bars.last().map_or(Quarters::ZERO, Bar::end)
    }

    /// The melody.
    pub(crate) fn melody(&self) -> &[Tone] {
        &self.lines[0]
    }

    /// The lowest and highest key of the melody that sounds within a span; `None` where it rests.
    pub(crate) fn melody_within(&self, start: Quarters, end: Quarters) -> Option<(u8, u8)> {
        let from = self.melody().partition_point(|tone| tone.end <= start);
        let sounding = self.melody()[from..].iter().take_while(|tone| tone.onset < end);
        sounding.map(Tone::key).fold(None, |span, key| {
            span.map_or(Some((key, key)), |(low, high): (u8, u8)| {
                Some((low.min(key), high.max(key)))
            })
        })
    }
}
