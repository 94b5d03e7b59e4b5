//! What is played when: the order of measures within the limits, and the clock.

use score::{Key, Meter, Quarters, Score, Sounding};

use super::clock::Clock;
use super::ending::Ending;
use super::report::{Bar, PerformWarning};
use super::settings::Performance;
use super::tempo;

/// Beats listed for a measure at most, so that a damaged one costs little.
const MAX_BEATS: usize = 64;

/// Everything the players share.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) score: &'a Score,
    pub(super) settings: &'a Performance,
    pub(super) clock: Clock,
    /// Where each measure starts in the score as written, in quarter notes; one more: the end.
    pub(super) written: Vec<Quarters>,
    pub(super) meters: Vec<Meter>,
    pub(super) keys: Vec<Option<Key>>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        score: &'a Score,
        settings: &'a Performance,
        warnings: &mut Vec<PerformWarning>,
    ) -> Self {
        let written = score.measure_starts();
        let spans = tempo::spans(score, &written, settings);
        let mut clock = Clock::new(score, &spans, settings);
        let (order, mut limit) = order(score, settings);
        if !clock.play(score, &order, settings.last_second()) {
            limit = Some("seconds");
        }
        if let Some(limit) = limit {
            warnings.push(PerformWarning::Cut { limit, bars: clock.order.len() });
        }
        let (meters, keys) = (score.meters(), score.keys());
        let steady = |turn: usize| {
            let Some(&measure) = clock.order.get(turn) else { return true };
            let (start, end) = (written[measure].to_f64(), written[measure + 1].to_f64());
            let here = spans.iter().filter(|span| span.start < end && span.end > start);
            here.into_iter().all(|span| span.from == span.to)
        };
        let bars = clock.order.len();
        let free = (bars.saturating_sub(4)..bars).all(steady);
        let mut plan = Self { score, settings, clock, written, meters, keys };
        if limit.is_none() && free {
            plan.clock.ending = plan.ending();
        }
        plan
    }

    /// The final ritardando, when the settings ask for one and the piece is not danced to a kit.
    fn ending(&self) -> Option<Ending> {
        let drums = self.score.parts.iter().any(|part| part.instrument.percussion);
        let depth = 0.4 * self.settings.looseness();
        if !self.settings.final_ritardando || drums || depth <= 0.0 {
            return None;
        }
        let last = self.clock.order.len().checked_sub(1)?;
        let starts = self.score.parts.iter().filter_map(|part| {
            let voices = part.measures.get(self.clock.order[last])?.voices.iter();
            voices.flat_map(|v| &v.events).filter(|e| !e.is_rest()).map(|e| e.onset).max()
        });
        let end = self.clock.onset(last, starts.max()?);
        let span = (self.clock.turn_seconds(last) + self.clock.turn_seconds(last.checked_sub(1)?))
            .mul_add(0.5, 0.5)
            .clamp(1.0, 4.0);
        let start = end - span;
        let after = Ending { start, span, last: 1.0 - depth };
        let total = after.at(self.clock.total());
        (start > 6.0 && total <= self.settings.last_second()).then_some(after)
    }

    /// The measures as played.
    pub(super) fn bars(&self) -> Vec<Bar> {
        let bar = |(turn, &measure): (usize, &usize)| Bar {
            measure,
            number: self.score.measures[measure].number.clone(),
            seconds: self.clock.onset(turn, Quarters::ZERO),
            beats: self.beats(turn, measure),
        };
        self.clock.order.iter().enumerate().map(bar).collect()
    }

    fn beats(&self, turn: usize, measure: usize) -> Vec<f64> {
        let meter = &self.meters[measure];
        let length = self.score.measures[measure].length;
        let missing = self.missing(measure);
        if meter.terms.len() > MAX_BEATS {
            return Vec::new();
        }
        let beats = if meter.terms.is_empty() {
            (0..MAX_BEATS).map(|beat| Quarters::whole(i64::try_from(beat).unwrap_or(0))).collect()
        } else {
            meter.beats()
        };
        let places = beats.into_iter().filter(|&beat| beat >= missing).map(|beat| beat - missing);
        let within = places.take_while(|&place| place < length).take(MAX_BEATS);
        within.map(|place| self.clock.onset(turn, place)).collect()
    }

    /// What a pick-up lacks at its start to be a full bar.
    pub(super) fn missing(&self, measure: usize) -> Quarters {
        if measure > 0 {
            return Quarters::ZERO;
        }
        let length = self.score.measures[measure].length;
        (self.meters[measure].bar_length() - length).max(Quarters::ZERO)
    }

    /// Metrical weight of a note's place, as [`Meter::weight`]; 3 in meters too odd to count.
    pub(super) fn weight(&self, measure: usize, place: Quarters) -> u8 {
        let meter = &self.meters[measure];
        if meter.terms.len() > MAX_BEATS { 3 } else { meter.weight(place + self.missing(measure)) }
    }

    /// All notes, by part.
    pub(super) fn notes(&self) -> Vec<Vec<Sounding>> {
        let mut parts = vec![Vec::new(); self.score.parts.len()];
        for note in self.score.soundings_in(&self.clock.order) {
            parts[note.place.part].push(note);
        }
        parts
    }
}

/// The order of measures within the limits on bars and notes, and which limit cut it.
fn order(score: &Score, settings: &Performance) -> (Vec<usize>, Option<&'static str>) {
    let (mut order, mut cut) = if settings.repeats {
        let order = score.play_order(settings.max_bars);
        (order.measures, order.truncated.then_some("bars"))
    } else {
        let bars = score.measures.len();
        ((0..bars.min(settings.max_bars)).collect(), (bars > settings.max_bars).then_some("bars"))
    };
    let mut notes = vec![0usize; score.measures.len()];
    for (place, event) in score.events() {
        if let Some(notes) = notes.get_mut(place.measure) {
            *notes += event.notes.len();
        }
    }
    let mut total = 0usize;
    let mut fits = |measure: &usize| {
        total = total.saturating_add(notes[*measure]);
        total <= settings.max_notes
    };
    let kept = order.iter().take_while(|measure| fits(measure)).count();
    if kept < order.len() {
        order.truncate(kept);
        cut = Some("notes");
    }
    (order, cut)
}
