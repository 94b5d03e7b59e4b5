//! Chords as degrees: `I-V-vi-IV`, `ii V I`, and in Chinese figures `1645进行`, `和弦 6415`.

use crate::words::text::{Text, is_digit};
use crate::words::wish::{Numerals, Wish};

use super::chords::introduction;
use super::{Found, Reading};

/// What figures must have after them where no introduction is before.
const AFTER: [&str; 6] =
    ["和弦进行", "和弦走向", "进行", "和弦", "progression", "chord progression"];
/// The most numerals that are read in a row.
const MOST: usize = 256;
/// The longest numeral, in signs.
const LONGEST: usize = 10;

/// Numerals that begin here.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    let introduced = introduction(text, place);
    let start = introduced.unwrap_or(place);
    roman(text, start, introduced.is_some()).or_else(|| figures(text, start, introduced.is_some()))
}

/// `I-V-vi-IV`, one a bar; two at least where nothing introduces them.
fn roman(text: &Text<'_>, start: usize, introduced: bool) -> Option<Found> {
    let (mut bars, mut place, mut last) = (Vec::new(), start, start);
    while let Some((numeral, end)) = numeral(text, place).filter(|_| bars.len() < MOST) {
        bars.push(vec![numeral]);
        last = end;
        let separates = |sign: char| sign.is_whitespace() || matches!(sign, '-' | '>' | '→' | '|');
        let blanks = text.skip(end, separates);
        place =
            if text.folded(blanks) == Some(',') { text.skip_blanks(blanks + 1) } else { blanks };
        if place == end {
            break;
        }
    }
    let enough = bars.len() >= 3 || (bars.len() == 2 && introduced);
    let numerals = Numerals { bars, from_major: false };
    enough.then_some((Reading::Wish(Wish::Numerals(numerals)), last))
}

fn numeral(text: &Text<'_>, place: usize) -> Option<(String, usize)> {
    let starts = |sign: char| "ivIV#b♭".contains(sign);
    text.plain(place).filter(|sign| starts(*sign))?;
    let ends = |sign: char| sign.is_whitespace() || "-,|>→;:.!?)、。".contains(sign);
    let end = (place..place + LONGEST).find(|at| text.plain(*at).is_none_or(ends))?;
    let written = text.plain_text(place..end);
    Numerals::read(&written).map(|_| (written, end))
}

/// `1645`, `4-5-3-6-2-5-1`: at least three degrees of the major scale.
fn figures(text: &Text<'_>, start: usize, introduced: bool) -> Option<Found> {
    const DEGREES: [&str; 7] = ["I", "ii", "iii", "IV", "V", "vi", "viio"];
    let (mut bars, mut place) = (Vec::new(), start);
    while let Some(digit) = text.plain(place).filter(|_| bars.len() < MOST) {
        let degree = usize::try_from(digit.to_digit(10)?).ok()?;
        bars.push(vec![(*DEGREES.get(degree.checked_sub(1)?)?).to_owned()]);
        let next = text.skip_gap(place + 1);
        place += 1;
        if !text.folded(next).is_some_and(is_digit) {
            break;
        }
        place = next;
    }
    let after = text.any(text.skip_blanks(place), &AFTER);
    let enough = bars.len() >= 3 && (introduced || after.is_some());
    let numerals = Numerals { bars, from_major: true };
    enough.then(|| (Reading::Wish(Wish::Numerals(numerals)), after.unwrap_or(place)))
}
