//! Chord labelling: of all ways to cut the piece into chords, the one whose chords explain the notes
//! best (dynamic programming over segments after Pardo & Birmingham 2002, "Algorithms for chordal
//! analysis": tones of the template count for it, other tones and missing tones against it).

use crate::theory::roman::{belongs, tones};
use crate::{ChordKind, ChordSymbol, Key, Tone};

use super::cells::Cell;
use super::{ChordModel, ChordSpan};

/// Qualities tried, commonest first: ties go to the earlier.
const KINDS: [ChordKind; 9] = [
    ChordKind::Major,
    ChordKind::Minor,
    ChordKind::Dominant,
    ChordKind::Diminished,
    ChordKind::MinorSeventh,
    ChordKind::HalfDiminished,
    ChordKind::DiminishedSeventh,
    ChordKind::MajorSeventh,
    ChordKind::Augmented,
];

/// No segment has more cells; longer chords are joined afterwards.
const MOST_CELLS: usize = 16;

/// The best way to cut the cells before a place.
struct Cut {
    total: f64,
    /// Where its last segment starts, and that segment's chord.
    start: usize,
    choice: Option<Choice>,
}

/// The chords of a row of cells; `keys` gives the key that holds at each cell, when it is known.
pub(super) fn segments(cells: &[Cell], keys: &[Option<Key>], model: &ChordModel) -> Vec<ChordSpan> {
    let templates = Template::all(model);
    let mut best = vec![Cut { total: 0.0, start: 0, choice: None }];
    for end in 1..=cells.len() {
        let mut segment = Segment::default();
        let mut winner = Cut { total: f64::NEG_INFINITY, start: end - 1, choice: None };
        for start in (end.saturating_sub(MOST_CELLS)..end).rev() {
            segment.add(&cells[start]);
            let key = keys.get(start).copied().flatten();
            let (fit, choice) = segment.best(&templates, key, model);
            let change = model.change[usize::from(cells[start].weight.min(3))];
            let total = best[start].total + fit - change;
            if total > winner.total {
                winner = Cut { total, start, choice };
            }
        }
        best.push(winner);
    }
    backtrack(cells, &best)
}

fn backtrack(cells: &[Cell], best: &[Cut]) -> Vec<ChordSpan> {
    let mut spans: Vec<ChordSpan> = Vec::new();
    let mut end = cells.len();
    while end > 0 {
        let Cut { start, choice, .. } = best[end];
        if let Some(choice) = choice {
            let (symbol, confidence) = Segment::of(&cells[start..end]).name(choice);
            let (onset, to) = (cells[start].onset, cells[end - 1].end);
            match spans.last_mut() {
                // Walking backwards: the last span found is the next in time.
                Some(next) if next.symbol == symbol && next.onset == to => {
                    next.duration += to - onset;
                    next.onset = onset;
                }
                _ => spans.push(ChordSpan { onset, duration: to - onset, symbol, confidence }),
            }
        }
        end = start;
    }
    spans.reverse();
    spans
}

/// A quality on each root.
struct Template {
    kind: ChordKind,
    /// Semitones above the root.
    above: &'static [u8],
    prior: f64,
}

impl Template {
    fn all(model: &ChordModel) -> Vec<Template> {
        let template =
            |(kind, prior): (ChordKind, f64)| Template { kind, above: kind.semitones(), prior };
        KINDS.into_iter().zip(model.kinds).map(template).collect()
    }
}

/// What a template is chosen as.
#[derive(Clone, Copy)]
struct Choice {
    root: usize,
    kind: ChordKind,
    bass: usize,
}

/// What sounds in a run of cells.
#[derive(Default)]
struct Segment {
    inside: [f64; 12],
    outside: [f64; 12],
    bass: [f64; 12],
    tones: [Option<Tone>; 12],
    /// The bass at the start.
    first_bass: [f64; 12],
}

impl Segment {
    fn of(cells: &[Cell]) -> Segment {
        let mut segment = Segment::default();
        cells.iter().rev().for_each(|cell| segment.add(cell));
        segment
    }

    /// Puts a cell before the others.
    fn add(&mut self, cell: &Cell) {
        for class in 0..12 {
            self.inside[class] += cell.inside[class];
            self.outside[class] += cell.outside[class];
            self.bass[class] += cell.bass[class];
            self.tones[class] = cell.tones[class].or(self.tones[class]);
        }
        self.first_bass = cell.bass;
    }

    /// The score of the best template; none when no chord does better than none.
    fn best(
        &self,
        templates: &[Template],
        key: Option<Key>,
        model: &ChordModel,
    ) -> (f64, Option<Choice>) {
        let against: f64 = self.outside.iter().sum();
        let mut winner = (-model.outside * against, None);
        // What bass, spelling and key can add at most: templates that stay behind are not looked at.
        let held: f64 = (0..12).map(|c| self.bass[c] + model.first_bass * self.first_bass[c]).sum();
        let most = held * model.bass.into_iter().fold(0.0, f64::max) + model.in_key.max(0.0);
        for root in (0..12).filter(|root| self.inside[*root] > 0.0) {
            for template in templates {
                let fit = self.fit(root, template, against, model);
                let Some(fit) = fit.filter(|fit| fit + most > winner.0) else { continue };
                let (bass_fit, bass) = self.bass_fit(root, template, model);
                let fit = fit + bass_fit + self.spelling_and_key(root, template, key, model);
                if fit > winner.0 + 1e-9 {
                    winner = (fit, Some(Choice { root, kind: template.kind, bass }));
                }
            }
        }
        winner
    }

    fn fit(
        &self,
        root: usize,
        template: &Template,
        against: f64,
        model: &ChordModel,
    ) -> Option<f64> {
        let mut fit = template.prior;
        let mut outside = against;
        for (index, above) in template.above.iter().enumerate() {
            let class = (root + usize::from(*above)) % 12;
            fit += self.inside[class];
            outside -= self.outside[class];
            if self.inside[class] <= 0.0 {
                match (index, template.above.len()) {
                    (1, _) => fit -= model.missing_third,
                    (2, 3) if *above != 7 => return None,
                    (2, _) => fit -= model.missing_fifth,
                    _ => return None,
                }
            }
        }
        Some(fit - model.outside * outside)
    }

    /// The chord tone that is the bass, for how long and whether from the start.
    fn bass_fit(&self, root: usize, template: &Template, model: &ChordModel) -> (f64, usize) {
        let mut best = (0.0, root);
        for (index, above) in template.above.iter().enumerate() {
            let class = (root + usize::from(*above)) % 12;
            let held = self.bass[class] + model.first_bass * self.first_bass[class];
            let fit = held * model.bass[index.min(3)];
            if fit > best.0 {
                best = (fit, class);
            }
        }
        best
    }

    fn spelling_and_key(
        &self,
        root: usize,
        template: &Template,
        key: Option<Key>,
        model: &ChordModel,
    ) -> f64 {
        let Some(tone) = self.tones[root] else { return 0.0 };
        let mut fit = 0.0;
        let mut in_key = true;
        for expected in tones(tone, template.kind) {
            let sung = self.tones[usize::from(expected.pitch_class())];
            if sung.is_some_and(|sung| sung != expected) {
                fit -= model.misspelled;
            }
            in_key &= key.is_none_or(|key| belongs(expected, key));
        }
        if key.is_some() && in_key { fit + model.in_key } else { fit }
    }

    /// The symbol and the share of the time that its tones explain.
    fn name(&self, choice: Choice) -> (ChordSymbol, f64) {
        let root = self.tones[choice.root].unwrap_or(Tone::new(crate::Step::C, 0));
        let mut symbol = ChordSymbol::new(root, self.augmented_sixth(root, choice.kind));
        symbol.bass = self.tones[choice.bass].filter(|bass| *bass != root);
        let classes = symbol.pitch_classes();
        let explained: f64 = classes.iter().map(|class| self.inside[usize::from(*class)]).sum();
        let total: f64 = self.inside.iter().sum();
        (symbol, if total > 0.0 { (explained / total).min(1.0) } else { 0.0 })
    }

    /// A dominant seventh spelled with an augmented sixth is one.
    fn augmented_sixth(&self, root: Tone, kind: ChordKind) -> ChordKind {
        let seventh = Tone::from_fifths(root.fifths() + 10);
        let sixth = self.tones[usize::from(seventh.pitch_class())];
        if kind != ChordKind::Dominant || sixth != Some(seventh) {
            return kind;
        }
        let fifth = Tone::from_fifths(root.fifths() + 1);
        if self.inside[usize::from(fifth.pitch_class())] > 0.0 {
            ChordKind::German
        } else {
            ChordKind::Italian
        }
    }
}
