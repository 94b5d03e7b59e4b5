//! From the events of a file to a score.

use score::{
    Edge, Event, Info, Instrument, Key, Lyric, Mark, MidiPitch, Mode, Note, NoteValue, Part,
    PartMeasure, Pitch, Placed, Quarters, Score, Syllabic, Velocity,
};

use super::bars::Bars;
use super::quantise::Grid;
use super::song::{Line, Song};
use super::voices::{Chord, GridNote, separate};
use super::{drums, spell};
use crate::limits::{MAX_CELLS, MAX_EVENTS, MAX_SIGNS, MAX_VOICES};
use crate::{Error, Position, Warnings};

/// The channel of drums, counted from 0.
const DRUM_CHANNEL: u8 = 9;
/// Most notes and rests written: one that is held over bars is written in each.
const MAX_WRITTEN: usize = MAX_EVENTS + MAX_EVENTS / 3;

pub(super) fn score(song: &Song, warnings: &mut Warnings) -> Result<Score, Error> {
    let grid = Grid::of(song);
    let lines: Vec<Vec<GridNote>> = song.lines.iter().map(|line| grid.notes(line)).collect();
    let end = lines.iter().flatten().map(|note| note.end).max().unwrap_or(Quarters::ZERO);
    let bars = Bars::of(song, &grid, end)?;
    if bars.measures.len().saturating_mul(song.lines.len()) > MAX_CELLS {
        return Err(Error::TooLarge { what: "measures in all parts", limit: MAX_CELLS as u64 });
    }
    tell_of_the_beat(&grid, warnings);
    if lines.is_empty() {
        warnings.push(Position::default(), "there is not one note in the file");
    }
    let keys = key_map(song, &grid);
    if keys.len().saturating_mul(song.lines.len()) > MAX_SIGNS {
        return Err(Error::TooLarge { what: "key signatures", limit: MAX_SIGNS as u64 });
    }
    let mut score = Score { info: info(song), measures: bars.measures.clone(), ..Score::default() };
    let mut written = 0;
    for (line, notes) in song.lines.iter().zip(lines) {
        let part = part(line, &bars, song);
        let mut builder = PartBuilder { bars: &bars, keys: &keys, part, written: &mut written };
        builder.keys(line);
        builder.notes(line, notes, warnings)?;
        builder.marks(line, &grid);
        builder.lyrics(line, &grid, warnings);
        score.parts.push(builder.finish());
    }
    score.tidy();
    Ok(score)
}

/// What the reader should know of beats that the file's tempo map did not give.
fn tell_of_the_beat(grid: &Grid, warnings: &mut Warnings) {
    if let Some(bpm) = grid.tracked_bpm() {
        let message = format!(
            "played without a click: the beats were found by ear, about {bpm:.0} quarters a minute; check note values and barlines"
        );
        warnings.push(Position::default(), message);
    }
    if grid.is_unclear() {
        let message = "played without a click, and no beat was found: the note values are a guess; record it to a metronome";
        warnings.push(Position::default(), message);
    }
}

/// Key signatures by place; at least one.
fn key_map(song: &Song, grid: &Grid) -> Vec<(Quarters, Key)> {
    let mut keys: Vec<(Quarters, Key)> = Vec::new();
    for &(tick, fifths, minor) in &song.keys {
        let mode = if minor { Mode::Minor } else { Mode::Major };
        let (place, key) = (grid.place(tick), Key::new(fifths, mode));
        match keys.last_mut() {
            // Every track may repeat the signature; a place has one.
            Some(last) if last.0 == place => last.1 = key,
            Some(last) if last.1 == key => {}
            _ => keys.push((place, key)),
        }
    }
    if keys.first().is_none_or(|(place, _)| place.is_positive()) {
        let pitched = song.lines.iter().filter(|line| line.channel != DRUM_CHANNEL);
        let sounding = pitched.flat_map(|line| line.notes.iter().map(|note| note.key));
        keys.insert(0, (Quarters::ZERO, spell::likely_key(sounding)));
    }
    keys
}

fn part(line: &Line, bars: &Bars, song: &Song) -> Part {
    let percussion = line.channel == DRUM_CHANNEL;
    let alone = song.lines.iter().filter(|other| other.track == line.track).count() == 1;
    let name = match (line.name.is_empty(), alone) {
        (false, true) => line.name.clone(),
        (false, false) => format!("{} {}", line.name, line.channel + 1),
        (true, _) if percussion => "Drums".to_owned(),
        (true, _) => format!("Channel {}", line.channel + 1),
    };
    let first = line.notes.first().map_or(0, |note| note.on);
    let initial = line.programs.iter().rfind(|(tick, _)| *tick <= first);
    Part {
        instrument: Instrument {
            name: line.instrument.clone(),
            program: initial.map(|(_, program)| *program),
            percussion,
            channel: Some(line.channel),
            volume: line.volume,
            pan: line.pan.map(|value| {
                let degrees = (f64::from(value) - 64.0) * 90.0 / 63.0;
                #[expect(clippy::cast_possible_truncation, reason = "within 92 degrees")]
                {
                    degrees.round().clamp(-90.0, 90.0) as i8
                }
            }),
        },
        ..Part::new(&name, bars.measures.len())
    }
}

/// What the text events tell; our own writer puts a name before each.
fn info(song: &Song) -> Info {
    let mut info =
        Info { title: song.title.clone(), rights: song.copyright.clone(), ..Info::default() };
    for text in &song.texts {
        let (name, value) = text.split_once(": ").unwrap_or(("text", text));
        let value = value.to_owned();
        match name {
            "Composer" => info.composer = Some(value),
            "Lyricist" => info.lyricist = Some(value),
            "Arranger" => info.arranger = Some(value),
            "Work" => info.work = Some(value),
            "Source" => info.source = Some(value),
            _ => info.misc.push((name.to_owned(), value)),
        }
    }
    info
}

struct PartBuilder<'a> {
    bars: &'a Bars,
    keys: &'a [(Quarters, Key)],
    part: Part,
    /// Notes and rests written so far, over all parts.
    written: &'a mut usize,
}

impl PartBuilder<'_> {
    /// The part, without what its lists hold in reserve: most bars hold one rest.
    fn finish(mut self) -> Part {
        for measure in &mut self.part.measures {
            measure.voices.iter_mut().for_each(|voice| voice.events.shrink_to_fit());
            measure.voices.shrink_to_fit();
            measure.marks.shrink_to_fit();
        }
        self.part
    }

    fn count(&mut self, more: usize) -> Result<(), Error> {
        *self.written = self.written.saturating_add(more);
        if *self.written > MAX_WRITTEN {
            let what = "notes tied over bars, and rests";
            return Err(Error::TooLarge { what, limit: MAX_WRITTEN as u64 });
        }
        Ok(())
    }

    fn mark(&mut self, at: Quarters, what: Mark) {
        let measure = self.bars.index(at);
        let at = at - self.bars.starts[measure];
        self.part.measures[measure].marks.push(Placed::new(at, what));
    }

    fn keys(&mut self, line: &Line) {
        if line.channel == DRUM_CHANNEL {
            return;
        }
        for &(place, key) in self.keys {
            self.mark(place, Mark::Key(key));
        }
    }

    fn notes(
        &mut self,
        line: &Line,
        notes: Vec<GridNote>,
        warnings: &mut Warnings,
    ) -> Result<(), Error> {
        let drums = line.channel == DRUM_CHANNEL;
        let (voices, cut) = separate(notes);
        if cut > 0 {
            let place = Position::default().in_part(&self.part.name);
            let message =
                format!("{cut} notes sound while {MAX_VOICES} others do: those are cut short");
            warnings.push(place, message);
        }
        for (index, voice) in voices.into_iter().enumerate() {
            let number = u16::try_from(index + 1).unwrap_or(u16::MAX);
            let mut filled = Quarters::ZERO;
            for chord in &voice {
                if index == 0 {
                    self.rests(filled, chord.onset, number)?;
                }
                self.chord(chord, number, drums)?;
                filled = chord.end;
            }
            if index == 0 {
                let end = self.bars.starts.last().copied().unwrap_or_default();
                self.rests(filled, end, number)?;
            }
        }
        Ok(())
    }

    /// Writes silence as rests, bar by bar. Only the first voice shows its rests.
    fn rests(&mut self, from: Quarters, to: Quarters, voice: u16) -> Result<(), Error> {
        let mut count = 0;
        self.cut_at_bars(from, to, |part, measure, onset, length, bar| {
            let events = &mut part.measures[measure].voice_mut(voice).events;
            if length == bar {
                let rest = Event { whole_measure_rest: true, ..Event::rest(onset, length) };
                events.push(rest);
                count += 1;
                return;
            }
            let mut at = onset;
            for value in printable(length) {
                events.push(Event::rest(at, value));
                at += value;
                count += 1;
            }
        });
        self.count(count)
    }

    /// Writes a chord, tied over barlines and where one value cannot hold it.
    fn chord(&mut self, chord: &Chord, voice: u16, drums: bool) -> Result<(), Error> {
        let key = self.key_at(chord.onset);
        let mut pieces = Vec::new();
        self.cut_at_bars(chord.onset, chord.end, |_, measure, onset, length, _| {
            let mut at = onset;
            for value in printable(length) {
                pieces.push((measure, at, value));
                at += value;
            }
        });
        self.count(pieces.len().saturating_mul(chord.notes.len()))?;
        let last = pieces.len().saturating_sub(1);
        for (index, (measure, onset, length)) in pieces.into_iter().enumerate() {
            let mut event = Event::rest(onset, length);
            event.notes.reserve_exact(chord.notes.len());
            for &(number, velocity) in &chord.notes {
                let Some(midi) = MidiPitch::new(number) else { continue };
                let pitch =
                    if drums { drums::staff_place(number) } else { Pitch::spelled(midi, key) };
                event.notes.push(Note {
                    drum: drums.then_some(midi),
                    tie_start: index < last,
                    tie_stop: index > 0,
                    velocity: Velocity::new(velocity),
                    ..Note::new(pitch)
                });
            }
            self.part.measures[measure].voice_mut(voice).events.push(event);
        }
        Ok(())
    }

    fn key_at(&self, at: Quarters) -> Key {
        let after = self.keys.partition_point(|(place, _)| *place <= at);
        self.keys.get(after.saturating_sub(1)).map_or(Key::C_MAJOR, |(_, key)| *key)
    }

    /// Calls `piece(part, measure, onset in it, length, bar)` for each measure a span crosses.
    fn cut_at_bars(
        &mut self,
        from: Quarters,
        to: Quarters,
        mut piece: impl FnMut(&mut Part, usize, Quarters, Quarters, Quarters),
    ) {
        let mut at = from;
        while at < to {
            let measure = self.bars.index(at);
            let (start, end) = (self.bars.starts[measure], self.bars.starts[measure + 1]);
            let stop = if at < end { end.min(to) } else { to };
            piece(&mut self.part, measure, at - start, stop - at, end - start);
            at = stop;
        }
    }

    fn marks(&mut self, line: &Line, grid: &Grid) {
        let first = line.notes.first().map_or(0, |note| note.on);
        let mut program = self.part.instrument.program;
        for &(tick, new) in line.programs.iter().filter(|(tick, _)| *tick > first) {
            if program != Some(new) {
                self.mark(grid.place(tick), Mark::Program(new));
            }
            program = Some(new);
        }
        let mut down = false;
        for &(tick, pressed) in &line.pedal {
            if pressed != down {
                let edge = if pressed { Edge::Start } else { Edge::Stop };
                self.mark(grid.place(tick), Mark::Pedal(edge));
            }
            down = pressed;
        }
    }

    /// Hangs each syllable on the note that starts with it. A hyphen at its end, or the next one's
    /// start without a space, is not kept by MIDI: every syllable stands alone unless it says `-`.
    fn lyrics(&mut self, line: &Line, grid: &Grid, warnings: &mut Warnings) {
        let mut inside = false;
        let mut struck = Struck::default();
        for (tick, text) in &line.lyrics {
            let at = grid.place(*tick);
            let measure = self.bars.index(at);
            let place = at - self.bars.starts[measure];
            struck.look_at(measure, &self.part.measures[measure]);
            let continues = text.ends_with('-');
            let syllabic = match (inside, continues) {
                (false, false) => Syllabic::Single,
                (false, true) => Syllabic::Begin,
                (true, true) => Syllabic::Middle,
                (true, false) => Syllabic::End,
            };
            inside = continues;
            let bare = text.trim_end_matches('-').to_owned();
            let lyric = Lyric { verse: 1, syllabic, text: bare, extend: false };
            if let Some((voice, event)) = struck.at(place) {
                let voice = &mut self.part.measures[measure].voices[voice];
                voice.events[event].lyrics.push(lyric);
            } else {
                let bar = (measure + 1).to_string();
                let place = Position::default().in_part(&self.part.name).in_measure(&bar);
                warnings
                    .push(place, format!("no note begins with the syllable {text:?}: left out"));
            }
        }
    }
}

/// The notes of one measure by onset, so that each syllable finds its own without a walk.
#[derive(Default)]
struct Struck {
    measure: Option<usize>,
    /// (onset, voice, event)
    notes: Vec<(Quarters, usize, usize)>,
}

impl Struck {
    /// Goes to a measure; syllables come in order, so each is looked at once.
    fn look_at(&mut self, index: usize, measure: &PartMeasure) {
        if self.measure.replace(index) == Some(index) {
            return;
        }
        self.notes.clear();
        for (voice, content) in measure.voices.iter().enumerate() {
            let sounding = content.events.iter().enumerate().filter(|(_, event)| !event.is_rest());
            self.notes.extend(sounding.map(|(index, event)| (event.onset, voice, index)));
        }
        self.notes.sort_unstable();
    }

    /// Voice and event of the first note struck at a place.
    fn at(&self, place: Quarters) -> Option<(usize, usize)> {
        let first = self.notes.partition_point(|(onset, ..)| *onset < place);
        let &(onset, voice, event) = self.notes.get(first)?;
        (onset == place).then_some((voice, event))
    }
}

/// Lengths that can be printed and add up to `length`; the length itself when none can.
fn printable(length: Quarters) -> Vec<Quarters> {
    let values = NoteValue::split(length);
    if values.is_empty() {
        return vec![length];
    }
    values.into_iter().map(NoteValue::length).collect()
}
