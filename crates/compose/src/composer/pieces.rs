//! Between sketches and drafts.

use score::{Cell, ChordKind, ChordSymbol, Info, Key, Sketch, SketchBar, Tempo};

use crate::ComposeError;
use crate::sampling::{Draft, Rules, Written};
use crate::tokens::text::{Text, known};
use crate::tokens::{Column, Token, chord_token, grid, on_grid, pitch_of, symbol_of, tokens};

use super::{LONGEST, refuse};

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
        let cell = |step: usize, column: usize| match pitch_of(written.frames[step][column]) {
            None => Cell::Rest,
            Some(pitch) if written.strikes[step][column] => Cell::Strike(pitch),
            Some(pitch) => Cell::Hold(pitch),
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

    fn chords(&self, written: &Written) -> Vec<(usize, score::ChordSymbol)> {
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

/// A draft with nothing locked, of so many steps.
pub(super) fn empty_draft(frame: &Frame, steps: usize) -> Draft {
    let sketch =
        Sketch { key: frame.key, grid: grid(), bars: frame.bars.clone(), ..Sketch::default() };
    Draft {
        given: known(&sketch, steps),
        locked: vec![vec![None; steps]; frame.columns.len()],
        struck: vec![vec![None; steps]; frame.columns.len()],
        steps,
        rules: rules(frame, steps),
    }
}

/// What holds for every piece: compasses, no rests in part writing.
fn rules(frame: &Frame, steps: usize) -> Rules {
    let voices = frame.columns.iter().filter(|&&column| column == Column::Voice).count();
    let choir = voices == CHOIR.len();
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

/// For the last `steps` steps only the home chord: tones of its triad in the voices, the tonic in the
/// lowest. A minor piece may close in major.
pub(super) fn close_at_home(draft: &mut Draft, frame: &Frame, steps: usize) {
    let Some(key) = frame.key else { return };
    let tonic = key.tonic();
    let kinds: &[ChordKind] =
        if key.is_minor() { &[ChordKind::Minor, ChordKind::Major] } else { &[ChordKind::Major] };
    let chords: Vec<ChordSymbol> =
        kinds.iter().map(|&kind| ChordSymbol::new(tonic, kind)).collect();
    let triad = chords
        .iter()
        .flat_map(ChordSymbol::pitch_classes)
        .fold(0u16, |set, class| set | 1 << class);
    draft.rules.classes.resize(draft.steps, 0);
    draft.rules.bass.resize(draft.steps, None);
    draft.rules.chords.resize(draft.steps, Vec::new());
    for step in draft.steps.saturating_sub(steps)..draft.steps {
        draft.rules.classes[step] = triad;
        draft.rules.bass[step] = Some(tonic.pitch_class());
        draft.rules.chords[step] = chords.iter().map(chord_token).collect();
    }
}

/// The tokens of a sketch that is to be worked on by a model of such columns; its voices may be fewer
/// than the columns. Says how far it was moved, in semitones, to fit the vocabulary, and gives the sketch on the
/// composer's grid, not moved.
pub(super) fn text(
    sketch: &Sketch,
    columns: &[Column],
) -> Result<(Text, i8, Sketch), ComposeError> {
    let Some(mut whole) = on_grid(sketch) else {
        return refuse(
            "it has notes that fall between sixteenths, which is what the composer works in",
        );
    };
    let steps = whole.steps();
    if steps > LONGEST {
        return refuse(format!("it has {steps} steps; the composer takes {LONGEST}"));
    }
    let voices = columns.iter().filter(|&&column| column == Column::Voice).count();
    whole.voices.truncate(voices);
    whole.voices.resize(voices, vec![Cell::Rest; steps]);
    for by in [0, -12, 12, -24, 24, -5, 5] {
        let moved = if by == 0 { Some(whole.clone()) } else { whole.transposed(by) };
        if let Some(moved) = moved
            && tokens(&moved, columns).is_some()
            && let Some(text) = Text::of(&moved, columns)
        {
            return Ok((text, by, whole));
        }
    }
    refuse("its notes span more than the composer's compass of F#1 to D#6")
}
