//! Meters: `3/4`, `6/8拍`, `3+2/8`, `四三拍` (the value of a beat first), `四分之三拍`.

use score::Meter;

use crate::words::language::Both;
use crate::words::number::chinese_digit;
use crate::words::text::{Text, is_digit};
use crate::words::wish::Wish;

use super::{Found, Reading};

const AFTER: [&str; 8] = ["拍子", "拍", "time", "meter", "metre", "time signature", "拍号", "节拍"];

/// A meter that begins here.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    figures(text, place).or_else(|| fraction(text, place)).or_else(|| in_words(text, place))
}

/// `3/4`, `3+2/8`
fn figures(text: &Text<'_>, place: usize) -> Option<Found> {
    let mut end = number_end(text, place)?;
    while text.folded(text.skip_blanks(end)) == Some('+') {
        end = number_end(text, text.skip_blanks(text.skip_blanks(end) + 1))?;
    }
    let slash = text.skip_blanks(end);
    if text.folded(slash) != Some('/') {
        return None;
    }
    let end = number_end(text, text.skip_blanks(slash + 1))?;
    let meter = text.plain_text(place..end).parse::<Meter>().ok().filter(playable);
    let after = text.any(text.skip_gap(end), &AFTER);
    Some((read(meter), after.unwrap_or(end)))
}

fn number_end(text: &Text<'_>, place: usize) -> Option<usize> {
    let end = text.skip(place, is_digit);
    (end > place && end - place <= 3).then_some(end)
}

/// `四分之三拍`, `八分之六`
fn fraction(text: &Text<'_>, place: usize) -> Option<Found> {
    let (unit, end) = numeral(text, place)?;
    let (beats, end) = numeral(text, text.literal(end, "分之")?)?;
    let after = text.any(end, &AFTER);
    Some((read(Some(Meter::new(beats, unit)).filter(playable)), after.unwrap_or(end)))
}

/// `四三拍`: a quarter is the beat, three of them are a bar. `三四拍` can only be the other order.
fn in_words(text: &Text<'_>, place: usize) -> Option<Found> {
    let (first, end) = numeral(text, place)?;
    let (second, end) = numeral(text, end)?;
    let end = text.any(end, &AFTER[..2])?;
    let usual = Meter::new(second, first);
    let meter = if first.is_power_of_two() { usual } else { Meter::new(first, second) };
    Some((read(Some(meter).filter(playable)), end))
}

/// One of the numbers that meters are made of.
fn numeral(text: &Text<'_>, place: usize) -> Option<(u8, usize)> {
    let sixteen = || text.literal(place, "十六").map(|end| (16, end));
    let twelve = || text.literal(place, "十二").map(|end| (12, end));
    let digit = || {
        let digit = text.folded(place).and_then(chinese_digit)?;
        Some((u8::try_from(digit).ok()?, place + 1))
    };
    sixteen().or_else(twelve).or_else(digit)
}

/// A meter that music is written in.
fn playable(meter: &Meter) -> bool {
    let term =
        |term: &score::MeterTerm| (1..=24).contains(&term.beats) && (2..=16).contains(&term.unit);
    let whole = meter.terms.iter().all(|term| term.unit.is_power_of_two());
    whole && (1..=4).contains(&meter.terms.len()) && meter.terms.iter().all(term)
}

fn read(meter: Option<Meter>) -> Reading {
    let refused = || {
        Reading::Refused(Both::new(
            "this is no meter; write 3/4, 6/8 or 3+2/8, the lower number 2, 4, 8 or 16",
            "这不是拍号;请写 3/4、6/8 或 3+2/8,下面的数字为 2、4、8 或 16",
        ))
    };
    meter.map_or_else(refused, |meter| Reading::Wish(Wish::Meter(meter)))
}
