//! Introduction and ending: bars before and after the melody, with chords of the style.

use score::theory::RomanNumeral;
use score::{Barline, Measure, Meter, Quarters};

use super::{Plan, Span};
use crate::style::Style;
use crate::tones::Tones;

/// Adds the bars of a style's introduction and ending, moves everything after, and answers how many
/// bars the introduction has. A pick-up becomes part of the introduction's last bar.
pub(super) fn add(plan: &mut Plan, style: &Style) -> usize {
    let minor = plan.key.is_minor();
    let before = if minor { &style.intro_minor } else { &style.intro };
    let after = if minor { &style.ending_minor } else { &style.ending };
    let meters = meters(plan);
    let (Some(first), Some(last)) = (meters.first().cloned(), meters.last().cloned()) else {
        return 0;
    };
    if !before.is_empty() && first.bar_length().is_positive() {
        introduce(plan, before, &first);
    }
    if !after.is_empty() && last.bar_length().is_positive() {
        close(plan, after, &last);
    }
    number(plan);
    before.len()
}

fn meters(plan: &Plan) -> Vec<Meter> {
    let score = score::Score { measures: plan.measures.clone(), ..score::Score::default() };
    score.meters()
}

fn introduce(plan: &mut Plan, numerals: &[String], meter: &Meter) {
    let bar = meter.bar_length();
    let pickup = plan.measures.first().filter(|first| first.implicit && first.length < bar);
    let missing = pickup.map_or(Quarters::ZERO, |first| bar - first.length);
    let new = if missing.is_positive() { numerals.len() - 1 } else { numerals.len() };
    let by = bar * i64::try_from(new).unwrap_or(0) + missing;
    shift(plan, by);
    if missing.is_positive()
        && let Some(first) = plan.measures.first_mut()
    {
        (first.length, first.implicit) = (bar, false);
    }
    let tempi = plan.measures.first_mut().map(|first| std::mem::take(&mut first.tempi));
    let empty = Measure { length: bar, ..Measure::default() };
    plan.measures.splice(0..0, vec![empty; new]);
    if let Some(first) = plan.measures.first_mut() {
        first.tempi = tempi.unwrap_or_default();
    }
    for measure in &mut plan.measures[..=new] {
        measure.meter = None;
    }
    plan.measures[0].meter = Some(meter.clone());
    let until = plan.chords.first().map_or(by, |span| span.start.min(by + bar));
    let mut chords = numbered(plan, numerals, Quarters::ZERO, bar);
    chords.retain(|span| span.start < until);
    if let Some(last) = chords.last_mut() {
        last.end = until.min(last.end.max(by));
    }
    plan.chords.splice(0..0, chords);
}

fn close(plan: &mut Plan, numerals: &[String], meter: &Meter) {
    let bar = meter.bar_length();
    if let Some(last) = plan.measures.last_mut() {
        last.barline = Barline::Regular;
        // The bar that made up for a pick-up is filled.
        if last.length < bar && !last.implicit {
            last.length = bar;
        }
    }
    let at: Quarters = plan.measures.iter().map(|measure| measure.length).sum();
    if let Some(last) = plan.chords.last_mut() {
        last.end = at;
    }
    plan.chords.extend(numbered(plan, numerals, at, bar));
    let empty = Measure { length: bar, ..Measure::default() };
    plan.measures.extend(vec![empty; numerals.len()]);
    if let Some(last) = plan.measures.last_mut() {
        last.barline = Barline::Final;
    }
}

/// The chords of numerals, a text a bar, its numerals sharing the bar.
fn numbered(plan: &Plan, numerals: &[String], from: Quarters, bar: Quarters) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut start = from;
    for text in numerals {
        let words: Vec<&str> = text.split_whitespace().collect();
        let share = bar / i64::try_from(words.len().max(1)).unwrap_or(1);
        for (index, word) in words.iter().enumerate() {
            let at = start + share * i64::try_from(index).unwrap_or(0);
            let Ok(numeral) = RomanNumeral::parse(word, plan.key) else { continue };
            let symbol = numeral.chord();
            let tones = Tones::of(&symbol);
            spans.push(Span { start: at, end: at + share, symbol, tones });
        }
        start += bar;
    }
    spans
}

fn shift(plan: &mut Plan, by: Quarters) {
    for tone in plan.lines.iter_mut().flatten() {
        tone.onset += by;
        tone.end += by;
    }
    for span in &mut plan.chords {
        span.start += by;
        span.end += by;
    }
}

fn number(plan: &mut Plan) {
    let pickup = plan.measures.first().is_some_and(|first| first.implicit);
    for (index, measure) in plan.measures.iter_mut().enumerate() {
        measure.number = (index + usize::from(!pickup)).to_string();
    }
}
