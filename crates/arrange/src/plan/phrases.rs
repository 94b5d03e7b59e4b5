//! The form: phrases of four bars, and how strong each is.

use score::{Quarters, Score};

use super::{Bar, Kind, Plan, Tone};

/// The usual length of a phrase, in bars.
const PHRASE: usize = 4;

/// Makes the bars, of which the first `intro` come before the melody.
pub(super) fn bars(plan: &mut Plan, intro: usize) {
    let score = Score { measures: plan.measures.clone(), ..Score::default() };
    let (starts, meters) = (score.measure_starts(), score.meters());
    let count = plan.measures.len();
    let pickup = usize::from(plan.measures.first().is_some_and(|first| first.implicit));
    let before = intro + pickup;
    let mut bars = Vec::with_capacity(count);
    // The second half of a bar that a repeat divides belongs to the bar before.
    let halves = |upto: usize| {
        plan.measures[..=upto].iter().skip(1).filter(|measure| measure.implicit).count()
    };
    let whole = count - halves(count.saturating_sub(1));
    for (index, meter) in meters.iter().enumerate() {
        let measure = &plan.measures[index];
        let full = meter.bar_length();
        let missing = if measure.implicit && full > measure.length {
            full - measure.length
        } else {
            Quarters::ZERO
        };
        let mut bar = Bar::plain(starts[index], meter, missing);
        bar.length = measure.length;
        let place = (index - halves(index)).saturating_sub(before);
        // One or two bars that are left over belong to the phrase before.
        let phrases = (whole.saturating_sub(before) / PHRASE).max(1);
        bar.phrase = (place / PHRASE).min(phrases - 1);
        let next = (place + 1) / PHRASE;
        bar.first_of_phrase = index >= before && place == bar.phrase * PHRASE && missing.is_zero();
        bar.last_of_phrase = index >= before && next.min(phrases - 1) != bar.phrase;
        bar.kind = match index {
            _ if index + 1 == count => Kind::Last,
            _ if index < intro => Kind::Intro,
            _ => Kind::Body,
        };
        bars.push(bar);
    }
    levels(&mut bars, plan.melody());
    plan.bars = bars;
}

/// The first phrase is quiet, the one with the highest note of the later ones the height.
fn levels(bars: &mut [Bar], melody: &[Tone]) {
    let phrases = bars.iter().map(|bar| bar.phrase).max().unwrap_or(0);
    if phrases == 0 {
        return;
    }
    let phrase_of = |tone: &Tone| {
        let index = bars.partition_point(|bar| bar.start <= tone.onset).saturating_sub(1);
        bars[index].phrase
    };
    let later = melody.iter().filter(|tone| phrase_of(tone) > 0);
    // Of equally high notes the last makes the height.
    let height = later.max_by_key(|tone| (tone.key(), tone.onset)).map(phrase_of);
    for bar in bars.iter_mut() {
        bar.level = match bar.phrase {
            0 => 0,
            phrase if Some(phrase) == height => 2,
            _ => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use score::{Cell, MidiPitch, Sketch, SketchBar};

    use super::*;
    use crate::style::Style;

    /// A tune of quarters over so many bars of 4/4: phrase and level of each bar, `<` its first, `>`
    /// its last bar, `i` the introduction.
    fn check(bars: usize, pickup: usize, intro: &str, expected: &Expect) {
        let laid = SketchBar::lay(&score::Meter::default(), Quarters::ONE, pickup, bars);
        let mut sketch = Sketch::silent(Quarters::ONE, laid, 1);
        for (step, cell) in sketch.voices[0].iter_mut().enumerate() {
            let high = if step == 38 { 84 } else { 60 };
            *cell = MidiPitch::new(high).map_or(Cell::Rest, Cell::Strike);
        }
        sketch.chords = vec![(0, "C".parse().unwrap())];
        let text = format!(
            "name = 'x'\nabout = ''\nintro = {intro}\n[[parts]]\nname = 'Flute'\nlines = [{{ plays = 'melody' }}]"
        );
        let plan = Plan::of(&sketch, &Style::parse(&text).unwrap()).unwrap();
        let shown: Vec<String> = plan
            .bars
            .iter()
            .map(|bar| {
                let sign = |yes: bool, sign: &'static str| if yes { sign } else { "" };
                format!(
                    "{}{}{}:{}{}",
                    sign(bar.kind == Kind::Intro, "i"),
                    sign(bar.first_of_phrase, "<"),
                    bar.phrase,
                    bar.level,
                    sign(bar.last_of_phrase, ">"),
                )
            })
            .collect();
        let melody = plan.melody()[0].onset;
        expected.assert_eq(&format!("{} | melody at {melody}", shown.join(" ")));
    }

    #[test]
    fn phrases_of_four_bars() {
        check(
            12,
            0,
            "[]",
            &expect!["<0:0 0:0 0:0 0:0> <1:1 1:1 1:1 1:1> <2:2 2:2 2:2 2:2 | melody at 0"],
        );
        check(9, 1, "[]", &expect!["0:0 <0:0 0:0 0:0 0:0> <1:2 1:2 1:2 1:2 1:2 | melody at 0"]);
        check(6, 1, "['I', 'V7']", &expect!["i0:1 i0:1 <0:1 0:1 0:1 0:1 0:1 0:1 | melody at 7"]);
        check(3, 0, "['I']", &expect!["i0:1 <0:1 0:1 0:1 | melody at 4"]);
    }
}
