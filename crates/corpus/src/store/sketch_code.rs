//! A sketch as bytes: each voice as runs of one note or rest, bars as runs of equal bars.

use score::{Cell, Meter, MeterSymbol, MeterTerm, MidiPitch, Quarters, Sketch, SketchBar};

use super::bytes::{Broken, Reader, put_number};
use super::harmony_code::{put_chord, put_key, take_chord, take_key};
use super::info_code::{put_info, put_tempo, take_info, take_tempo};
use crate::limits::{MAX_STEPS, MAX_TERMS, MAX_VOICES};

/// Of the symbols of a run: silence, or twice a pitch and whether the run begins with a strike.
const REST: u64 = 256;

pub(super) fn put_sketch(out: &mut Vec<u8>, sketch: &Sketch) {
    put_info(out, &sketch.info);
    put_tempo(out, sketch.tempo.as_ref());
    put_key(out, sketch.key);
    put_number(out, sketch.grid.numerator().unsigned_abs());
    put_number(out, sketch.grid.denominator().unsigned_abs());
    put_bars(out, &sketch.bars);
    put_number(out, sketch.voices.len() as u64);
    put_number(out, sketch.voices.first().map_or(0, Vec::len) as u64);
    sketch.voices.iter().for_each(|voice| put_voice(out, voice));
    put_number(out, sketch.chords.len() as u64);
    let mut before = 0;
    for (step, chord) in &sketch.chords {
        put_number(out, step.saturating_sub(before) as u64);
        put_chord(out, chord);
        before = *step;
    }
}

pub(super) fn take_sketch(from: &mut Reader<'_>) -> Result<Sketch, Broken> {
    let info = take_info(from)?;
    let tempo = take_tempo(from)?;
    let key = take_key(from)?;
    let (steps, parts) = (from.count(MAX_STEPS)?, from.count(MAX_STEPS)?);
    let grid = grid(steps, parts)?;
    let bars = take_bars(from)?;
    let voices = from.count(MAX_VOICES)?;
    let steps = from.count(MAX_STEPS)?;
    let voices = (0..voices).map(|_| take_voice(from, steps)).collect::<Result<_, Broken>>()?;
    let mut chords = Vec::new();
    let mut step = 0;
    for _ in 0..from.count(MAX_STEPS)? {
        step += from.count(MAX_STEPS - step)?;
        chords.push((step, take_chord(from)?));
    }
    Ok(Sketch { info, key, tempo, grid, bars, voices, chords })
}

fn grid(numerator: usize, denominator: usize) -> Result<Quarters, Broken> {
    let number = |count: usize| i64::try_from(count).map_err(|_| "the grid has no step");
    Quarters::checked(number(numerator)?, number(denominator)?).ok_or("the grid has no step")
}

/// Runs of (steps, missing, meter); the meter is spelled where it changes.
fn put_bars(out: &mut Vec<u8>, bars: &[SketchBar]) {
    let alike = |a: &SketchBar, b: &SketchBar| {
        (a.steps, a.missing, &a.meter) == (b.steps, b.missing, &b.meter)
    };
    let runs: Vec<&[SketchBar]> = bars.chunk_by(alike).collect();
    put_number(out, runs.len() as u64);
    let mut meter: Option<&Meter> = None;
    for run in runs {
        put_number(out, run.len() as u64);
        put_number(out, run[0].steps as u64);
        put_number(out, run[0].missing as u64);
        out.push(u8::from(meter != Some(&run[0].meter)));
        if meter != Some(&run[0].meter) {
            put_meter(out, &run[0].meter);
            meter = Some(&run[0].meter);
        }
    }
}

fn take_bars(from: &mut Reader<'_>) -> Result<Vec<SketchBar>, Broken> {
    let mut bars = Vec::new();
    let mut meter = None;
    let mut first = 0;
    for _ in 0..from.count(MAX_STEPS)? {
        let run = from.count(MAX_STEPS - bars.len())?;
        let (steps, missing) = (from.count(MAX_STEPS)?, from.count(MAX_STEPS)?);
        if from.byte()? != 0 {
            meter = Some(take_meter(from)?);
        }
        let meter = meter.as_ref().ok_or("a bar has no meter")?;
        for _ in 0..run {
            bars.push(SketchBar { first, steps, missing, meter: meter.clone() });
            first += steps;
            if first > MAX_STEPS {
                return Err("a bar stands after the end");
            }
        }
    }
    Ok(bars)
}

fn put_meter(out: &mut Vec<u8>, meter: &Meter) {
    out.push(match meter.symbol {
        MeterSymbol::Numbers => 0,
        MeterSymbol::Common => 1,
        MeterSymbol::Cut => 2,
    });
    put_number(out, meter.terms.len() as u64);
    meter.terms.iter().for_each(|term| out.extend([term.beats, term.unit]));
}

fn take_meter(from: &mut Reader<'_>) -> Result<Meter, Broken> {
    let symbol = match from.byte()? {
        0 => MeterSymbol::Numbers,
        1 => MeterSymbol::Common,
        2 => MeterSymbol::Cut,
        _ => return Err("a meter has no known sign"),
    };
    let mut terms = Vec::new();
    for _ in 0..from.count(MAX_TERMS)? {
        terms.push(MeterTerm { beats: from.byte()?, unit: from.byte()? });
    }
    Ok(Meter { terms, symbol })
}

fn put_voice(out: &mut Vec<u8>, voice: &[Cell]) {
    let goes_on = |before: &Cell, cell: &Cell| match cell {
        Cell::Rest => *before == Cell::Rest,
        Cell::Hold(pitch) => before.pitch() == Some(*pitch),
        Cell::Strike(_) => false,
    };
    for run in voice.chunk_by(goes_on) {
        put_number(
            out,
            match run[0] {
                Cell::Rest => REST,
                Cell::Strike(pitch) => 2 * u64::from(pitch.number()) + 1,
                Cell::Hold(pitch) => 2 * u64::from(pitch.number()),
            },
        );
        put_number(out, run.len() as u64);
    }
}

fn take_voice(from: &mut Reader<'_>, steps: usize) -> Result<Vec<Cell>, Broken> {
    let mut voice = Vec::with_capacity(steps);
    while voice.len() < steps {
        let symbol = from.number()?;
        let length = from.count(steps - voice.len())?;
        if length == 0 {
            return Err("a note has no length");
        }
        let end = voice.len() + length;
        if symbol == REST {
            voice.resize(end, Cell::Rest);
            continue;
        }
        let key = u8::try_from(symbol / 2).ok().and_then(MidiPitch::new);
        let pitch = key.ok_or("a note has no pitch")?;
        let struck = symbol % 2 == 1;
        voice.push(if struck { Cell::Strike(pitch) } else { Cell::Hold(pitch) });
        voice.resize(end, Cell::Hold(pitch));
    }
    Ok(voice)
}
