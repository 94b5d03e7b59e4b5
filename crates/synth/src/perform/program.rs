//! Which instrument a part holds at each place: changes of program, plucked strings, mutes.

use score::{Mark, Part, Quarters};

use super::ensemble::Seat;
use super::family::Family;
use super::words;

const PIZZICATO: u8 = 45;
const TRUMPET: u8 = 56;
const MUTED_TRUMPET: u8 = 59;

/// The programs of a part, by place in the written score in quarter notes.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    changes: Vec<(f64, u8)>,
    first: u8,
}

impl Programs {
    /// Reads a part's marks; programs are followed only when `as_written`.
    pub(super) fn new(part: &Part, starts: &[Quarters], seat: &Seat, as_written: bool) -> Self {
        let first = seat.program;
        let mut programs = Self { changes: Vec::new(), first };
        if seat.percussion {
            return programs;
        }
        let (mut base, mut plucked, mut muted) = (first, false, false);
        for (measure, &start) in part.measures.iter().zip(starts) {
            for placed in &measure.marks {
                match &placed.what {
                    Mark::Program(program) if as_written => base = (*program).min(127),
                    Mark::Words(text) => {
                        plucked = words::plucked(text).unwrap_or(plucked);
                        muted = words::muted(text).unwrap_or(muted);
                    }
                    _ => continue,
                }
                programs.change((start + placed.at).to_f64(), sounding(base, plucked, muted));
            }
        }
        programs.changes.sort_by(|a, b| a.0.total_cmp(&b.0));
        programs
    }

    fn change(&mut self, at: f64, program: u8) {
        if self.changes.last().map_or(self.first, |last| last.1) != program {
            self.changes.push((at, program));
        }
    }

    /// The program at a place.
    pub(super) fn at(&self, place: f64) -> u8 {
        let index = self.changes.partition_point(|&(at, _)| at <= place);
        index.checked_sub(1).map_or(self.first, |index| self.changes[index].1)
    }
}

fn sounding(base: u8, plucked: bool, muted: bool) -> u8 {
    match base {
        TRUMPET if muted => MUTED_TRUMPET,
        base if plucked && Family::of(base) == Family::Bowed => PIZZICATO,
        base => base,
    }
}
