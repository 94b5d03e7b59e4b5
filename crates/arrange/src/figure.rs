//! Rhythms written as one sign a step: which pattern a bar takes, and where its steps fall.

use score::{Meter, Quarters};

use crate::plan::{Bar, Kind, Plan};
use crate::random::Random;
use crate::style::{Pattern, When};

/// The signs of each bar of a text; blanks are for the eye.
pub(crate) fn bars(text: &str) -> Vec<Vec<char>> {
    let bar = |bar: &str| bar.chars().filter(|sign| !sign.is_whitespace()).collect();
    text.trim().trim_matches('|').split('|').map(bar).collect()
}

/// A sign and where it stands, from the start of the piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) at: Quarters,
    pub(crate) end: Quarters,
    pub(crate) sign: char,
}

/// How a bar of one meter is filled by patterns of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Patterns of the same length.
    Same,
    /// Patterns half as long, played twice.
    Twice,
    /// Patterns twice as long, cut in the middle.
    Half,
}

/// How patterns can fill a meter: their own, or else half or double bars of the same kind of beat.
pub(crate) fn find(patterns: &[Pattern], meter: &Meter) -> Option<Fit> {
    [Fit::Same, Fit::Twice, Fit::Half].into_iter().find(|fit| {
        patterns
            .iter()
            .any(|pattern| pattern.when == When::Groove && fits(&pattern.meter, meter, *fit))
    })
}

fn fits(own: &Meter, wanted: &Meter, fit: Fit) -> bool {
    let length = match fit {
        Fit::Same => own.bar_length(),
        Fit::Twice => own.bar_length() * 2,
        Fit::Half => own.bar_length() / 2,
    };
    let thirds = |meter: &Meter| meter.beat_length().numerator() == 3;
    // 2/2 takes 4/4, but 3/4 never takes 6/8.
    length.is_positive() && length == wanted.bar_length() && thirds(own) == thirds(wanted)
}

/// The patterns a line plays, chosen phrase by phrase.
pub(crate) struct Rhythm<'a> {
    patterns: &'a [Pattern],
    random: Random,
    /// Phrase and level the choice is for, and its index.
    chosen: Option<((usize, u8), usize)>,
    /// The bar the choice was made in.
    since: usize,
}

impl<'a> Rhythm<'a> {
    pub(crate) fn new(patterns: &'a [Pattern], random: Random) -> Rhythm<'a> {
        Rhythm { patterns, random, chosen: None, since: 0 }
    }

    /// The pattern of a bar, how it fits, and which of its bars it is; `None` where none is written.
    pub(crate) fn at(&mut self, plan: &Plan, index: usize) -> Option<(&'a Pattern, Fit, usize)> {
        let bar = &plan.bars[index];
        let fit = find(self.patterns, &bar.meter)?;
        for when in wishes(bar) {
            let own =
                |pattern: &&Pattern| pattern.when == when && fits(&pattern.meter, &bar.meter, fit);
            let options: Vec<&Pattern> = self.patterns.iter().filter(own).collect();
            if options.is_empty() {
                continue;
            }
            if when != When::Groove {
                return Some((options[self.random.below(options.len())], fit, 0));
            }
            let choice = (bar.phrase, bar.level);
            if self.chosen.is_none_or(|(phrase, _)| phrase != choice) {
                self.chosen = Some((choice, self.choose(&options, bar.level)));
                self.since = index;
            }
            let (_, at) = self.chosen?;
            return Some((options.get(at).copied()?, fit, index - self.since));
        }
        None
    }

    /// One of those nearest to the wanted density.
    fn choose(&mut self, options: &[&Pattern], level: u8) -> usize {
        let away = |pattern: &Pattern| pattern.density.abs_diff(level + 1);
        let least = options.iter().map(|pattern| away(pattern)).min().unwrap_or(0);
        let near: Vec<usize> =
            (0..options.len()).filter(|&index| away(options[index]) == least).collect();
        near[self.random.below(near.len())]
    }
}

/// What kinds of pattern a bar looks for, in order.
fn wishes(bar: &Bar) -> Vec<When> {
    match (bar.kind, bar.first_of_phrase, bar.last_of_phrase) {
        (Kind::Intro, ..) => vec![When::Intro, When::Groove],
        // Without an ending of its own a line holds its last note.
        (Kind::Last, ..) => vec![When::Ending],
        (Kind::Body, _, true) => vec![When::Fill, When::Groove],
        (Kind::Body, true, false) => vec![When::Start, When::Groove],
        (Kind::Body, false, false) => vec![When::Groove],
    }
}

/// The steps of one text in a bar, clipped where the bar is shorter than its meter.
pub(crate) fn steps(bar: &Bar, text: &str, fit: Fit, number: usize) -> Vec<Step> {
    let written = bars(text);
    let of = |number: usize| written[number % written.len()].as_slice();
    let stretches: Vec<&[char]> = match fit {
        Fit::Same => vec![of(number)],
        Fit::Twice => vec![of(2 * number), of(2 * number + 1)],
        Fit::Half => {
            let whole = of(number / 2);
            let (first, second) = whole.split_at(whole.len() / 2);
            vec![if number.is_multiple_of(2) { first } else { second }]
        }
    };
    let share = bar.meter.bar_length() / count(stretches.len());
    let mut placed = Vec::new();
    let mut at = bar.start - bar.missing;
    for signs in stretches {
        let start = at;
        for (index, sign) in signs.iter().enumerate() {
            let place = |index: usize| start + share * count(index) / count(signs.len());
            let (from, to) = (place(index).max(bar.start), place(index + 1).min(bar.end()));
            // A step that began before the first note of a pick-up is not struck in its middle.
            if from < to && place(index) >= bar.start {
                placed.push(Step { at: from, end: to, sign: *sign });
            }
        }
        at += share;
    }
    placed
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(meter: &str, text: &str, number: usize, missing: (i64, i64), expected: &Expect) {
        let meter: Meter = meter.parse().unwrap();
        let patterns = [Pattern {
            meter: "2/4".parse().unwrap(),
            density: 2,
            when: When::Groove,
            rhythm: text.to_owned(),
            drums: std::collections::BTreeMap::new(),
        }];
        let missing = Quarters::new(missing.0, missing.1);
        let bar = Bar::plain(Quarters::whole(8), &meter, missing);
        let fit = find(&patterns, &meter).unwrap();
        let shown: Vec<String> = steps(&bar, text, fit, number)
            .iter()
            .map(|step| format!("{}{}-{}", step.sign, step.at, step.end))
            .collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn bars_of_other_lengths_are_derived() {
        check("2/4", "xu", 0, (0, 1), &expect!["x8-9 u9-10"]);
        check("4/4", "xu | xuu", 0, (0, 1), &expect!["x8-9 u9-10 x10-32/3 u32/3-34/3 u34/3-12"]);
        check("1/4", "1234", 1, (0, 1), &expect!["38-17/2 417/2-9"]);
        check("2/4", "1234", 0, (3, 4), &expect!["333/4-35/4 435/4-37/4"]);
    }
}
