//! The grid that harmony is heard on: eighth-note cells with what sounds in each.

use crate::{Meter, Quarters, Score, Sounding, Tone};

use super::ornaments::Ornaments;

/// A stretch of the grid.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) onset: Quarters,
    pub(super) end: Quarters,
    /// Metrical weight of its start, as [`Meter::weight`].
    pub(super) weight: u8,
    /// Quarters that each pitch class sounds.
    pub(super) inside: [f64; 12],
    /// The same with ornaments discounted: what speaks against a chord that has it not.
    pub(super) outside: [f64; 12],
    /// Quarters that each pitch class is the lowest to sound.
    pub(super) bass: [f64; 12],
    /// How each pitch class is spelled.
    pub(super) tones: [Option<Tone>; 12],
}

/// No grid has more cells: longer pieces get wider ones.
const MOST_CELLS: i64 = 40_000;

/// Cuts a score into cells; `notes` are its pitched notes in order of onset.
pub(super) fn cells(score: &Score, notes: &[Sounding], ornaments: &Ornaments) -> Vec<Cell> {
    let mut cells = empty_cells(score);
    let mut sounding: Vec<usize> = Vec::new();
    let mut next = 0;
    for cell in &mut cells {
        sounding.retain(|&index| notes[index].end() > cell.onset);
        while notes.get(next).is_some_and(|note| note.onset < cell.end) {
            sounding.push(next);
            next += 1;
        }
        fill(cell, &sounding, notes, ornaments);
    }
    cells
}

fn empty_cells(score: &Score) -> Vec<Cell> {
    let (starts, meters) = (score.measure_starts(), score.meters());
    let mut coarse = 1;
    while score.length().div_floor(Quarters::new(coarse, 2)) > MOST_CELLS {
        coarse *= 2;
    }
    let mut cells = Vec::new();
    for (measure, meter) in meters.iter().enumerate() {
        let end = starts[measure + 1];
        let step = cell_length(meter) * coarse;
        // Beats of a pick-up are counted from the end of a full bar.
        let missing = (meter.bar_length() - (end - starts[measure])).max(Quarters::ZERO);
        let shift = if measure == 0 { missing } else { Quarters::ZERO };
        let mut onset = starts[measure];
        while onset < end {
            let to = (onset + step).min(end);
            let weight = meter.weight(onset - starts[measure] + shift);
            cells.push(Cell {
                onset,
                end: to,
                weight,
                inside: [0.0; 12],
                outside: [0.0; 12],
                bass: [0.0; 12],
                tones: [None; 12],
            });
            onset = to;
        }
    }
    cells
}

/// An eighth, or the unit of meters that count in less.
fn cell_length(meter: &Meter) -> Quarters {
    let unit = meter.terms.iter().map(|term| term.unit).max().unwrap_or(8);
    Quarters::new(4, i64::from(unit.clamp(8, 32)))
}

fn fill(cell: &mut Cell, sounding: &[usize], notes: &[Sounding], ornaments: &Ornaments) {
    let mut lowest: Option<(i32, usize)> = None;
    for &index in sounding {
        let note = &notes[index];
        let length = (note.end().min(cell.end) - note.onset.max(cell.onset)).to_f64();
        let class = usize::from(note.pitch.pitch_class());
        cell.inside[class] += length;
        cell.outside[class] += length * ornaments.share(index, cell.onset);
        cell.tones[class] = Some(note.pitch.tone());
        let height = note.pitch.semitones();
        if lowest.is_none_or(|(other, _)| height < other) {
            lowest = Some((height, index));
        }
    }
    // The bass is the lowest line: of its notes in the cell, each for as long as it sounds.
    let Some((_, lowest)) = lowest else { return };
    let line = notes[lowest].place;
    let in_line = |note: &&Sounding| (note.place.part, note.place.voice) == (line.part, line.voice);
    let line: Vec<&Sounding> =
        sounding.iter().map(|&index| &notes[index]).filter(in_line).collect();
    for note in &line {
        // Of a chord in that line, as a left hand plays them, the lowest note is the bass.
        let lower = |other: &&Sounding| {
            other.pitch.semitones() < note.pitch.semitones()
                && other.onset < note.end()
                && note.onset < other.end()
        };
        if !line.iter().any(lower) {
            let length = note.end().min(cell.end) - note.onset.max(cell.onset);
            cell.bass[usize::from(note.pitch.pitch_class())] += length.to_f64();
        }
    }
}
