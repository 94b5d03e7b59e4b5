//! Lines of music (section 4), sign by sign.

use std::fmt::Arguments;

use score::{Accidental, ChordSymbol, Event, Grace, Mark, Note, Pitch, Quarters, Step};

use super::bars::BarSign;
use super::decorations;
use super::length::{self, Tuplet};
use super::symbols::{Symbol, Symbols};
use super::voice::Voice;
use crate::{Position, Warnings};

/// Longest inline field, in bytes.
const LONGEST_FIELD: usize = 1000;
/// Most bars of rest one `Z` may ask for.
const MOST_REST_BARS: u64 = 1000;

/// A line of music being read into a voice.
pub(super) struct MusicLine<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) line: u32,
    /// What letters mean in this tune.
    pub(super) symbols: &'a Symbols,
}

/// What the caller has to do, since it reaches beyond the voice.
pub(super) enum Request<'a> {
    /// An inline field such as `[K:G]`.
    Field(char, &'a str),
}

impl<'a> MusicLine<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn warn(&self, voice: &Voice, warnings: &mut Warnings, message: Arguments<'_>) {
        warnings.push_with(|| {
            let bar = voice.bars.len().to_string();
            let place = Position::line(self.line).in_part(&voice.id).in_measure(&bar);
            (place, message.to_string())
        });
    }

    /// Reads on until the end of the line (`None`) or until the caller is needed.
    pub(super) fn read(
        &mut self,
        voice: &mut Voice,
        warnings: &mut Warnings,
    ) -> Option<Request<'a>> {
        while let Some(character) = self.peek().filter(|_| !voice.is_full()) {
            if let Some(request) = self.inline_field() {
                return Some(request);
            }
            if let Some((used, sign)) = BarSign::read(self.rest()) {
                self.at += used;
                voice.barline(&sign);
                continue;
            }
            self.sign(character, voice, warnings);
        }
        None
    }

    /// `[K:...]` and its like.
    fn inline_field(&mut self) -> Option<Request<'a>> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let is_field = matches!(bytes, [b'[', letter, b':', ..] if letter.is_ascii_alphabetic());
        // `[c:` cannot begin a chord, so only barlines could be meant: `[M:` never is one.
        if !is_field {
            return None;
        }
        let end = rest.bytes().take(LONGEST_FIELD).position(|byte| byte == b']')?;
        let letter = char::from(bytes[1]);
        self.at += end + 1;
        Some(Request::Field(letter, rest[3..end].trim()))
    }

    fn sign(&mut self, character: char, voice: &mut Voice, warnings: &mut Warnings) {
        match character {
            'A'..='G' | 'a'..='g' | '^' | '_' | '=' => self.note(voice, warnings),
            '[' => self.chord(voice, warnings),
            'z' | 'x' | 'Z' | 'X' => self.silence(character, voice, warnings),
            '{' => self.graces(voice),
            '(' => self.bracket(voice),
            '"' => self.quoted(voice),
            '!' | '+' => self.named_decoration(character, voice, warnings),
            '>' | '<' => self.broken(character, voice),
            _ => {
                self.at += character.len_utf8();
                self.single(character, voice, warnings);
            }
        }
    }

    /// Signs of one character that stand for themselves.
    fn single(&self, character: char, voice: &mut Voice, warnings: &mut Warnings) {
        match character {
            ')' => voice.slur_stop(),
            '-' => voice.tie(),
            '&' => voice.overlay(),
            ' ' | '\t' | '`' | 'y' | '\\' | '$' | '*' | ';' | '?' | '@' | '#' | ']' | '}' | ':' => {
            }
            letter => match self.symbols.meaning(letter) {
                Some(Symbol::Decoration(decoration)) => voice.decoration(decoration),
                Some(Symbol::Words(words)) => voice.mark_here(Mark::Words(words)),
                Some(Symbol::Nothing) => {}
                None => self.warn(
                    voice,
                    warnings,
                    format_args!("the sign {letter:?} is not known: left out"),
                ),
            },
        }
    }

    fn multiplier(&mut self, voice: &Voice, warnings: &mut Warnings) -> Quarters {
        let (used, value) = length::multiplier(self.rest());
        if value.is_none() {
            self.warn(
                voice,
                warnings,
                format_args!("a length over 1024 units is read as one unit"),
            );
        }
        self.at += used;
        value.unwrap_or(Quarters::ONE)
    }

    /// Reads accidental, letter and octave marks; `None` (and one sign skipped) when no letter comes.
    fn pitch(&mut self, voice: &mut Voice) -> Option<Note> {
        let start = self.at;
        let signs = self.rest().bytes().take_while(|byte| b"^_=".contains(byte)).count();
        let written = &self.text[start..start + signs];
        self.at += signs;
        let letter = self.peek().filter(|c| c.is_ascii_alphabetic());
        let Some(step) = letter.and_then(Step::from_letter) else {
            self.at = self.at.max(start + 1).min(self.text.len());
            return None;
        };
        self.at += 1;
        let mut octave: i8 = if letter.is_some_and(|c| c.is_ascii_lowercase()) { 5 } else { 4 };
        while let Some(mark) = self.peek().filter(|c| matches!(c, '\'' | ',')) {
            octave = octave.saturating_add(if mark == '\'' { 1 } else { -1 });
            self.at += 1;
        }
        let alter = match written {
            "" => None,
            "=" => Some(0),
            "^" => Some(1),
            "^^" => Some(2),
            "_" => Some(-1),
            _ if written.starts_with("__") => Some(-2),
            _ => Some(0),
        };
        let mut note = Note::new(voice.pitch(step, octave, alter));
        note.accidental =
            alter.map(|alter| Accidental { alter, courtesy: false, editorial: false });
        Some(note)
    }

    fn note(&mut self, voice: &mut Voice, warnings: &mut Warnings) {
        let Some(note) = self.pitch(voice) else { return };
        let multiplier = self.multiplier(voice, warnings);
        let event = Event { notes: vec![note], ..Event::rest(Quarters::ZERO, Quarters::ZERO) };
        voice.add(event, multiplier);
    }

    /// `[CEG]2`; the first note's length counts when lengths stand inside.
    fn chord(&mut self, voice: &mut Voice, warnings: &mut Warnings) {
        self.at += 1;
        let mut event = Event::rest(Quarters::ZERO, Quarters::ZERO);
        let mut inner: Option<Quarters> = None;
        let mut tied: Vec<Pitch> = Vec::new();
        while let Some(character) = self.peek() {
            match character {
                ']' => {
                    self.at += 1;
                    break;
                }
                'A'..='G' | 'a'..='g' | '^' | '_' | '=' => {
                    if let Some(note) = self.pitch(voice).filter(|_| event.notes.len() < 32) {
                        let length = self.multiplier(voice, warnings);
                        inner = inner.or(Some(length));
                        event.notes.push(note);
                    }
                }
                '-' => {
                    self.at += 1;
                    if let Some(note) = event.notes.last_mut().filter(|note| !note.tie_start) {
                        note.tie_start = true;
                        tied.push(note.pitch);
                    }
                }
                '(' | ')' | ' ' | 'u' | 'v' | '.' | '~' => self.at += 1,
                '!' => self.named_decoration('!', voice, warnings),
                '"' => self.quoted(voice),
                other => {
                    self.at += other.len_utf8();
                    self.warn(
                        voice,
                        warnings,
                        format_args!("{other:?} within a chord is left out"),
                    );
                }
            }
        }
        let outer = self.multiplier(voice, warnings);
        if event.notes.is_empty() {
            return;
        }
        event.notes.sort_by_key(|note| note.pitch.semitones());
        voice.add(event, outer * inner.unwrap_or(Quarters::ONE));
        tied.into_iter().for_each(|pitch| voice.tie_pitch(pitch));
    }

    fn silence(&mut self, character: char, voice: &mut Voice, warnings: &mut Warnings) {
        self.at += 1;
        let hidden = matches!(character, 'x' | 'X');
        let whole_bars = matches!(character, 'Z' | 'X');
        if whole_bars && voice.in_bar() {
            let message = format_args!("a bar of rest within a bar is read as a short rest");
            self.warn(voice, warnings, message);
        } else if whole_bars {
            let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
            let bars: u64 = self.rest()[..digits].parse().unwrap_or(1);
            self.at += digits;
            if bars > MOST_REST_BARS {
                self.warn(
                    voice,
                    warnings,
                    format_args!("{bars} bars of rest are cut to {MOST_REST_BARS}"),
                );
            }
            let bars = usize::try_from(bars.min(MOST_REST_BARS)).unwrap_or(1);
            voice.rest_bars(bars, hidden);
            return;
        }
        let multiplier = self.multiplier(voice, warnings);
        voice.add(Event { hidden, ..Event::rest(Quarters::ZERO, Quarters::ZERO) }, multiplier);
    }

    /// `{/gab}`: grace notes before the next note.
    fn graces(&mut self, voice: &mut Voice) {
        self.at += 1;
        let slash = self.rest().starts_with('/');
        while let Some(character) = self.peek() {
            match character {
                '}' => {
                    self.at += 1;
                    return;
                }
                'A'..='G' | 'a'..='g' | '^' | '_' | '=' => {
                    let Some(note) = self.pitch(voice) else { continue };
                    self.at += length::multiplier(self.rest()).0;
                    let grace = Some(Grace { slash });
                    let notes = vec![note];
                    let rest = Event::rest(Quarters::ZERO, Quarters::ZERO);
                    voice.grace(Event { notes, grace, ..rest });
                }
                other => self.at += other.len_utf8(),
            }
        }
    }

    /// `(3` opens a tuplet, any other `(` a slur.
    fn bracket(&mut self, voice: &mut Voice) {
        self.at += 1;
        match Tuplet::read(self.rest(), voice.meter()) {
            Some((used, tuplet)) => {
                self.at += used;
                voice.tuplet(tuplet);
            }
            None => voice.slur_start(),
        }
    }

    /// `"Am7"` is a chord symbol, `"^text"` an annotation.
    fn quoted(&mut self, voice: &mut Voice) {
        let after = &self.rest()[1..];
        let Some(end) = after.find('"') else {
            self.at += 1;
            return;
        };
        let text = &after[..end];
        self.at += end + 2;
        let placed = text.strip_prefix(['^', '_', '<', '>', '@']);
        let symbol = text.parse::<ChordSymbol>().ok().filter(|_| placed.is_none());
        match symbol {
            Some(symbol) => voice.mark_here(Mark::Chord(symbol)),
            None => {
                let words = placed.unwrap_or(text).trim();
                if !words.is_empty() {
                    voice.mark_here(Mark::Words(words.to_owned()));
                }
            }
        }
    }

    /// `!trill!`, or `+trill+` as it was before version 2.
    fn named_decoration(&mut self, quote: char, voice: &mut Voice, warnings: &mut Warnings) {
        let after = &self.rest()[1..];
        // An exclamation mark alone was a line break once.
        let Some(end) = after.find(quote).filter(|&end| end <= 32 && !after[..end].contains('|'))
        else {
            self.at += 1;
            return;
        };
        let name = &after[..end];
        self.at += end + 2;
        match decorations::named(name) {
            Some(decoration) => voice.decoration(decoration),
            None => self.warn(
                voice,
                warnings,
                format_args!("the decoration !{name}! is not known: left out"),
            ),
        }
    }

    fn broken(&mut self, sign: char, voice: &mut Voice) {
        let signs = self.rest().chars().take_while(|&c| c == sign).count();
        self.at += signs;
        let (long, short) = length::broken(signs);
        if sign == '>' { voice.break_rhythm(long, short) } else { voice.break_rhythm(short, long) }
    }
}
