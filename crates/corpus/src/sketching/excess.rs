//! More notes at once than there are voices.

use score::Quarters;

use super::lines::Note;

/// What sounds together, over a stretch of time.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) length: Quarters,
    /// Indices of the notes that sound, highest first.
    pub(super) notes: Vec<usize>,
}

/// Cuts time wherever a note begins or ends; silence makes no moment. The notes are by onset.
pub(super) fn moments(notes: &[Note]) -> Vec<Moment> {
    let mut cuts: Vec<Quarters> = notes.iter().flat_map(|note| [note.onset, note.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut next = 0;
    let mut sounding: Vec<usize> = Vec::new();
    let mut moments = Vec::new();
    for pair in cuts.windows(2) {
        sounding.retain(|&note| notes[note].end > pair[0]);
        while notes.get(next).is_some_and(|note| note.onset <= pair[0]) {
            sounding.push(next);
            next += 1;
        }
        sounding.sort_by_key(|&note| std::cmp::Reverse(notes[note].pitch));
        if !sounding.is_empty() {
            let length = pair[1] - pair[0];
            moments.push(Moment { length, notes: sounding.clone() });
        }
    }
    moments
}

/// How much of the sounding time more than `most` notes sound, in percent.
pub(super) fn crowded_percent(moments: &[Moment], most: usize) -> i64 {
    share(moments, |moment| moment.notes.len() > most)
}

/// How much of the sounding time at least `least` notes sound, in percent.
pub(super) fn full_percent(moments: &[Moment], least: usize) -> i64 {
    share(moments, |moment| moment.notes.len() >= least)
}

fn share(moments: &[Moment], counts: impl Fn(&Moment) -> bool) -> i64 {
    let total: Quarters = moments.iter().map(|moment| moment.length).sum();
    let counted: Quarters =
        moments.iter().filter(|moment| counts(moment)).map(|moment| moment.length).sum();
    if total.is_positive() { (counted * 100).div_floor(total) } else { 0 }
}

/// The notes without those that crowd: while more than `most` sound, an inner note that doubles
/// another in the octave goes, else the inner note that began last.
pub(super) fn thinned(notes: &[Note], most: usize) -> Vec<Note> {
    let mut gone = vec![false; notes.len()];
    for moment in moments(notes) {
        let mut here: Vec<usize> = moment.notes.into_iter().filter(|&note| !gone[note]).collect();
        while here.len() > most.max(2) {
            let class = |note: usize| notes[note].pitch.number() % 12;
            let inner = 1..here.len() - 1;
            let doubled = |&at: &usize| {
                (0..here.len()).any(|other| other != at && class(here[other]) == class(here[at]))
            };
            let newest = |&at: &usize| notes[here[at]].onset;
            let at = inner.clone().filter(doubled).max_by_key(newest);
            let at = at.or_else(|| inner.max_by_key(newest)).unwrap_or(1);
            gone[here.remove(at)] = true;
        }
    }
    notes.iter().zip(gone).filter(|(_, gone)| !gone).map(|(note, _)| *note).collect()
}
