//! Tones that only decorate a chord: passing and neighbour tones, suspensions and anticipations, told
//! by how their voice comes to them and leaves (Aldwell & Schachter, ch. 20-21).

use std::collections::HashMap;

use crate::{Meter, Quarters, Score, Sounding};

use super::ChordModel;

/// How much each note speaks against chords that have it not.
#[derive(Debug, Default)]
pub(super) struct Ornaments {
    /// By note: from when on, and how much is left of its weight.
    discounts: HashMap<usize, (Quarters, f64)>,
}

impl Ornaments {
    /// Looks at each note between its neighbours in its voice; `notes` are in order of onset.
    pub(super) fn of(score: &Score, notes: &[Sounding], model: &ChordModel) -> Ornaments {
        let mut voices: HashMap<(usize, u16), Vec<usize>> = HashMap::new();
        for (index, note) in notes.iter().enumerate() {
            voices.entry((note.place.part, note.place.voice)).or_default().push(index);
        }
        let metric = Metric { starts: score.measure_starts(), meters: score.meters() };
        let mut ornaments = Ornaments::default();
        for line in voices.values() {
            for at in 0..line.len() {
                let before = at.checked_sub(1).map(|before| &notes[line[before]]);
                let after = line.get(at + 1).map(|&after| &notes[after]);
                let note = &notes[line[at]];
                if let Some(discount) = discount(before, note, after, &metric, model) {
                    ornaments.discounts.insert(line[at], discount);
                }
            }
        }
        ornaments
    }

    /// The share of a note's weight that counts at a place.
    pub(super) fn share(&self, note: usize, at: Quarters) -> f64 {
        match self.discounts.get(&note) {
            Some((from, share)) if at >= *from => *share,
            _ => 1.0,
        }
    }
}

struct Metric {
    starts: Vec<Quarters>,
    meters: Vec<Meter>,
}

impl Metric {
    fn weight(&self, at: Quarters) -> u8 {
        let measure = self.starts.partition_point(|&start| start <= at).saturating_sub(1);
        self.meters.get(measure).map_or(0, |meter| meter.weight(at - self.starts[measure]))
    }

    /// The next beat after a place.
    fn next_beat(&self, at: Quarters) -> Quarters {
        let measure = self.starts.partition_point(|&start| start <= at).saturating_sub(1);
        let Some(meter) = self.meters.get(measure) else { return at };
        let beat = meter.beat_length();
        let start = self.starts[measure];
        start + (at - start).floor_to(beat) + beat
    }
}

fn discount(
    before: Option<&Sounding>,
    note: &Sounding,
    after: Option<&Sounding>,
    metric: &Metric,
    model: &ChordModel,
) -> Option<(Quarters, f64)> {
    let after = after.filter(|after| after.onset == note.end())?;
    let leaves = after.pitch.staff_steps() - note.pitch.staff_steps();
    let before = before.filter(|before| before.end() == note.onset);
    let comes = before.map(|before| note.pitch.staff_steps() - before.pitch.staff_steps());
    let short = note.duration <= Quarters::ONE;
    let strong = metric.weight(note.onset) < 3;
    // A suspension is prepared, by a tie or a repeated note, and falls by step.
    if leaves == -1 {
        let change = metric.next_beat(note.onset);
        if change < note.end() {
            return Some((change, model.suspension));
        }
        if comes == Some(0) && strong {
            return Some((note.onset, model.suspension));
        }
    }
    match (comes, leaves) {
        (Some(-1 | 1), -1 | 1) if short => {
            Some((note.onset, if strong { model.accented } else { model.passing }))
        }
        (Some(-1 | 1), 0) if short && !strong => Some((note.onset, model.passing)),
        // Left or reached by leap: escape tones and appoggiaturas.
        (Some(-1 | 1), _) | (_, -1 | 1) if short && !strong => {
            Some((note.onset, f64::midpoint(1.0, model.passing)))
        }
        _ => None,
    }
}
