//! Lengths: `24 bars`, `a 16-bar tune`, `8 to 16 measures`, `bars: 24`, `十六小节`, `two minutes`, `1分30秒`.

use crate::words::language::Both;
use crate::words::number;
use crate::words::text::Text;
use crate::words::wish::Wish;

use super::{Found, Reading};

const BARS: [&str; 8] =
    ["bar", "bars", "measure", "measures", "个小节", "小节", "bars long", "measures long"];
const BARS_BEFORE: [&str; 8] =
    ["bars:", "bars =", "bars=", "number of bars:", "小节数:", "小节数", "小节:", "measures:"];
const TIME: [(&str, f64); 12] = [
    ("minutes", 60.0),
    ("minute", 60.0),
    ("mins", 60.0),
    ("min", 60.0),
    ("seconds", 1.0),
    ("second", 1.0),
    ("secs", 1.0),
    ("sec", 1.0),
    ("分钟", 60.0),
    ("分", 60.0),
    ("秒钟", 1.0),
    ("秒", 1.0),
];
/// The most bars a piece may have.
const MOST_BARS: f64 = 999.0;
/// The longest a piece may last, in seconds.
const MOST_SECONDS: f64 = 3600.0;

/// A length that begins here.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    bars(text, place).or_else(|| named_bars(text, place)).or_else(|| time(text, place))
}

fn bars(text: &Text<'_>, place: usize) -> Option<Found> {
    let (lowest, highest, end) = number::range_at(text, place)?;
    let end = text.any(text.skip_gap(end), &BARS)?;
    Some((read_bars(lowest, highest), end))
}

fn named_bars(text: &Text<'_>, place: usize) -> Option<Found> {
    let start = text.skip_blanks(text.any(place, &BARS_BEFORE)?);
    let (lowest, highest, end) = number::range_at(text, start)?;
    Some((read_bars(lowest, highest), end))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole numbers from 1 to 999"
)]
fn read_bars(lowest: f64, highest: f64) -> Reading {
    let whole = lowest.fract() == 0.0 && highest.fract() == 0.0;
    if !whole || lowest < 1.0 || highest > MOST_BARS {
        return Reading::Refused(Both::new(
            "a piece has from 1 to 999 whole bars",
            "乐曲长度须为 1 到 999 个整小节",
        ));
    }
    Reading::Wish(Wish::Bars(lowest as u16, highest as u16))
}

/// `two minutes`, `90 seconds`, `1分30秒`
fn time(text: &Text<'_>, place: usize) -> Option<Found> {
    let (mut seconds, mut end) = one_time(text, place)?;
    let and = text.any(text.skip_blanks(end), &["and"]).unwrap_or(end);
    if let Some((more, after)) = one_time(text, text.skip_blanks(and)) {
        (seconds, end) = (seconds + more, after);
    }
    let end = text.any(text.skip_gap(end), &["long"]).unwrap_or(end);
    let fits = (1.0..=MOST_SECONDS).contains(&seconds);
    let refused =
        || Both::new("a piece lasts from a second to an hour", "乐曲时长须为一秒到一小时");
    let reading =
        if fits { Reading::Wish(Wish::Seconds(seconds)) } else { Reading::Refused(refused()) };
    Some((reading, end))
}

fn one_time(text: &Text<'_>, place: usize) -> Option<(f64, usize)> {
    let (number, end) = number::at(text, place)?;
    let (unit, end) = text.named(text.skip_gap(end), &TIME)?;
    // 四分之三拍 and 四分音符 speak of fractions, not of minutes.
    let fraction = text.any(end, &["之", "音符"]).is_some();
    (!fraction).then_some((number * unit, end))
}
