//! Moving the sketch, or its melody alone, into the range of the players.

use score::{MidiPitch, Pitch, Sketch};

use crate::ArrangeError;
use crate::style::{Line, Part, Plays, Style};

/// How a sketch is moved, in semitones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Fit {
    /// The whole piece, and with it its key.
    pub(crate) all: i8,
    /// The melody alone, in octaves; the four voices of a sketch move together.
    pub(crate) melody: i8,
}

/// Who plays a given line, and within which keys.
struct Demand<'a> {
    line: usize,
    part: &'a Part,
    range: (u8, u8),
    /// May be moved by octaves, away from the other lines.
    alone: bool,
}

/// The least move that brings every given line into its player's range: none, else the melody by
/// octaves, else the whole piece.
pub(crate) fn fit(sketch: &Sketch, style: &Style) -> Result<Fit, ArrangeError> {
    let demands = demands(sketch, style);
    let spans: Vec<Option<(u8, u8)>> = demands.iter().map(|d| span(sketch, d.line)).collect();
    let within = |fit: Fit| {
        demands.iter().zip(&spans).all(|(demand, span)| {
            let by = i16::from(fit.all) + if demand.alone { i16::from(fit.melody) } else { 0 };
            span.is_none_or(|(low, high)| {
                i16::from(low) + by >= i16::from(demand.range.0)
                    && i16::from(high) + by <= i16::from(demand.range.1)
            })
        })
    };
    let mut moves: Vec<Fit> = Vec::new();
    for all in -11..=11i8 {
        moves.extend([0i8, 12, -12, 24, -24].map(|melody| Fit { all, melody }));
    }
    moves.sort_by_key(|fit| (fit.all.abs(), fit.melody.abs(), fit.all, fit.melody));
    moves.into_iter().find(|fit| within(*fit)).ok_or_else(|| refused(&demands, &spans))
}

/// The lines of the sketch that someone plays as given.
fn demands<'a>(sketch: &Sketch, style: &'a Style) -> Vec<Demand<'a>> {
    let four = sketch.voices.len() >= 4;
    let mut demands = Vec::new();
    for part in &style.parts {
        for line in &part.lines {
            if let Some(index) = given(line, four) {
                let alone = line.plays == Plays::Melody || !four;
                demands.push(Demand { line: index, part, range: line.range, alone });
            }
        }
    }
    demands
}

/// Which line of the sketch a line of the style plays as given.
fn given(line: &Line, four: bool) -> Option<usize> {
    match line.plays {
        Plays::Melody => Some(0),
        Plays::Voice if line.voice == 1 || four => Some(usize::from(line.voice) - 1),
        Plays::Voice
        | Plays::Chords
        | Plays::Bass
        | Plays::Second
        | Plays::Counter
        | Plays::Drums => None,
    }
}

fn span(sketch: &Sketch, line: usize) -> Option<(u8, u8)> {
    let cells = sketch.voices.get(line)?.iter();
    let keys = cells.filter_map(|cell| cell.pitch()).map(MidiPitch::number);
    keys.fold(None, |span, key| {
        span.map_or(Some((key, key)), |(low, high): (u8, u8)| Some((low.min(key), high.max(key))))
    })
}

fn refused(demands: &[Demand<'_>], spans: &[Option<(u8, u8)>]) -> ArrangeError {
    let wide = |(demand, span): &(&Demand<'_>, &Option<(u8, u8)>)| {
        span.is_some_and(|(low, high)| high - low > demand.range.1 - demand.range.0)
    };
    let found = demands.iter().zip(spans).find(wide).or_else(|| demands.iter().zip(spans).next());
    let (line, player, range, (low, high)) = found
        .map_or((0, "", (0, 127), (0, 127)), |(d, span)| {
            (d.line, d.part.name.as_str(), d.range, span.unwrap_or(d.range))
        });
    let pitch = |key: u8| {
        let midi =
            MidiPitch::new(key.min(127)).map(|midi| Pitch::spelled(midi, score::Key::C_MAJOR));
        midi.unwrap_or(Pitch::new(score::Step::C, 0, 4))
    };
    ArrangeError::Range {
        line: if line == 0 { "melody".to_owned() } else { format!("voice {}", line + 1) },
        low: pitch(low),
        high: pitch(high),
        player: player.to_owned(),
        from: pitch(range.0),
        to: pitch(range.1),
    }
}
