//! From a sketch to a score that can be read.

use crate::{
    Barline, Clef, Event, GroupSymbol, Key, Mark, Measure, Meter, Part, PartGroup, Pitch, Placed,
    Quarters, Score, Silence, Sketch, SketchBar, SketchNote, theory,
};

/// How the voices of a sketch are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Staves {
    /// Open score: each voice on a staff of its own.
    #[default]
    Open,
    /// Short score: two staves, as hymn books print four voices.
    Short,
}

impl Sketch {
    /// The sketch with bars of one meter over all its steps, after a pick-up of so many steps (0 for
    /// none); the last bar is as long as what is left. Replaces the bars it had.
    #[must_use]
    pub fn barred(mut self, meter: &Meter, pickup: usize) -> Sketch {
        self.bars.clear();
        let (steps, grid) = (self.steps(), self.step_length());
        let pickup = pickup.min(steps);
        self.bars = SketchBar::lay(meter, grid, pickup, 0);
        self.lengthen(meter, steps);
        self
    }

    /// Adds bars of a meter until the steps are covered; the last may be short.
    fn lengthen(&mut self, meter: &Meter, steps: usize) {
        let full = SketchBar::lay(meter, self.step_length(), 0, 1)[0].steps;
        let mut first = self.bars.last().map_or(0, SketchBar::end);
        while first < steps {
            let length = full.min(steps - first);
            self.bars.push(SketchBar { first, steps: length, missing: 0, meter: meter.clone() });
            first += length;
        }
    }

    /// Writes the sketch as a score: parts named Soprano, Alto, Tenor and Bass for four voices, notes
    /// spelled by key and chord, rhythms cut at beats, chord symbols, key, meter and tempo.
    ///
    /// Where bars are unknown, 4/4 is laid (see [`Sketch::barred`] for others); where the key is, it
    /// is found. [`Score::soundings`] then gives exactly the notes of the sketch.
    ///
    /// ```
    /// use score::{Cell, MidiPitch, Quarters, Sketch, Staves};
    /// let mut sketch = Sketch::silent(Quarters::ONE, Vec::new(), 1);
    /// sketch.voices[0] = [60, 62, 64].iter().filter_map(|key| MidiPitch::new(*key)).map(Cell::Strike).collect();
    /// let notes = sketch.to_score(Staves::Open).soundings();
    /// assert_eq!(notes[2].pitch.to_string(), "E4");
    /// ```
    #[must_use]
    pub fn to_score(&self, staves: Staves) -> Score {
        let mut sketch = self.clone();
        let steps = sketch.voices.iter().map(Vec::len).max().unwrap_or(0).max(self.steps());
        let meter = sketch.bars.last().map_or_else(Meter::default, |bar| bar.meter.clone());
        sketch.lengthen(&meter, steps);
        let key = sketch.key.unwrap_or_else(|| sketch.likely_key(staves));
        sketch.written(staves, key)
    }

    fn likely_key(&self, staves: Staves) -> Key {
        let draft = self.written(staves, Key::C_MAJOR);
        theory::find_key(&draft).map_or(Key::C_MAJOR, |found| found.key)
    }

    fn written(&self, staves: Staves, key: Key) -> Score {
        let measures = self.measures();
        let parts = parts(self.voices.len(), staves, measures.len());
        let mut score = Score { info: self.info.clone(), measures, ..Score::default() };
        for (part, voices) in parts {
            score.parts.push(part);
            let index = score.parts.len() - 1;
            for (number, voice) in voices.into_iter().enumerate() {
                let (staff, voice_number) = match staves {
                    Staves::Open => (1, 1),
                    Staves::Short => short_place(number, self.voices.len()),
                };
                let line = self.line(key, voice, staff);
                score.write_line(index, voice_number, &line, Silence::Rests);
            }
            self.clefs(&mut score.parts[index], staves);
            if let Some(first) = score.parts[index].measures.first_mut() {
                let signature = Key { fifths: key.fifths.clamp(-7, 7), ..key };
                first.marks.push(Placed::new(Quarters::ZERO, Mark::Key(signature)));
            }
        }
        if score.parts.len() > 1 {
            let last = score.parts.len() - 1;
            let (symbol, name) = (GroupSymbol::Bracket, String::new());
            score.groups.push(PartGroup { first: 0, last, symbol, name, joined_barlines: false });
        }
        self.symbols(&mut score);
        score.tidy();
        score
    }

    /// The length of a step; a sixteenth where the sketch has none.
    fn step_length(&self) -> Quarters {
        if self.grid.is_positive() { self.grid } else { Quarters::new(1, 4) }
    }

    fn time(&self, steps: usize) -> Quarters {
        self.step_length() * i64::try_from(steps).unwrap_or(i64::MAX)
    }

    fn measures(&self) -> Vec<Measure> {
        let mut measures: Vec<Measure> = Vec::with_capacity(self.bars.len());
        let mut meter: Option<&Meter> = None;
        let mut number = 1;
        for (index, bar) in self.bars.iter().enumerate() {
            let implicit = bar.missing > 0;
            let printed = if implicit && index == 0 { 0 } else { number };
            number += usize::from(!(implicit && index == 0));
            let new = (meter != Some(&bar.meter)).then(|| bar.meter.clone());
            meter = Some(&bar.meter);
            let length = self.time(bar.steps);
            let number = printed.to_string();
            measures.push(Measure { number, implicit, length, meter: new, ..Measure::default() });
        }
        if let (Some(first), Some(tempo)) = (measures.first_mut(), &self.tempo) {
            first.tempi.push(Placed::new(Quarters::ZERO, tempo.clone()));
        }
        if let Some(last) = measures.last_mut() {
            last.barline = Barline::Final;
        }
        measures
    }

    /// The notes of a voice as events, from the start of the piece.
    fn line(&self, key: Key, voice: usize, staff: u8) -> Vec<Event> {
        let event = |note: SketchNote| {
            let pitch = self.spelling(key, voice, note.first, note.pitch);
            Event {
                staff,
                ..Event::note(self.time(note.first), self.time(note.end - note.first), pitch)
            }
        };
        self.notes(voice).into_iter().map(event).collect()
    }

    fn clefs(&self, part: &mut Part, staves: Staves) {
        let four = self.voices.len() == 4;
        let by_name = match part.name.as_str() {
            "Tenor" if four => Some(Clef::TENOR_G),
            "Bass" if four => Some(Clef::BASS),
            "Soprano" | "Alto" if four => Some(Clef::TREBLE),
            _ => None,
        };
        let clef = by_name.unwrap_or_else(|| clef_for(part));
        let clefs = match staves {
            Staves::Open => vec![(1, clef)],
            Staves::Short if part.staves == 1 => vec![(1, clef)],
            Staves::Short => vec![(1, Clef::TREBLE), (2, Clef::BASS)],
        };
        if let Some(first) = part.measures.first_mut() {
            let mark = |(staff, clef)| Placed { at: Quarters::ZERO, staff, what: Mark::Clef(clef) };
            first.marks.extend(clefs.into_iter().map(mark));
        }
    }

    /// Chord symbols over the first part.
    fn symbols(&self, score: &mut Score) {
        let Some(part) = score.parts.first_mut() else { return };
        for (step, chord) in &self.chords {
            let Some((bar, _)) = self.place(*step) else { continue };
            let at = self.time(step - self.bars[bar].first);
            part.measures[bar].marks.push(Placed::new(at, Mark::Chord(chord.clone())));
        }
    }
}

/// The parts and the voices of the sketch each holds.
fn parts(voices: usize, staves: Staves, measures: usize) -> Vec<(Part, Vec<usize>)> {
    let named = |index: usize| {
        let (name, short) = match (voices, index) {
            (1, _) => ("Melody", ""),
            (4, 0) => ("Soprano", "S."),
            (4, 1) => ("Alto", "A."),
            (4, 2) => ("Tenor", "T."),
            (4, 3) => ("Bass", "B."),
            _ => ("", ""),
        };
        let name = if name.is_empty() { format!("Voice {}", index + 1) } else { name.to_owned() };
        Part { abbreviation: short.to_owned(), ..Part::new(&name, measures) }
    };
    match staves {
        Staves::Short if voices > 1 => {
            let name = if voices == 4 { "SATB" } else { "Voices" };
            vec![(Part { staves: 2, ..Part::new(name, measures) }, (0..voices).collect())]
        }
        Staves::Open | Staves::Short => {
            (0..voices).map(|voice| (named(voice), vec![voice])).collect()
        }
    }
}

/// Staff and voice number in a short score: the upper half of the voices on the upper staff.
fn short_place(voice: usize, voices: usize) -> (u8, u16) {
    let upper = voices.div_ceil(2);
    let number = u16::try_from(voice + 1).unwrap_or(u16::MAX);
    if voice < upper { (1, number) } else { (2, number.saturating_add(4)) }
}

/// Treble or bass, by where the notes lie on the average.
fn clef_for(part: &Part) -> Clef {
    let voices = part.measures.iter().flat_map(|measure| &measure.voices);
    let notes = voices.flat_map(|voice| &voice.events).flat_map(|event| &event.notes);
    let heights: Vec<i32> = notes.map(|note| note.pitch.semitones()).collect();
    let count = i32::try_from(heights.len().max(1)).unwrap_or(i32::MAX);
    let mean = heights.iter().sum::<i32>() / count;
    let middle = Pitch::new(crate::Step::A, 0, 3).semitones();
    if heights.is_empty() || mean >= middle { Clef::TREBLE } else { Clef::BASS }
}

#[cfg(test)]
mod tests;
