//! One tune: its header, its body, and the score they make.

use std::collections::HashMap;

use score::{GroupSymbol, Info, Mark, Measure, Meter, PartGroup, Placed, Quarters, Score};

use super::escapes::{unescape, without_comment};
use super::fields::{self, KeyField};
use super::macros::Macros;
use super::notes::{MusicLine, Request};
use super::symbols::Symbols;
use super::voice::{Bar, Voice};
use super::{bars, lyrics, play_order};
use crate::limits::{
    MAX_CELLS, MAX_EVENTS, MAX_GROUPS, MAX_LINES, MAX_MEASURES, MAX_NAME, MAX_TEXT, MAX_TUNES,
    shortened,
};
use crate::{Error, Position, Warnings};

/// Most voices of a tune.
const MAX_VOICES: usize = 128;
/// Most bytes of the file header: it is read again for every tune of the book.
const MAX_SHARED: usize = 4_000;

/// One tune of a book, not yet read.
#[derive(Clone, Copy)]
pub(super) struct Tune<'a> {
    /// The file header before the first tune, whose fields hold for every one.
    shared: &'a str,
    text: &'a str,
    /// The number of its first line.
    line: u32,
}

/// Cuts a book into tunes, each from its `X:` to the next one; those without a key are free text.
pub(super) fn split(text: &str) -> impl Iterator<Item = Tune<'_>> {
    let mut cuts: Vec<(usize, u32)> = Vec::new();
    let mut header_end = None;
    let (mut at, mut number) = (0, 0u32);
    for line in text.split_inclusive('\n') {
        number = number.saturating_add(1);
        if line.trim_start().starts_with("X:") && cuts.len() <= MAX_TUNES {
            header_end.get_or_insert(at);
            cuts.push((at, number));
        }
        at += line.len();
    }
    // A lone tune may go without its number.
    if cuts.is_empty() {
        cuts.push((0, 1));
    }
    let shared = shortened(&text[..header_end.unwrap_or(0)], MAX_SHARED);
    let ends: Vec<usize> = cuts.iter().skip(1).map(|cut| cut.0).chain([text.len()]).collect();
    cuts.into_iter()
        .zip(ends)
        .map(move |((start, line), end)| Tune { shared, text: &text[start..end], line })
        .filter(Tune::has_key)
}

impl Tune<'_> {
    fn has_key(&self) -> bool {
        self.text.lines().any(|line| line.trim_start().starts_with("K:"))
    }
}

fn is_field(line: &str) -> bool {
    matches!(line.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Reads a tune into a score.
pub(super) fn read(tune: Tune<'_>) -> Result<(Score, Warnings), Error> {
    let mut reader = Reader::default();
    for line in
        tune.shared.lines().filter(|line| is_field(line) && !line.starts_with("K:")).take(200)
    {
        reader.line(0, line)?;
    }
    let mut number = tune.line;
    for line in tune.text.split('\n') {
        reader.line(number, line.trim_end_matches('\r'))?;
        number = number.saturating_add(1);
    }
    reader.score()
}

/// A tune half read.
#[derive(Default)]
struct Reader {
    info: Info,
    meter: Option<Meter>,
    unit: Option<Quarters>,
    key: Option<KeyField>,
    tempo: Option<String>,
    voices: Vec<Voice>,
    by_id: HashMap<String, usize>,
    current: usize,
    /// Events in all voices.
    events: usize,
    groups: Vec<(String, GroupSymbol)>,
    symbols: Symbols,
    macros: Macros,
    /// The order of parts, and the line that gives it.
    order: Option<(String, u32)>,
    body: bool,
    /// A blank line after music ends the tune; what follows is free text.
    ended: bool,
    warnings: Warnings,
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) -> Result<(), Error> {
        if self.ended && line.is_empty() {
            return Ok(());
        }
        let text = without_comment(line);
        if let Some(directive) = line.strip_prefix("%%") {
            self.directive(directive);
            return Ok(());
        }
        if text.trim().is_empty() {
            let has_music = self.voices.iter().any(|voice| voice.events > 0);
            self.ended |= has_music && line.trim().is_empty() && !line.starts_with('%');
            return Ok(());
        }
        if self.ended && !is_field(text) && !text.trim_start().starts_with(['|', '[', ':']) {
            if text.contains('|') {
                let message = "a blank line ended the tune: what follows it is not read as music";
                self.warnings.push_once(Position::line(number), message);
            }
            return Ok(());
        }
        self.ended = false;
        let text = text.trim_start();
        if is_field(text) && !text.starts_with("|:") {
            let letter = char::from(text.as_bytes()[0]);
            self.field(letter, shortened(text[2..].trim(), MAX_TEXT), number, false);
            return self.check_limits();
        }
        if self.key.is_some() {
            self.music(text.trim_end().trim_end_matches('\\'), number)?;
        }
        Ok(())
    }

    fn directive(&mut self, text: &str) {
        let Some((name, value)) = text.trim().split_once(char::is_whitespace) else { return };
        if !matches!(name, "score" | "staves") {
            return;
        }
        let value = shortened(value, MAX_TEXT);
        for (open, close, symbol) in
            [('[', ']', GroupSymbol::Bracket), ('{', '}', GroupSymbol::Brace)]
        {
            for group in value.split(open).skip(1).take(MAX_GROUPS) {
                let inside = group.split(close).next().unwrap_or_default();
                if self.groups.len() < MAX_GROUPS {
                    self.groups.push((inside.to_owned(), symbol));
                }
            }
        }
    }

    fn field(&mut self, letter: char, value: &str, line: u32, inline: bool) {
        let info = &mut self.info;
        let text = || Some(unescape(value)).filter(|text| !text.is_empty());
        match letter {
            'T' if self.body => {}
            'T' if info.title.is_none() => info.title = text(),
            'T' => info.subtitle = info.subtitle.take().or(text()),
            'C' => info.composer = info.composer.take().or(text()),
            'S' | 'B' => info.source = info.source.take().or(text()),
            'A' => info.lyricist = info.lyricist.take().or(text()),
            'O' | 'R' | 'D' | 'F' | 'G' | 'H' | 'N' | 'Z' if !self.body => {
                if let Some(text) = text().filter(|_| info.misc.len() < MAX_LINES) {
                    info.misc.push((format!("abc.{letter}"), text));
                }
            }
            'M' => self.meter_field(value, line),
            'L' => self.unit_field(value),
            'Q' => self.tempo_field(value),
            'K' => self.key_field(value),
            'V' => self.voice_field(value, line),
            'P' if self.body => self.voice().rehearsal(value),
            'P' => self.order = Some((value.to_owned(), line)),
            'w' if !inline && self.body && !self.voice().is_full() => {
                lyrics::set(self.voice(), value);
            }
            'W' if self.info.misc.len() < MAX_LINES => {
                self.info.misc.push(("abc.W".to_owned(), unescape(value)));
            }
            'm' | 'U' => self.definition(letter, value, line),
            _ => {}
        }
    }

    /// `m:` and `U:`.
    fn definition(&mut self, letter: char, value: &str, line: u32) {
        let taken = match letter {
            'm' => self.macros.define(value),
            _ => self.symbols.define(value),
        };
        if let Err(why) = taken {
            let message = || format!("the definition {letter}:{value} is left out: {why}");
            self.warnings.push_with(|| (Position::line(line), message()));
        }
    }

    fn meter_field(&mut self, value: &str, line: u32) {
        let Some(meter) = fields::meter(value) else {
            let message = || format!("the meter M:{value} cannot be read: the last one stays");
            self.warnings.push_with(|| (Position::line(line), message()));
            return;
        };
        if self.body {
            self.voice().change_meter(meter);
        } else {
            self.meter = Some(meter);
        }
    }

    fn unit_field(&mut self, value: &str) {
        let Some(unit) = fields::unit(value) else { return };
        if self.body {
            self.voice().unit = unit;
        } else {
            self.unit = Some(unit);
        }
    }

    fn tempo_field(&mut self, value: &str) {
        if self.body {
            let unit = self.voice().unit;
            if let Some(tempo) = fields::tempo(value, unit) {
                self.voice().tempo(tempo);
            }
        } else {
            self.tempo = Some(value.to_owned());
        }
    }

    fn key_field(&mut self, value: &str) {
        let field = fields::key(value);
        if self.body {
            self.voice().change_key(&field);
            return;
        }
        self.key = Some(field);
        self.body = true;
        // Voices named in the header come to life with the key.
        let declared: Vec<(String, fields::VoiceOptions)> =
            self.voices.drain(..).map(|voice| (voice.id, voice.options)).collect();
        self.by_id.clear();
        self.current = 0;
        for (id, options) in declared {
            self.open_voice(&id, &options);
        }
        self.current = 0;
    }

    fn voice_field(&mut self, value: &str, line: u32) {
        let (id, rest) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
        let id = shortened(id, MAX_NAME);
        let options = fields::options(rest);
        if self.voices.len() >= MAX_VOICES && !self.by_id.contains_key(id) {
            let message = || format!("more than {MAX_VOICES} voices: V:{id} joins the last one");
            self.warnings.push_with(|| (Position::line(line), message()));
            return;
        }
        self.open_voice(id, &options);
    }

    /// Goes to a voice, making it when it is new.
    fn open_voice(&mut self, id: &str, options: &fields::VoiceOptions) {
        if let Some(&index) = self.by_id.get(id) {
            self.current = index;
            let voice = &mut self.voices[index];
            merge_options(&mut voice.options, options);
            return;
        }
        let default = KeyField { key: None, explicit: Vec::new(), voice: Default::default() };
        let key = self.key.as_ref().unwrap_or(&default);
        let meter = self.meter.clone();
        let unit = self.unit.unwrap_or_else(|| fields::usual_unit(meter.as_ref()));
        let mut voice = Voice::new(id, unit, &meter.unwrap_or_default(), key);
        merge_options(&mut voice.options, options);
        self.by_id.insert(id.to_owned(), self.voices.len());
        self.current = self.voices.len();
        self.voices.push(voice);
    }

    fn voice(&mut self) -> &mut Voice {
        if self.voices.is_empty() {
            self.open_voice("1", &fields::VoiceOptions::default());
        }
        let index = self.current.min(self.voices.len() - 1);
        &mut self.voices[index]
    }

    fn music(&mut self, text: &str, line: u32) -> Result<(), Error> {
        // A voice named on the line itself begins its own stretch of notes for lyrics.
        let (text, cut) = self.macros.expand(text);
        if cut {
            let message = "macros make too much music: from here on they are left as written";
            self.warnings.push_once(Position::line(line), message);
        }
        let symbols = self.symbols.clone();
        let mut music = MusicLine { text: &text, at: 0, line, symbols: &symbols };
        self.begin_line();
        loop {
            let index = {
                self.voice();
                self.current.min(self.voices.len() - 1)
            };
            let request = music.read(&mut self.voices[index], &mut self.warnings);
            self.check_limits()?;
            match request {
                None => return Ok(()),
                Some(Request::Field(letter, value)) => {
                    self.field(letter, value, line, true);
                    if letter == 'V' {
                        self.begin_line();
                    }
                }
            }
        }
    }

    /// Looked at after each line and field; only the voice that is read can have grown.
    fn check_limits(&mut self) -> Result<(), Error> {
        let index = self.current;
        let Some(voice) = self.voices.get_mut(index) else { return Ok(()) };
        self.events += voice.events - std::mem::replace(&mut voice.counted, voice.events);
        if self.events > MAX_EVENTS {
            return Err(Error::TooLarge { what: "notes and syllables", limit: MAX_EVENTS as u64 });
        }
        if voice.bars.len() > MAX_MEASURES {
            return Err(Error::TooLarge { what: "measures", limit: MAX_MEASURES as u64 });
        }
        Ok(())
    }

    fn begin_line(&mut self) {
        let voice = self.voice();
        voice.line_start = voice.singable.len();
        voice.verses = 0;
    }

    fn score(mut self) -> Result<(Score, Warnings), Error> {
        self.voice();
        self.check_limits()?;
        self.voices.iter_mut().for_each(Voice::finish);
        let silent = |voice: &Voice| voice.events == 0;
        if self.voices.iter().any(|voice| !silent(voice)) {
            self.voices.retain(|voice| !silent(voice));
        }
        let count = self.voices.iter().map(|voice| voice.bars.len()).max().unwrap_or(0);
        if count.saturating_mul(self.voices.len()) > MAX_CELLS {
            return Err(Error::TooLarge {
                what: "measures in all voices",
                limit: MAX_CELLS as u64,
            });
        }
        let info = std::mem::take(&mut self.info);
        let mut score = Score { info, ..Score::default() };
        score.measures = self.measures(count);
        self.opening(&mut score);
        self.form(&mut score);
        score.groups = self.part_groups();
        let first_key = self.key.as_ref().and_then(|key| key.key);
        let alone = self.voices.len() == 1;
        for voice in &mut self.voices {
            let mut part = voice.part(count);
            // A lone voice that the tune does not name has no name to print.
            if alone && voice.id == "1" && voice.options.name.is_none() {
                part.name = String::new();
            }
            let key = first_key.unwrap_or_else(|| voice.first_key());
            if let Some(first) = part.measures.first_mut() {
                first.marks.push(Placed::new(Quarters::ZERO, Mark::Key(key)));
                if let Some(clef) = voice.options.clef {
                    first.marks.push(Placed::new(Quarters::ZERO, Mark::Clef(clef)));
                }
            }
            for (measure, bar) in part.measures.iter_mut().zip(std::mem::take(&mut voice.bars)) {
                measure.marks.extend(bar.marks);
                for (layer, event) in bar.events {
                    measure.voice_mut(layer + 1).events.push(event);
                }
                measure.voices.iter_mut().for_each(|voice| voice.events.shrink_to_fit());
                measure.voices.shrink_to_fit();
            }
            score.parts.push(part);
        }
        score.tidy();
        Ok((score, self.warnings))
    }

    /// What the voices say of each bar, put together.
    fn measures(&self, count: usize) -> Vec<Measure> {
        let mut measures = Vec::with_capacity(count);
        let mut meter = self.meter.clone().unwrap_or_default();
        for index in 0..count {
            let bars: Vec<&Bar> = self.voices.iter().filter_map(|v| v.bars.get(index)).collect();
            let mut measure = Measure::default();
            for bar in &bars {
                measure.length = measure.length.max(bar.length);
                measure.meter = measure.meter.or_else(|| bar.meter.clone());
                measure.rehearsal = measure.rehearsal.or_else(|| bar.rehearsal.clone());
                measure.repeat_start |= bar.repeat_start;
                measure.repeat_end = measure.repeat_end.or(bar.close.repeat_end);
                if measure.barline == score::Barline::Regular {
                    measure.barline = bar.close.style;
                }
                if measure.ending_start.is_empty() {
                    measure.ending_start.clone_from(&bar.ending);
                }
                for jump in &bar.jumps {
                    if !measure.jumps.contains(jump) {
                        measure.jumps.push(*jump);
                    }
                }
                if measure.tempi.is_empty() {
                    measure.tempi.clone_from(&bar.tempi);
                }
            }
            if let Some(new) = &measure.meter {
                meter.clone_from(new);
            }
            if measure.length.is_zero() {
                measure.length = meter.bar_length();
            }
            measures.push(measure);
        }
        bars::number(&mut measures, self.meter.as_ref());
        bars::close_endings(&mut measures);
        measures
    }

    /// The header's meter and tempo stand at the first bar.
    fn opening(&self, score: &mut Score) {
        let Some(first) = score.measures.first_mut() else { return };
        if first.meter.is_none() {
            first.meter.clone_from(&self.meter);
        }
        let unit = self.unit.unwrap_or_else(|| fields::usual_unit(self.meter.as_ref()));
        if let Some(tempo) = self.tempo.as_ref().and_then(|text| fields::tempo(text, unit)) {
            first.tempi.insert(0, Placed::new(Quarters::ZERO, tempo));
        }
    }

    /// The order of parts, when it says more than the tune itself.
    fn form(&mut self, score: &mut Score) {
        let Some((text, line)) = &self.order else { return };
        let place = Position::line(*line);
        let Some(order) = play_order::read(text) else {
            let message = format!("the order of parts P:{text} cannot be read: played as written");
            self.warnings.push(place, message);
            return;
        };
        match play_order::stretches(&order, &score.measures) {
            Ok(form) => {
                let written = play_order::parts(&score.measures);
                let as_written = written.iter().map(|(_, range)| range).eq(form.iter());
                score.form = if as_written { Vec::new() } else { form };
            }
            Err(letter) => {
                let message =
                    format!("no part of the tune is called {letter}: P:{text} is not followed");
                self.warnings.push(place, message);
            }
        }
    }

    fn part_groups(&self) -> Vec<PartGroup> {
        let index_of = |id: &str| self.voices.iter().position(|voice| voice.id == id);
        let group = |(inside, symbol): &(String, GroupSymbol)| {
            let ids = inside.split(|c: char| c.is_whitespace() || "()|[]{}".contains(c));
            let members: Vec<usize> = ids.filter_map(index_of).collect();
            let (first, last) = (*members.iter().min()?, *members.iter().max()?);
            let name = String::new();
            Some(PartGroup { first, last, symbol: *symbol, name, joined_barlines: true })
        };
        self.groups.iter().filter_map(group).collect()
    }
}

fn merge_options(old: &mut fields::VoiceOptions, new: &fields::VoiceOptions) {
    let given = new.clone();
    old.clef = given.clef.or(old.clef);
    old.name = given.name.or(old.name.take());
    old.short_name = given.short_name.or(old.short_name.take());
    if given.octave != 0 || given.clef.is_some() {
        old.octave = given.octave;
    }
    if given.transpose != 0 {
        old.transpose = given.transpose;
    }
}
