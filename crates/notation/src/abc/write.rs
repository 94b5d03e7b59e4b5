//! Tunes as text: a header, then the voices side by side, a few bars a line.

use std::collections::HashMap;

use score::{
    Articulation, Edge, Event, Interval, Key, Mark, Measure, Note, Part, PartMeasure, Placed,
    Quarters, Score, Step, Syllabic, Wedge,
};

use super::chords_within::cut_at_chords;
use super::texts::{fraction, key_text, meter_text, one_line, short, tempo_text, unit};
use super::tuplets::{starts_tuplet, tuplet_notes, tuplet_ratio};
use super::{bars, decorations, fields, play_order};
use crate::{Position, Warnings, Written};

/// Bars on a line of music.
const BARS_A_LINE: usize = 4;

/// Writes tunes one after another, numbered from 1.
pub(super) fn book(scores: &[&Score]) -> Written {
    let mut warnings = Warnings::default();
    let tunes: Vec<String> = scores
        .iter()
        .enumerate()
        .map(|(index, score)| TuneWriter::new(score, &mut warnings).write(index + 1))
        .collect();
    Written { bytes: tunes.join("\n").into_bytes(), warnings }
}

/// One voice of the tune: a voice of a part, with what is in force where writing stands.
struct Line<'a> {
    part: &'a Part,
    number: u16,
    /// Shown in `V:`.
    id: usize,
    /// Writes the marks of its part.
    leads: bool,
    key: Key,
    accidentals: HashMap<Step, i8>,
    hairpin: Wedge,
}

struct TuneWriter<'a> {
    score: &'a Score,
    warnings: &'a mut Warnings,
    unit: Quarters,
    text: String,
    lines: Vec<Line<'a>>,
}

impl<'a> TuneWriter<'a> {
    fn new(score: &'a Score, warnings: &'a mut Warnings) -> Self {
        let mut lines = Vec::new();
        for part in &score.parts {
            let mut numbers = part.voice_numbers();
            if numbers.is_empty() {
                numbers.push(1);
            }
            for (index, &number) in numbers.iter().enumerate() {
                lines.push(Line {
                    part,
                    number,
                    id: lines.len() + 1,
                    leads: index == 0,
                    key: Key::C_MAJOR,
                    accidentals: HashMap::new(),
                    hairpin: Wedge::Stop,
                });
            }
        }
        TuneWriter { score, warnings, unit: unit(score), text: String::new(), lines }
    }

    fn lose(&mut self, what: &str) {
        self.warnings.push_once(Position::default(), format!("ABC cannot hold {what}"));
    }

    fn write(mut self, number: usize) -> String {
        self.header(number);
        let count = self.score.measures.len();
        let mut from = 0;
        while from < count {
            let to = (from + BARS_A_LINE).min(count);
            for index in 0..self.lines.len() {
                self.music_line(index, from, to);
            }
            from = to;
        }
        self.text
    }

    fn field(&mut self, letter: char, value: &str) {
        let value = one_line(value).replace('%', "\\%");
        self.text.push_str(&format!("{letter}:{}\n", value.trim()));
    }

    fn header(&mut self, number: usize) {
        let info = &self.score.info;
        self.field('X', &number.to_string());
        let people = [
            ('T', &info.title),
            ('T', &info.subtitle),
            ('C', &info.composer),
            ('A', &info.lyricist),
            ('S', &info.source),
        ];
        for (letter, text) in people {
            if let Some(text) = text {
                self.field(letter, text);
            }
        }
        for (name, value) in &info.misc {
            // Names come from any file: only those our reader gives are fields.
            match name.strip_prefix("abc.") {
                Some("W") => {}
                Some(field @ ("O" | "R" | "D" | "F" | "G" | "H" | "N" | "Z")) => {
                    field.chars().for_each(|letter| self.field(letter, value));
                }
                _ => self.field('N', &format!("{name}: {value}")),
            }
        }
        if let Some(meter) = self.score.measures.first().and_then(|first| first.meter.as_ref()) {
            let text = meter_text(meter);
            self.field('M', &text);
        }
        let unit = fraction(self.unit / 4);
        self.field('L', &unit);
        let first = self.score.measures.first();
        if let Some(tempo) = first.and_then(|m| m.tempi.iter().find(|t| t.at.is_zero())) {
            let text = tempo_text(&tempo.what);
            self.field('Q', &text);
        }
        match play_order::written(&self.score.form, &self.score.measures) {
            Some(order) if !order.is_empty() => self.field('P', &order),
            Some(_) => {}
            None => self.lose("this order of parts: they are written once each"),
        }
        self.voices();
        let key = self.lines.iter().find_map(|line| first_key(line.part)).unwrap_or_default();
        self.field('K', &key_text(key));
        self.lines.iter_mut().for_each(|line| line.key = first_key(line.part).unwrap_or(key));
        for (name, value) in &info.misc {
            if name == "abc.W" {
                self.field('W', value);
            }
        }
    }

    /// `%%score` and a `V:` for each voice, unless there is only one.
    fn voices(&mut self) {
        let alone = self.lines.len() == 1 && self.lines[0].part.transposition == Interval::UNISON;
        if self.lines.len() > 1 {
            let ids: Vec<String> = self.lines.iter().map(|line| line.id.to_string()).collect();
            self.text.push_str(&format!("%%score [{}]\n", ids.join(" ")));
        }
        for index in 0..self.lines.len() {
            let line = &self.lines[index];
            let clef = first_clef(line.part);
            let named = !line.part.name.is_empty() && line.part.name != line.id.to_string();
            if alone && clef.is_none() && !named {
                continue;
            }
            let mut text = line.id.to_string();
            if let Some(clef) = clef {
                text.push_str(&format!(" clef={}", fields::clef_name(clef)));
            }
            if named {
                text.push_str(&format!(" name=\"{}\"", line.part.name.replace('"', "'")));
            }
            if !line.part.abbreviation.is_empty() {
                text.push_str(&format!(" snm=\"{}\"", line.part.abbreviation.replace('"', "'")));
            }
            let semitones = line.part.transposition.semitones;
            if semitones != 0 {
                text.push_str(&format!(" transpose={semitones}"));
            }
            self.field('V', &text);
        }
    }

    fn music_line(&mut self, index: usize, from: usize, to: usize) {
        let mut music = String::new();
        let mut sung: Vec<Vec<String>> = Vec::new();
        if self.lines.len() > 1 {
            music.push_str(&format!("[V:{}] ", self.lines[index].id));
        }
        for bar in from..to {
            let measure = &self.score.measures[bar];
            if bar == 0 && (measure.repeat_start || !measure.ending_start.is_empty()) {
                let before = Measure::default();
                music.push_str(&bars::written(&before, Some(measure)));
                music.push(' ');
            }
            self.bar(index, bar, &mut music);
            self.lyrics(index, bar, &mut sung);
            music.push_str(&bars::written(measure, self.score.measures.get(bar + 1)));
            if bar + 1 < to {
                music.push(' ');
            }
        }
        self.text.push_str(one_line(&music).trim_end());
        self.text.push('\n');
        for verse in sung {
            self.text.push_str(&format!("w:{}\n", one_line(&verse.join(" ")).trim_end()));
        }
    }

    /// One bar of one voice, with everything that stands in it.
    fn bar(&mut self, index: usize, bar: usize, music: &mut String) {
        let measure = &self.score.measures[bar];
        let empty = PartMeasure::default();
        let part = self.lines[index].part;
        let content = part.measures.get(bar).unwrap_or(&empty);
        self.lines[index].accidentals.clear();
        if index == 0 {
            self.opening(bar, measure, music);
        } else if bar > 0
            && let Some(meter) = &measure.meter
        {
            music.push_str(&format!("[M:{}]", meter_text(meter)));
        }
        let leads = self.lines[index].leads;
        let mut marks: Vec<&Placed<Mark>> =
            content.marks.iter().filter(|_| leads).filter(|mark| !in_header(bar, mark)).collect();
        marks.sort_by_key(|mark| mark.at);
        let number = self.lines[index].number;
        let voice = content.voice(number).map_or(&[][..], |voice| &voice.events);
        let events = &cut_at_chords(voice, &marks);
        let mut marks = marks.into_iter().peekable();
        let mut at = Quarters::ZERO;
        let mut grace = false;
        for (position, event) in events.iter().enumerate() {
            if event.onset > at {
                self.silence(event.onset - at, "x", music);
            }
            while let Some(mark) = marks.next_if(|mark| mark.at <= event.onset) {
                self.late(mark, event.onset);
                self.mark(index, &mark.what, music);
            }
            self.event(index, event, events, position, &mut grace, music);
            at = event.end();
        }
        for mark in marks {
            self.late(mark, measure.length);
            self.mark(index, &mark.what, music);
        }
        if at < measure.length {
            self.silence(measure.length - at, "x", music);
        }
        if index == 0 {
            jumps(measure, true, music);
        }
    }

    /// Complains of a chord that only comes with the next note.
    fn late(&mut self, mark: &Placed<Mark>, comes: Quarters) {
        if matches!(mark.what, Mark::Chord(_)) && mark.at < comes {
            self.lose("chords that begin within a tuplet's note: they come after it");
        }
    }

    /// What the first voice says of the bar for all.
    fn opening(&mut self, bar: usize, measure: &Measure, music: &mut String) {
        if bar > 0
            && let Some(meter) = &measure.meter
        {
            music.push_str(&format!("[M:{}]", meter_text(meter)));
        }
        if let Some(text) = &measure.rehearsal {
            music.push_str(&format!("[P:{}]", text.replace(']', ")")));
        }
        for tempo in measure.tempi.iter().filter(|tempo| bar > 0 || tempo.at.is_positive()) {
            if tempo.at.is_positive() {
                self.lose("tempo changes within a bar: they move to its start");
            }
            music.push_str(&format!("[Q:{}]", tempo_text(&tempo.what)));
        }
        jumps(measure, false, music);
    }

    fn mark(&mut self, index: usize, mark: &Mark, music: &mut String) {
        match mark {
            Mark::Chord(chord) => {
                let text = chord.to_string().replace('"', "'");
                music.push_str(&format!("\"{text}\""));
            }
            Mark::Words(words) => music.push_str(&format!("\"^{}\"", words.replace('"', "'"))),
            Mark::Dynamic(dynamic) => music.push_str(&format!("!{}!", dynamic.name())),
            Mark::Wedge(wedge) => {
                let name = decorations::wedge_name(*wedge, self.lines[index].hairpin);
                self.lines[index].hairpin = *wedge;
                music.push_str(&format!("!{name}!"));
            }
            Mark::Key(key) => {
                self.lines[index].key = *key;
                self.lines[index].accidentals.clear();
                music.push_str(&format!("[K:{}]", key_text(*key)));
            }
            Mark::Clef(clef) => music.push_str(&format!("[K:clef={}]", fields::clef_name(*clef))),
            Mark::Pedal(_) => self.lose("pedal marks"),
            Mark::OctaveShift { .. } => self.lose("octave lines: notes are written as they sound"),
            Mark::Program(_) => self.lose("changes of instrument"),
        }
    }

    fn silence(&mut self, length: Quarters, letter: &str, music: &mut String) {
        music.push_str(letter);
        music.push_str(&short(length / self.unit));
        music.push(' ');
    }

    fn event(
        &mut self,
        index: usize,
        event: &Event,
        events: &[Event],
        position: usize,
        in_grace: &mut bool,
        music: &mut String,
    ) {
        self.losses(event);
        if event.grace.is_some() != *in_grace {
            *in_grace = !*in_grace;
            music.push_str(match (event.grace.is_some_and(|grace| grace.slash), *in_grace) {
                (true, _) => "{/",
                (false, true) => "{",
                (false, false) => "}",
            });
        }
        let mut length = event.duration;
        if let Some(ratio) = tuplet_ratio(event)
            && !*in_grace
        {
            length = length * Quarters::new(i64::from(ratio.0), i64::from(ratio.1));
            if starts_tuplet(events, position) {
                let notes = tuplet_notes(events, position);
                music.push_str(&format!("({}:{}:{notes}", ratio.0, ratio.1));
            }
        }
        if !*in_grace {
            let (signs, lost) = decorations::written(event);
            music.push_str(&signs);
            lost.iter().for_each(|sign| self.lose(&format!("the sign {sign}")));
            let starts = event.slurs.iter().filter(|slur| slur.edge == Edge::Start).count();
            music.push_str(&"(".repeat(starts));
        }
        self.heads(index, event, length, *in_grace, music);
        if !*in_grace {
            let stops = event.slurs.iter().filter(|slur| slur.edge == Edge::Stop).count();
            music.push_str(&")".repeat(stops));
        }
        if event.grace.is_some() && events.get(position + 1).is_none_or(|next| next.grace.is_none())
        {
            music.push('}');
            *in_grace = false;
        }
        let beamed = length < Quarters::ONE && !event.is_rest();
        let on_beat = (event.end()).is_multiple_of(Quarters::ONE);
        if (!beamed || on_beat) && !*in_grace && event.grace.is_none() {
            music.push(' ');
        }
    }

    fn heads(
        &mut self,
        index: usize,
        event: &Event,
        length: Quarters,
        in_grace: bool,
        music: &mut String,
    ) {
        let length_text = if in_grace { String::new() } else { short(length / self.unit) };
        if event.is_rest() {
            music.push_str(if event.hidden { "x" } else { "z" });
            music.push_str(&length_text);
            return;
        }
        let single = event.notes.len() == 1;
        let all_tied = event.notes.iter().all(|note| note.tie_start);
        if !single {
            music.push('[');
        }
        for note in &event.notes {
            if let Some(finger) = note.fingering.as_ref().filter(|f| f.len() == 1) {
                music.push_str(&format!("!{finger}!"));
            }
            self.pitch(index, note, music);
            if !single && note.tie_start && !all_tied {
                music.push('-');
            }
        }
        if !single {
            music.push(']');
        }
        music.push_str(&length_text);
        if all_tied {
            music.push('-');
        }
    }

    fn pitch(&mut self, index: usize, note: &Note, music: &mut String) {
        let line = &mut self.lines[index];
        let pitch = note.pitch;
        let held = line.accidentals.get(&pitch.step).copied();
        let expected = held.unwrap_or_else(|| line.key.signature_alter(pitch.step));
        if expected != pitch.alter || note.accidental.is_some() {
            line.accidentals.insert(pitch.step, pitch.alter);
            music.push_str(match pitch.alter {
                ..=-2 => "__",
                -1 => "_",
                0 => "=",
                1 => "^",
                2.. => "^^",
            });
        }
        // A clef that sounds an octave away makes readers shift; undo it.
        let octave = pitch.octave - first_clef(line.part).map_or(0, |clef| clef.octave);
        let letter = pitch.step.letter();
        if octave >= 5 {
            music.push(letter.to_ascii_lowercase());
            (5..octave).for_each(|_| music.push('\''));
        } else {
            music.push(letter);
            (octave..4).for_each(|_| music.push(','));
        }
    }

    /// Words under the notes of a bar, a list a verse.
    fn lyrics(&mut self, index: usize, bar: usize, sung: &mut Vec<Vec<String>>) {
        let line = &self.lines[index];
        let voice = line.part.measures.get(bar).and_then(|m| m.voice(line.number));
        let events = voice.map_or(&[][..], |voice| &voice.events);
        let sings = |event: &&Event| !event.is_rest() && event.grace.is_none();
        let verses = events.iter().flat_map(|e| &e.lyrics).map(|l| usize::from(l.verse)).max();
        while sung.len() < verses.unwrap_or(0).min(20) {
            // A verse that begins late skips the bars before.
            let bars = sung.first().map_or(bar % BARS_A_LINE, Vec::len);
            sung.push(vec!["|".to_owned(); bars]);
        }
        for (verse, words) in sung.iter_mut().enumerate() {
            let syllables = events.iter().filter(sings).map(|event| {
                let lyric = event.lyrics.iter().find(|l| usize::from(l.verse) == verse + 1);
                lyric.map_or_else(
                    || "*".to_owned(),
                    |lyric| {
                        let text = lyric.text.replace('-', "\\-").replace([' ', '‿'], "~");
                        let goes_on = matches!(lyric.syllabic, Syllabic::Begin | Syllabic::Middle);
                        if goes_on { format!("{text}-") } else { text }
                    },
                )
            });
            let mut bar_words: Vec<String> = syllables.collect();
            while bar_words.last().is_some_and(|word| word == "*") {
                bar_words.pop();
            }
            bar_words.push("|".to_owned());
            words.push(bar_words.join(" "));
        }
    }

    fn losses(&mut self, event: &Event) {
        if event.notes.iter().any(|note| note.drum.is_some()) {
            self.lose("drums: they are written as pitches");
        }
        if event.lyrics.iter().any(|lyric| lyric.extend) {
            self.lose("melisma lines");
        }
        if event.articulations.contains(&Articulation::Fermata) && event.is_rest() {
            self.lose("fermatas over rests");
        }
    }
}

/// The jumps at the start or the end of a bar.
fn jumps(measure: &Measure, end: bool, music: &mut String) {
    for jump in measure.jumps.iter().filter(|jump| decorations::ends_bar(**jump) == end) {
        music.push_str(&format!("!{}!", decorations::jump_name(*jump)));
    }
}

/// Keys and clefs at the very start are in the header.
fn in_header(bar: usize, mark: &Placed<Mark>) -> bool {
    bar == 0 && mark.at.is_zero() && matches!(mark.what, Mark::Key(_) | Mark::Clef(_))
}

fn first_key(part: &Part) -> Option<Key> {
    let marks = &part.measures.first()?.marks;
    marks.iter().find_map(|mark| match mark.what {
        Mark::Key(key) if mark.at.is_zero() => Some(key),
        _ => None,
    })
}

fn first_clef(part: &Part) -> Option<score::Clef> {
    let marks = &part.measures.first()?.marks;
    marks.iter().find_map(|mark| match mark.what {
        Mark::Clef(clef) if mark.at.is_zero() => Some(clef),
        _ => None,
    })
}
