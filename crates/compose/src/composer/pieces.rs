//! Between sketches and drafts.

use score::{Cell, ChordSymbol, Info, Key, Sketch, SketchBar, Tempo};

use crate::sampling::{Draft, Rules, Written};
use crate::tokens::text::known;
use crate::tokens::{Column, Token, grid, pitch_of, symbol_of, voices};

/// The compass of each voice of a choir, as MIDI keys: what Bach's chorales use.
const CHOIR: [(u8, u8); 4] = [(60, 81), (53, 74), (48, 69), (36, 64)];

/// The compass of a song's melody.
const SONG: [(u8, u8); 1] = [(57, 79)];

/// A piece's frame: everything of a sketch but its cells.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) info: Info,
    pub(super) key: Option<Key>,
    pub(super) tempo: Option<Tempo>,
    pub(super) bars: Vec<SketchBar>,
    pub(super) columns: Vec<Column>,
}

impl Frame {
    /// The column of the first voice.
    pub(super) fn first_voice(&self) -> Option<usize> {
        self.columns.iter().position(|&column| column == Column::Voice)
    }

    /// How many voices it has.
    pub(super) fn voices(&self) -> usize {
        voices(&self.columns)
    }

    /// The column of the lowest voice.
    pub(super) fn lowest_voice(&self) -> Option<usize> {
        self.columns.iter().rposition(|&column| column == Column::Voice)
    }

    /// The frame of a sketch, to be filled by a model of such columns.
    pub(super) fn of(sketch: &Sketch, columns: &[Column]) -> Frame {
        Frame {
            info: sketch.info.clone(),
            key: sketch.key,
            tempo: sketch.tempo.clone(),
            bars: sketch.bars.clone(),
            columns: columns.to_vec(),
        }
    }

    /// The piece as a sketch.
    pub(super) fn fill(&self, written: &Written) -> Sketch {
        let voices = self.columns.iter().enumerate().filter(|(_, c)| **c == Column::Voice);
        let cell = |step: usize, column: usize| {
            cell(written.frames[step][column], written.strikes[step][column])
        };
        let steps = 0..written.frames.len();
        let line = |(column, _)| steps.clone().map(|step| cell(step, column)).collect();
        let voices = voices.map(line).collect();
        Sketch {
            info: self.info.clone(),
            key: self.key,
            tempo: self.tempo.clone(),
            grid: grid(),
            bars: self.bars.clone(),
            voices,
            chords: self.chords(written),
        }
    }

    /// What the voices do at a step, and the chord that sounds there.
    pub(super) fn step(
        &self,
        tokens: &[Token],
        strikes: &[bool],
    ) -> (Vec<Cell>, Option<ChordSymbol>) {
        let of = |wanted| {
            let kinds = self.columns.iter().enumerate();
            kinds.filter(move |(_, kind)| **kind == wanted).map(|(column, _)| column)
        };
        let voices = of(Column::Voice).map(|column| cell(tokens[column], strikes[column]));
        let key = self.key.unwrap_or(Key::C_MAJOR);
        let chord = of(Column::Chord).next().map(|column| symbol_of(tokens[column], key));
        (voices.collect(), chord)
    }

    fn chords(&self, written: &Written) -> Vec<(usize, ChordSymbol)> {
        let Some(column) = self.columns.iter().position(|&column| column == Column::Chord) else {
            return Vec::new();
        };
        let tokens = written.frames.iter().map(|frame| frame[column]);
        let mut chords: Vec<(usize, Token)> = Vec::new();
        for (step, token) in tokens.enumerate() {
            if chords.last().is_none_or(|(_, last)| *last != token) {
                chords.push((step, token));
            }
        }
        let key = self.key.unwrap_or(Key::C_MAJOR);
        chords.into_iter().map(|(step, token)| (step, symbol_of(token, key))).collect()
    }
}

/// What a voice does, from its token and whether it is struck.
fn cell(token: Token, struck: bool) -> Cell {
    match pitch_of(token) {
        None => Cell::Rest,
        Some(pitch) if struck => Cell::Strike(pitch),
        Some(pitch) => Cell::Hold(pitch),
    }
}

/// A draft with nothing locked, of so many steps.
pub(super) fn empty_draft(frame: &Frame, steps: usize) -> Draft {
    let sketch =
        Sketch { key: frame.key, grid: grid(), bars: frame.bars.clone(), ..Sketch::default() };
    Draft {
        given: known(&sketch, steps),
        locked: vec![vec![None; steps]; frame.columns.len()],
        struck: vec![vec![None; steps]; frame.columns.len()],
        echoes: Vec::new(),
        steps,
        rules: rules(frame, steps),
    }
}

/// What holds for every piece: compasses, no rests in part writing.
fn rules(frame: &Frame, steps: usize) -> Rules {
    let choir = frame.voices() == CHOIR.len();
    let mut compasses = if choir { CHOIR.iter() } else { SONG.iter() };
    let compass = |column: &Column| match column {
        Column::Voice => {
            compasses.next().map(|(low, high)| (token_of_key(*low), token_of_key(*high)))
        }
        Column::Chord => None,
    };
    Rules {
        compass: frame.columns.iter().map(compass).collect(),
        no_rest: if choir { 0..steps } else { 0..0 },
        part_writing: choir,
        ..Rules::default()
    }
}

fn token_of_key(key: u8) -> Token {
    let above = key.clamp(Column::LOWEST, Column::LOWEST + Column::PITCHES - 1) - Column::LOWEST;
    Token::from(above) + 1
}

/// The lowest and highest token of a compass, as far as the vocabulary reaches.
pub(super) fn compass_tokens(compass: crate::Compass) -> (Token, Token) {
    let key = |pitch: score::Pitch| u8::try_from(pitch.semitones().clamp(0, 127)).unwrap_or(0);
    (token_of_key(key(compass.lowest())), token_of_key(key(compass.highest())))
}
