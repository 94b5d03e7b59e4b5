//! The whole score, and walking through it.

use crate::{Event, Interval, Key, Mark, Measure, Meter, Part, PartGroup, Quarters, Tempo};

/// A piece of music as written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Score {
    /// Title, people, rights, provenance.
    pub info: Info,
    /// The measures all parts share.
    pub measures: Vec<Measure>,
    /// The parts; each has as many measures as the score.
    pub parts: Vec<Part>,
    /// Brackets and braces in the margin.
    pub groups: Vec<PartGroup>,
    /// Stretches of measures in the order they are played, as a tune book gives it (`P:AABB`); when
    /// empty, the measures are played from first to last.
    pub form: Vec<std::ops::Range<usize>>,
}

/// What is known of a piece besides its notes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Info {
    /// The title of this piece or movement.
    pub title: Option<String>,
    /// A second line under the title.
    pub subtitle: Option<String>,
    /// The larger work it belongs to.
    pub work: Option<String>,
    /// Its number in that work, or catalogue number.
    pub number: Option<String>,
    /// Who wrote the music.
    pub composer: Option<String>,
    /// Who wrote the words.
    pub lyricist: Option<String>,
    /// Who arranged it.
    pub arranger: Option<String>,
    /// Copyright or licence.
    pub rights: Option<String>,
    /// Where it was taken from.
    pub source: Option<String>,
    /// Programs that wrote the file, in order.
    pub software: Vec<String>,
    /// Anything else, by name; provenance of machine-made music goes here.
    pub misc: Vec<(String, String)>,
}

impl Score {
    /// A score of `bars` empty measures in a meter, without parts.
    #[must_use]
    pub fn with_measures(meter: &Meter, bars: usize) -> Score {
        let measure = |index: usize| Measure {
            number: (index + 1).to_string(),
            length: meter.bar_length(),
            meter: (index == 0).then(|| meter.clone()),
            ..Measure::default()
        };
        Score { measures: (0..bars).map(measure).collect(), ..Score::default() }
    }

    /// Where each measure starts, as written; one entry more than there are measures: the end.
    #[must_use]
    pub fn measure_starts(&self) -> Vec<Quarters> {
        let mut at = Quarters::ZERO;
        let mut starts = vec![at];
        for measure in &self.measures {
            at += measure.length;
            starts.push(at);
        }
        starts
    }

    /// How long it is as written, repeats played once.
    #[must_use]
    pub fn length(&self) -> Quarters {
        self.measures.iter().map(|measure| measure.length).sum()
    }

    /// The meter in force at each measure; 4/4 until one is written.
    #[must_use]
    pub fn meters(&self) -> Vec<Meter> {
        let mut current = Meter::default();
        let advance = |measure: &Measure| {
            if let Some(meter) = &measure.meter {
                current.clone_from(meter);
            }
            current.clone()
        };
        self.measures.iter().map(advance).collect()
    }

    /// The sounding key signature in force at the start of each measure, read from the first
    /// pitched part that has one; `None` before any.
    #[must_use]
    pub fn keys(&self) -> Vec<Option<Key>> {
        let keyed = self.parts.iter().find(|part| {
            let has_key =
                |m: &crate::PartMeasure| m.marks.iter().any(|p| matches!(p.what, Mark::Key(_)));
            !part.instrument.percussion && part.measures.iter().any(has_key)
        });
        let Some(part) = keyed else { return vec![None; self.measures.len()] };
        let mut current = None;
        let mut keys = Vec::with_capacity(self.measures.len());
        for measure in &part.measures {
            let mut later = None;
            for placed in &measure.marks {
                if let Mark::Key(key) = placed.what {
                    let sounding = Some(key_after(key, part.transposition));
                    if placed.at.is_zero() { current = sounding } else { later = sounding }
                }
            }
            keys.push(current);
            current = later.or(current);
        }
        keys.resize(self.measures.len(), current);
        keys
    }

    /// The first written key, if any.
    #[must_use]
    pub fn first_key(&self) -> Option<Key> {
        self.keys().into_iter().flatten().next()
    }

    /// The first tempo, if any.
    #[must_use]
    pub fn first_tempo(&self) -> Option<&Tempo> {
        self.measures.iter().flat_map(|measure| &measure.tempi).map(|placed| &placed.what).next()
    }

    /// Every event with where it stands.
    pub fn events(&self) -> impl Iterator<Item = (Place, &Event)> {
        self.parts.iter().enumerate().flat_map(|(part, p)| {
            p.measures.iter().enumerate().flat_map(move |(measure, m)| {
                m.voices.iter().flat_map(move |v| {
                    let place = Place { part, measure, voice: v.number };
                    v.events.iter().map(move |event| (place, event))
                })
            })
        })
    }

    /// Every event, to change it.
    pub fn events_mut(&mut self) -> impl Iterator<Item = (Place, &mut Event)> {
        self.parts.iter_mut().enumerate().flat_map(|(part, p)| {
            p.measures.iter_mut().enumerate().flat_map(move |(measure, m)| {
                m.voices.iter_mut().flat_map(move |v| {
                    let place = Place { part, measure, voice: v.number };
                    v.events.iter_mut().map(move |event| (place, event))
                })
            })
        })
    }

    /// Moves everything that is pitched by an interval: notes, keys and chord symbols. Drums stay.
    pub fn transpose(&mut self, by: Interval) {
        for part in &mut self.parts {
            if !part.instrument.percussion {
                part.measures.iter_mut().for_each(|measure| transpose_measure(measure, by));
            }
        }
    }

    /// Makes every part have as many measures as the score, voices in order of number and events and
    /// marks in order of place, so that a reader may fill them in any order.
    pub fn tidy(&mut self) {
        let count = self.measures.len();
        for part in &mut self.parts {
            part.staves = part.staves.max(1);
            part.measures.resize_with(count, Default::default);
            for measure in &mut part.measures {
                measure.voices.retain(|voice| !voice.events.is_empty());
                measure.voices.sort_by_key(|voice| voice.number);
                measure.marks.sort_by_key(|placed| placed.at);
                for voice in &mut measure.voices {
                    // Grace notes keep their place before the note they lean on.
                    voice.events.sort_by_key(|event| event.onset);
                }
            }
        }
        for measure in &mut self.measures {
            measure.tempi.sort_by_key(|placed| placed.at);
        }
    }
}

/// Where an event stands in the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index of the part.
    pub part: usize,
    /// Index of the measure (not its printed number).
    pub measure: usize,
    /// Voice number within the part.
    pub voice: u16,
}

fn key_after(key: Key, by: Interval) -> Key {
    if by == Interval::UNISON { key } else { key.transposed(by) }
}

fn transpose_measure(measure: &mut crate::PartMeasure, by: Interval) {
    for event in measure.voices.iter_mut().flat_map(|voice| &mut voice.events) {
        for note in event.notes.iter_mut().filter(|note| note.drum.is_none()) {
            note.pitch = note.pitch + by;
            note.accidental = None;
        }
    }
    for placed in &mut measure.marks {
        match &mut placed.what {
            Mark::Key(key) => *key = key_after(*key, by),
            Mark::Chord(chord) => *chord = chord.transposed(by),
            _ => {}
        }
    }
}
