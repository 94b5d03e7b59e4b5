//! Tempi that stand at one place are one tempo: the printed mark, its word and the number that plays it
//! come apart in MusicXML, and several parts repeat them.

use score::{Placed, Quarters, Tempo};

/// Adds a tempo in order of place, or completes the one that already stands there.
pub(super) fn add(tempi: &mut Vec<Placed<Tempo>>, at: Quarters, tempo: Tempo) {
    let index = tempi.partition_point(|placed| placed.at < at);
    match tempi.get_mut(index).filter(|placed| placed.at == at) {
        // A metronome mark says more than the bare number that plays it.
        Some(placed) if tempo.shown && !placed.what.shown => {
            let text = placed.what.text.take();
            placed.what = Tempo { text: tempo.text.clone().or(text), ..tempo };
        }
        Some(placed) => placed.what.text = placed.what.text.take().or(tempo.text),
        None => tempi.insert(index, Placed::new(at, tempo)),
    }
}

/// The tempi of a measure, those that the source hung beyond the barline at its end.
pub(super) fn within(tempi: &[Placed<Tempo>], length: Quarters) -> Vec<Placed<Tempo>> {
    let mut kept = Vec::new();
    for placed in tempi {
        add(&mut kept, placed.at.min(length), placed.what.clone());
    }
    kept
}
