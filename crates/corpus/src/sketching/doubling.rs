//! Parts that double another, as instruments double the voices of a chorale.

use std::collections::HashMap;

use score::Quarters;

use super::lines::{Note, sounding};

/// Leaves out every part that doubles one that stays: nine tenths of its time it plays what the other
/// sings, in any octave, beginning together. Of a pair the one with words stays, else the earlier.
pub(super) fn without_doublings(parts: &[Vec<Note>], sung: &[bool]) -> Vec<Vec<Note>> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&part| (!sung.get(part).copied().unwrap_or(false), part));
    let mut kept: Vec<usize> = Vec::new();
    for part in order {
        if !kept.iter().any(|&other| doubles(&parts[part], &parts[other])) {
            kept.push(part);
        }
    }
    kept.sort_unstable();
    kept.into_iter().map(|part| parts[part].clone()).collect()
}

fn doubles(part: &[Note], other: &[Note]) -> bool {
    let mut classes: HashMap<Quarters, u16> = HashMap::new();
    for note in other {
        *classes.entry(note.onset).or_default() |= 1 << (note.pitch.number() % 12);
    }
    let doubled = |note: &&Note| {
        let class = 1 << (note.pitch.number() % 12);
        classes.get(&note.onset).is_some_and(|there| there & class != 0)
    };
    let shared: Quarters = part.iter().filter(doubled).map(|note| note.end - note.onset).sum();
    let total = sounding(part);
    total.is_positive() && shared * 10 >= total * 9
}
