//! Chord labelling: each beat gets the chord that explains its notes best, and equal neighbours are
//! joined (template scoring after Pardo & Birmingham 2002, "Algorithms for chordal analysis": notes in
//! the template count for it, notes outside and template tones missing count against it).

use crate::{ChordKind, ChordSymbol, Mark, Quarters, Score, Sounding, Tone};

/// A chord and how long it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ChordSpan {
    /// From the start as written.
    pub onset: Quarters,
    /// How long.
    pub duration: Quarters,
    /// Its symbol, with the bass when it is inverted.
    pub symbol: ChordSymbol,
    /// The share of sounding time that its tones explain, 0 to 1.
    pub confidence: f64,
}

/// Qualities tried, commonest first: ties go to the earlier.
const KINDS: [ChordKind; 9] = [
    ChordKind::Major,
    ChordKind::Minor,
    ChordKind::Dominant,
    ChordKind::MinorSeventh,
    ChordKind::MajorSeventh,
    ChordKind::Diminished,
    ChordKind::HalfDiminished,
    ChordKind::DiminishedSeventh,
    ChordKind::Augmented,
];

/// Labels the chords of a score beat by beat. Beats with fewer than three pitch classes keep the chord
/// before them when it holds their notes.
#[must_use]
pub fn label_chords(score: &Score) -> Vec<ChordSpan> {
    let notes: Vec<Sounding> = score
        .soundings()
        .into_iter()
        .filter(|note| note.drum.is_none() && note.duration.is_positive())
        .collect();
    let (starts, meters) = (score.measure_starts(), score.meters());
    let mut spans: Vec<ChordSpan> = Vec::new();
    let mut sounding: Vec<usize> = Vec::new();
    let mut next = 0;
    for (measure, meter) in meters.iter().enumerate() {
        let (from, end) = (starts[measure], starts[measure + 1]);
        let step = meter.beat_length();
        let mut at = from;
        while at < end && step.is_positive() {
            let to = (at + step).min(end);
            sounding.retain(|&index| notes[index].end() > at);
            while notes.get(next).is_some_and(|note| note.onset < to) {
                sounding.push(next);
                next += 1;
            }
            let beat = Beat::of(&sounding, &notes, at, to);
            extend(&mut spans, &beat, at, to);
            at = to;
        }
    }
    spans
}

/// What sounds in a beat: time by pitch class, the tones' spellings, the bass.
struct Beat {
    weights: [f64; 12],
    tones: [Option<Tone>; 12],
    bass: Option<Tone>,
}

impl Beat {
    fn of(sounding: &[usize], notes: &[Sounding], from: Quarters, to: Quarters) -> Beat {
        let mut beat = Beat { weights: [0.0; 12], tones: [None; 12], bass: None };
        let mut lowest = i32::MAX;
        for note in sounding.iter().map(|&index| &notes[index]) {
            let length = note.end().min(to) - note.onset.max(from);
            let class = usize::from(note.pitch.pitch_class());
            beat.weights[class] += length.to_f64();
            beat.tones[class] = Some(note.pitch.tone());
            if note.onset <= from && note.pitch.semitones() < lowest {
                lowest = note.pitch.semitones();
                beat.bass = Some(note.pitch.tone());
            }
        }
        beat
    }

    /// The best chord and the share of the time it explains.
    fn chord(&self) -> Option<(ChordSymbol, f64)> {
        let total: f64 = self.weights.iter().sum();
        if total <= 0.0 || self.weights.iter().filter(|weight| **weight > 0.0).count() < 2 {
            return None;
        }
        let mut best: Option<(f64, f64, Tone, ChordKind)> = None;
        for (class, root) in self.tones.iter().enumerate() {
            let Some(root) = root else { continue };
            for kind in KINDS {
                let (score, share) = self.fit(class, kind, total);
                let at_bass =
                    self.bass.is_some_and(|bass| bass.pitch_class() == root.pitch_class());
                let score = if at_bass { score + 0.05 } else { score };
                if best.is_none_or(|(other, ..)| score > other + 1e-9) {
                    best = Some((score, share, *root, kind));
                }
            }
        }
        let (_, share, root, kind) = best?;
        let bass = self.bass.filter(|bass| *bass != root);
        let mut symbol = ChordSymbol::new(root, kind);
        symbol.bass = bass.filter(|bass| symbol.pitch_classes().contains(&bass.pitch_class()));
        Some((symbol, share))
    }

    fn fit(&self, root: usize, kind: ChordKind, total: f64) -> (f64, f64) {
        let inside =
            |class: usize| kind.semitones().iter().any(|s| (root + usize::from(*s)) % 12 == class);
        let explained: f64 = (0..12).filter(|class| inside(*class)).map(|c| self.weights[c]).sum();
        let missing = kind
            .semitones()
            .iter()
            .filter(|s| self.weights[(root + usize::from(**s)) % 12] <= 0.0)
            .count();
        let share = explained / total;
        #[expect(clippy::cast_precision_loss, reason = "at most four tones")]
        let score = 2.0 * share - 1.0 - 0.2 * missing as f64;
        (score, share)
    }

    fn holds(&self, symbol: &ChordSymbol) -> bool {
        let classes = symbol.pitch_classes();
        let sounds = |class: &usize| self.weights[*class] > 0.0;
        (0..12).filter(sounds).all(|class| classes.iter().any(|c| usize::from(*c) == class))
    }
}

fn extend(spans: &mut Vec<ChordSpan>, beat: &Beat, at: Quarters, to: Quarters) {
    let few = beat.weights.iter().filter(|weight| **weight > 0.0).count() < 3;
    if let Some(last) = spans.last_mut().filter(|last| last.onset + last.duration == at)
        && few
        && beat.holds(&last.symbol)
    {
        last.duration = to - last.onset;
        return;
    }
    let Some((symbol, confidence)) = beat.chord() else { return };
    match spans.last_mut() {
        Some(last) if last.symbol == symbol && last.onset + last.duration == at => {
            last.duration = to - last.onset;
        }
        _ => spans.push(ChordSpan { onset: at, duration: to - at, symbol, confidence }),
    }
}

/// The chord symbols a score already has, each until the next.
#[must_use]
pub fn written_chords(score: &Score) -> Vec<ChordSpan> {
    let starts = score.measure_starts();
    let mut spans: Vec<ChordSpan> = Vec::new();
    for part in &score.parts {
        for (measure, content) in part.measures.iter().enumerate() {
            for mark in &content.marks {
                if let Mark::Chord(symbol) = &mark.what {
                    let (onset, symbol) = (starts[measure] + mark.at, symbol.clone());
                    spans.push(ChordSpan {
                        onset,
                        duration: Quarters::ZERO,
                        symbol,
                        confidence: 1.0,
                    });
                }
            }
        }
    }
    spans.sort_by_key(|span| span.onset);
    let ends: Vec<Quarters> =
        spans.iter().skip(1).map(|span| span.onset).chain([score.length()]).collect();
    for (span, end) in spans.iter_mut().zip(ends) {
        span.duration = end - span.onset;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shorthand;
    use crate::theory::roman_numeral;

    #[test]
    fn a_cadence() {
        let score = shorthand(
            "C",
            "4/4",
            &[
                "G4:1 A4 G4 F4 | E4:4",
                "E4:1 F4 E4 D4 | C4:4",
                "C4:1 C4 C4 B3 | G3:4",
                "C3:1 F3 G3 G3 | C3:4",
            ],
        );
        let score = score.unwrap();
        let key = score.first_key().unwrap();
        let labels: Vec<String> = label_chords(&score)
            .iter()
            .map(|span| format!("{} {}", span.symbol, roman_numeral(&span.symbol, key)))
            .collect();
        assert_eq!(labels.join(", "), "C I, F IV, C/G I64, G7 V7, C I");
    }
}
