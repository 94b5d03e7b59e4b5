//! A piece over chords that are asked for.

use score::{ChordSymbol, Key, Mode};

use super::pieces::Frame;
use crate::Progression;
use crate::sampling::Draft;
use crate::tokens::{Column, chord_token, class_set, grid};

/// Makes a draft follow a progression. A model with a chord column is given the chords; the voices of
/// one without may at each beat only begin notes of the chord, and its bass stands under each new one.
pub(super) fn follow(draft: &mut Draft, frame: &Frame, progression: &Progression) {
    let chords = progression.over(&frame.bars);
    if let Some(column) = frame.columns.iter().position(|&column| column == Column::Chord) {
        for (step, cell) in draft.locked[column].iter_mut().enumerate() {
            *cell = at(&chords, step).map(chord_token);
        }
        draft.given.cells.clone_from(&draft.locked);
        return;
    }
    draft.rules.classes.resize(draft.steps, 0);
    draft.rules.asked.resize(draft.steps, Vec::new());
    for bar in &frame.bars {
        for beat in bar.meter.beats() {
            let step = bar.first + usize::try_from(beat.div_floor(grid())).unwrap_or(0);
            let Some(chord) = at(&chords, step).filter(|_| step < bar.end()) else { continue };
            draft.rules.classes[step] = classes(chord);
        }
    }
    for (step, chord) in &chords {
        let bass = chord.bass.unwrap_or(chord.root).pitch_class();
        draft.rules.asked[*step].extend(frame.lowest_voice().map(|voice| (voice, bass)));
        draft.rules.classes[*step] = classes(chord);
    }
}

/// The key a progression suggests: that of its last chord.
pub(super) fn key_of(progression: &Progression) -> Option<Key> {
    let last = progression.bars().last()?.last()?;
    let minor = matches!(last.kind.semitones().get(1), Some(3));
    Key::on(last.root, if minor { Mode::Minor } else { Mode::Major })
}

fn at(chords: &[(usize, ChordSymbol)], step: usize) -> Option<&ChordSymbol> {
    let after = chords.partition_point(|(start, _)| *start <= step);
    chords[..after].last().map(|(_, chord)| chord)
}

/// The pitch classes of a chord; no chord allows all.
fn classes(chord: &ChordSymbol) -> u16 {
    class_set(chord.pitch_classes())
}
