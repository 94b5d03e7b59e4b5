//! One voice while its music is read: bars, the accidentals in force, what waits for the next note.

use std::collections::HashMap;

use score::{
    Edge, Event, Interval, Jump, Key, Mark, Meter, NoteValue, Part, Pitch, Placed, Quarters, Slur,
    Step, Tempo, TupletMark,
};

use super::bars::BarSign;
use super::decorations::{Decoration, ends_bar};
use super::fields::{KeyField, VoiceOptions};
use super::length::Tuplet;
use crate::limits::{MAX_EVENTS, MAX_MEASURES};

/// One bar of a voice.
#[derive(Debug, Default)]
pub(super) struct Bar {
    /// (layer, event): layer 0 is the voice, higher ones its overlays (`&`).
    pub(super) events: Vec<(u16, Event)>,
    pub(super) marks: Vec<Placed<Mark>>,
    pub(super) tempi: Vec<Placed<Tempo>>,
    pub(super) length: Quarters,
    pub(super) meter: Option<Meter>,
    pub(super) rehearsal: Option<String>,
    pub(super) jumps: Vec<Jump>,
    pub(super) repeat_start: bool,
    pub(super) ending: Vec<u8>,
    /// The line that closes it.
    pub(super) close: BarSign,
}

/// What waits for the next note.
#[derive(Debug, Default)]
struct Waiting {
    decorations: Vec<Decoration>,
    slurs: Vec<Slur>,
    graces: Vec<Event>,
    /// The share of the next note's length left by a `>` or `<` before it.
    broken: Option<Quarters>,
    ties: Vec<Pitch>,
}

/// A voice being read.
#[derive(Debug)]
pub(super) struct Voice {
    pub(super) id: String,
    pub(super) options: VoiceOptions,
    pub(super) bars: Vec<Bar>,
    pub(super) unit: Quarters,
    pub(super) meter: Meter,
    key: Key,
    explicit: Vec<(Step, i8)>,
    accidentals: HashMap<Step, i8>,
    cursor: Quarters,
    layer: u16,
    waiting: Waiting,
    tuplet: Option<Tuplet>,
    open_slurs: u8,
    /// Bar and event of each note since the last line of lyrics, for `w:`.
    pub(super) singable: Vec<(usize, usize)>,
    /// Where the notes of the last music line begin in `singable`, and the verses set under it.
    pub(super) line_start: usize,
    pub(super) verses: u8,
    /// The last event of the bar and layer that takes time.
    last: Option<usize>,
    /// Notes, rests, marks, signs and syllables read so far: what memory goes to.
    pub(super) events: usize,
    /// How many of those the tune has counted.
    pub(super) counted: usize,
}

/// Most signs that wait for one note.
const MAX_WAITING: usize = 64;

impl Voice {
    /// Whether it holds more than a score may; the caller makes that an error.
    pub(super) fn is_full(&self) -> bool {
        self.events > MAX_EVENTS || self.bars.len() > MAX_MEASURES
    }

    pub(super) fn new(id: &str, unit: Quarters, meter: &Meter, key: &KeyField) -> Voice {
        Voice {
            id: id.to_owned(),
            options: key.voice.clone(),
            bars: vec![Bar::default()],
            unit,
            meter: meter.clone(),
            key: key.key.unwrap_or_default(),
            explicit: key.explicit.clone(),
            accidentals: HashMap::new(),
            cursor: Quarters::ZERO,
            layer: 0,
            waiting: Waiting::default(),
            tuplet: None,
            open_slurs: 0,
            singable: Vec::new(),
            line_start: 0,
            verses: 0,
            last: None,
            events: 0,
            counted: 0,
        }
    }

    fn bar(&mut self) -> &mut Bar {
        if self.bars.is_empty() {
            self.bars.push(Bar::default());
        }
        let last = self.bars.len() - 1;
        &mut self.bars[last]
    }

    /// The pitch of a letter in an octave, with the accidental written, in force, or in the key.
    pub(super) fn pitch(&mut self, step: Step, octave: i8, written: Option<i8>) -> Pitch {
        if let Some(alter) = written {
            self.accidentals.insert(step, alter);
        }
        let octave = octave.saturating_add(self.options.octave).clamp(-1, 10);
        let tied = self.waiting.ties.iter().find(|p| p.step == step && p.octave == octave);
        let explicit = self.explicit.iter().find(|(letter, _)| *letter == step);
        let alter = self
            .accidentals
            .get(&step)
            .copied()
            .or(tied.map(|pitch| pitch.alter))
            .or(explicit.map(|(_, alter)| *alter))
            .unwrap_or_else(|| self.key.signature_alter(step));
        Pitch::new(step, alter, octave)
    }

    /// Adds a note, chord or rest of so many unit lengths.
    pub(super) fn add(&mut self, mut event: Event, multiplier: Quarters) {
        let mut length = self.unit * multiplier;
        if let Some(share) = self.waiting.broken.take() {
            length = length * share;
        }
        event.onset = self.cursor;
        event.duration = length;
        self.tuplet_share(&mut event);
        self.decorate(&mut event);
        self.place_graces();
        event.onset = self.cursor;
        self.cursor += event.duration;
        self.push(event);
    }

    /// Applies an open tuplet to an event.
    fn tuplet_share(&mut self, event: &mut Event) {
        let Some(tuplet) = &mut self.tuplet else { return };
        let ratio = tuplet.ratio;
        let plain = NoteValue::of(event.duration);
        event.duration =
            event.duration * Quarters::new(i64::from(ratio.normal), i64::from(ratio.actual));
        let value = plain.map(|value| NoteValue { tuplet: Some(ratio), ..value });
        event.value = value.filter(|&value| NoteValue::of(event.duration) != Some(value));
        let mark = |edge| TupletMark { edge, number: 1, ratio: None, bracket: None };
        if tuplet.left == tuplet.notes {
            event.tuplets.push(mark(Edge::Start));
        }
        tuplet.left -= 1;
        if tuplet.left == 0 {
            event.tuplets.push(mark(Edge::Stop));
            self.tuplet = None;
        }
    }

    /// Hangs what waited onto an event.
    fn decorate(&mut self, event: &mut Event) {
        if !event.is_rest() {
            event.slurs.append(&mut self.waiting.slurs);
            for note in &mut event.notes {
                note.tie_stop = self.waiting.ties.contains(&note.pitch);
            }
            self.waiting.ties.clear();
        }
        let at = self.cursor;
        for decoration in std::mem::take(&mut self.waiting.decorations) {
            match decoration {
                Decoration::Articulation(articulation) => event.articulations.push(articulation),
                Decoration::Ornament(ornament) => event.ornaments.push(ornament),
                Decoration::Fingering(finger) => {
                    if let Some(note) = event.notes.last_mut() {
                        note.fingering = Some(finger.to_owned());
                    }
                }
                Decoration::Mark(mark) => self.mark(at, mark),
                Decoration::Jump(jump) => self.jump(jump),
            }
        }
    }

    fn place_graces(&mut self) {
        for mut grace in std::mem::take(&mut self.waiting.graces) {
            grace.onset = self.cursor;
            self.push(grace);
        }
    }

    fn push(&mut self, event: Event) {
        let layer = self.layer;
        let cursor = self.cursor;
        let sung = layer == 0 && !event.is_rest() && event.grace.is_none();
        let bar_index = self.bars.len().saturating_sub(1);
        let (timed, weight) = (event.grace.is_none(), weight(&event));
        let bar = self.bar();
        bar.length = bar.length.max(cursor);
        bar.events.push((layer, event));
        let event_index = bar.events.len() - 1;
        if timed {
            self.last = Some(event_index);
        }
        if sung {
            self.singable.push((bar_index, event_index));
        }
        self.events += weight;
    }

    /// The last event that takes time, for what is written after a note.
    fn last(&mut self) -> Option<&mut Event> {
        let events = &mut self.bars.last_mut()?.events;
        events.get_mut(self.last?).map(|(_, event)| event)
    }

    /// `>` or `<` after a note: shares its length with the next one.
    pub(super) fn break_rhythm(&mut self, first: Quarters, second: Quarters) {
        let Some(last) = self.last() else { return };
        let old = last.duration;
        last.duration = old * first;
        last.value = None;
        let change = last.duration - old;
        self.cursor += change;
        let cursor = self.cursor;
        self.bar().length = cursor;
        self.waiting.broken = Some(second);
    }

    /// `-` after a note or chord.
    pub(super) fn tie(&mut self) {
        let Some(last) = self.last() else { return };
        let pitches: Vec<Pitch> = last.notes.iter().map(|note| note.pitch).collect();
        last.notes.iter_mut().for_each(|note| note.tie_start = true);
        self.waiting.ties = pitches;
    }

    /// `-` after a note within a chord: the ties wait for the next chord.
    pub(super) fn tie_pitch(&mut self, pitch: Pitch) {
        self.waiting.ties.push(pitch);
    }

    pub(super) fn slur_start(&mut self) {
        self.open_slurs = (self.open_slurs + 1).min(16);
        let number = self.open_slurs;
        if self.waiting.slurs.len() < MAX_WAITING {
            self.waiting.slurs.push(Slur { edge: Edge::Start, number });
        }
    }

    pub(super) fn slur_stop(&mut self) {
        let number = self.open_slurs;
        if number == 0 {
            return;
        }
        self.open_slurs -= 1;
        // A slur over grace notes alone: the note it waits for stands after its end.
        if self.waiting.slurs.pop().is_some() {
            return;
        }
        if let Some(last) = self.last().filter(|last| last.slurs.len() < MAX_WAITING) {
            last.slurs.push(Slur { edge: Edge::Stop, number });
        }
    }

    pub(super) fn tuplet(&mut self, tuplet: Tuplet) {
        self.tuplet = Some(tuplet);
    }

    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    pub(super) fn decoration(&mut self, decoration: Decoration) {
        if self.waiting.decorations.len() < MAX_WAITING {
            self.waiting.decorations.push(decoration);
        }
    }

    pub(super) fn grace(&mut self, event: Event) {
        if self.waiting.graces.len() < MAX_WAITING {
            self.waiting.graces.push(event);
        }
    }

    fn mark(&mut self, at: Quarters, mark: Mark) {
        self.events += 1;
        self.bar().marks.push(Placed::new(at, mark));
    }

    /// A mark where the voice stands.
    pub(super) fn mark_here(&mut self, mark: Mark) {
        self.mark(self.cursor, mark);
    }

    pub(super) fn jump(&mut self, jump: Jump) {
        let jumps = &mut self.bar().jumps;
        if !jumps.contains(&jump) {
            jumps.push(jump);
        }
    }

    pub(super) fn tempo(&mut self, tempo: Tempo) {
        let cursor = self.cursor;
        self.events += 1;
        self.bar().tempi.push(Placed::new(cursor, tempo));
    }

    pub(super) fn rehearsal(&mut self, text: &str) {
        self.bar().rehearsal = Some(text.to_owned());
    }

    /// A key, from here on.
    pub(super) fn change_key(&mut self, field: &KeyField) {
        if let Some(key) = field.key {
            self.key = key;
            self.explicit.clone_from(&field.explicit);
            self.mark_here(Mark::Key(key));
        }
        if let Some(clef) = field.voice.clef {
            self.options.octave = field.voice.octave;
            self.mark_here(Mark::Clef(clef));
        }
    }

    /// The key at the start, as a mark.
    pub(super) fn first_key(&self) -> Key {
        self.key
    }

    /// A meter, from the next barline on when the bar has begun.
    pub(super) fn change_meter(&mut self, meter: Meter) {
        if self.cursor.is_zero() {
            self.bar().meter = Some(meter.clone());
        }
        self.meter = meter;
    }

    /// `&`: a further layer over the same bar.
    pub(super) fn overlay(&mut self) {
        if self.layer < 8 {
            self.layer += 1;
            self.cursor = Quarters::ZERO;
            self.last = None;
        }
    }

    /// A barline: closes the bar when it holds anything, and opens the next.
    pub(super) fn barline(&mut self, sign: &BarSign) {
        self.end_jumps();
        let empty = self.bar().events.is_empty();
        let only_ending = *sign == BarSign { ending: sign.ending.clone(), ..BarSign::default() };
        let opens_only = only_ending && !sign.ending.is_empty() && empty;
        let before = self.bars.len().checked_sub(2);
        if !empty {
            self.close(sign);
        } else if let Some(before) = before.filter(|_| !opens_only) {
            merge(&mut self.bars[before].close, sign);
        }
        self.accidentals.clear();
        let bar = self.bar();
        bar.repeat_start |= sign.repeat_start;
        if !sign.ending.is_empty() {
            bar.ending.clone_from(&sign.ending);
        }
    }

    /// `!fine!`, `!D.C.!` and their like before a barline belong to the bar it closes.
    fn end_jumps(&mut self) {
        let waits = |decoration: &Decoration| matches!(decoration, Decoration::Jump(jump) if ends_bar(*jump));
        if !self.waiting.decorations.iter().any(waits) {
            return;
        }
        let empty = self.bar().events.is_empty();
        let back = if empty && self.bars.len() > 1 { 2 } else { 1 };
        let index = self.bars.len() - back;
        for decoration in self.waiting.decorations.extract_if(.., |decoration| waits(decoration)) {
            let jumps = &mut self.bars[index].jumps;
            if let Decoration::Jump(jump) = decoration
                && !jumps.contains(&jump)
            {
                jumps.push(jump);
            }
        }
    }

    fn close(&mut self, sign: &BarSign) {
        self.place_graces();
        let bar = self.bar();
        bar.close = BarSign { ending: Vec::new(), repeat_start: false, ..sign.clone() };
        // Most bars are short: what their list holds in reserve is given back.
        bar.events.shrink_to_fit();
        self.bars.push(Bar::default());
        self.last = None;
        self.cursor = Quarters::ZERO;
        self.layer = 0;
    }

    /// Whether the bar being read has notes or rests in it already.
    pub(super) fn in_bar(&self) -> bool {
        self.cursor.is_positive()
    }

    /// Full-bar rests, so many bars of them.
    pub(super) fn rest_bars(&mut self, count: usize, hidden: bool) {
        let bar = self.meter.bar_length();
        let bar = if bar.is_positive() { bar } else { Quarters::whole(4) };
        for index in 0..count {
            let rest =
                Event { whole_measure_rest: true, hidden, ..Event::rest(Quarters::ZERO, bar) };
            self.cursor = bar;
            self.push(rest);
            if index + 1 < count {
                self.close(&BarSign::default());
            }
        }
    }

    /// The end of the tune: a last bar without content is none.
    pub(super) fn finish(&mut self) {
        self.place_graces();
        self.end_jumps();
        if self.bars.len() > 1 && self.bars.last().is_some_and(|bar| bar.events.is_empty()) {
            let last = self.bars.pop().unwrap_or_default();
            if let Some(bar) = self.bars.last_mut() {
                bar.jumps.extend(last.jumps);
            }
        }
    }

    /// The part this voice becomes, without its music.
    pub(super) fn part(&self, measures: usize) -> Part {
        let by = self.options.transpose;
        let steps = [0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6];
        let within = usize::try_from(by.abs() % 12).unwrap_or(0);
        let diatonic = by.signum() * (steps[within] + 7 * (by.abs() / 12));
        Part {
            abbreviation: self.options.short_name.clone().unwrap_or_default(),
            transposition: Interval::new(diatonic, by),
            ..Part::new(self.options.name.as_deref().unwrap_or(&self.id), measures)
        }
    }
}

/// What an event takes of memory, in events.
fn weight(event: &Event) -> usize {
    event.notes.len().max(1) + event.articulations.len() + event.ornaments.len()
}

/// A second sign right after the first adds to it: `||` then `|:` on the next line.
fn merge(close: &mut BarSign, sign: &BarSign) {
    close.repeat_end = close.repeat_end.or(sign.repeat_end);
    if close.style == score::Barline::Regular {
        close.style = sign.style;
    }
}
