//! What the voices sing, moment by moment.

use crate::{Pitch, Quarters, Score, Slice, Sounding, slices};

/// The moments of a piece in two to eight voices; `None` when it is no part writing.
pub(super) fn frames(score: &Score) -> Option<Vec<Frame>> {
    let notes: Vec<Sounding> =
        score.soundings().into_iter().filter(|note| note.drum.is_none() && !note.grace).collect();
    let mut lines: Vec<(usize, u16)> =
        notes.iter().map(|note| (note.place.part, note.place.voice)).collect();
    lines.sort_unstable();
    lines.dedup();
    if !(2..=8).contains(&lines.len()) {
        return None;
    }
    let slices = slices(&notes);
    let frames: Vec<Frame> = slices.iter().map(|slice| Frame::new(slice, &notes, &lines)).collect();
    (!frames.iter().any(|frame| frame.crowded)).then_some(frames)
}

/// What each voice sings at one time.
pub(super) struct Frame {
    pub(super) onset: Quarters,
    pub(super) end: Quarters,
    /// By line: pitch and whether it was struck here.
    pub(super) voices: Vec<Option<(Pitch, bool)>>,
    /// A line sings two notes at once.
    crowded: bool,
}

impl Frame {
    fn new(slice: &Slice, notes: &[Sounding], lines: &[(usize, u16)]) -> Frame {
        let mut frame = Frame {
            onset: slice.onset,
            end: slice.onset + slice.duration,
            voices: vec![None; lines.len()],
            crowded: false,
        };
        for note in slice.notes.iter().map(|&index| &notes[index]) {
            let line = (note.place.part, note.place.voice);
            let Ok(index) = lines.binary_search(&line) else { continue };
            frame.crowded |= frame.voices[index].is_some();
            frame.voices[index] = Some((note.pitch, note.onset == slice.onset));
        }
        frame
    }

    pub(super) fn pitch(&self, voice: usize) -> Option<Pitch> {
        self.voices[voice].map(|(pitch, _)| pitch)
    }
}
