//! Numbers: `24`, `72.5`, `twenty-four`, `十六`, `一百二十`, and ranges of them.

use super::text::{Text, is_digit};

const UNITS: [(&str, u32); 22] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("dozen", 12),
    ("a dozen", 12),
];

const TENS: [(&str, u32); 9] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// More digits than anyone needs for music.
const MOST_DIGITS: usize = 9;

/// A number that begins here, and where it ends.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<(f64, usize)> {
    if !text.is_boundary(place) {
        return None;
    }
    figures(text, place)
        .or_else(|| english(text, place).map(|(number, end)| (f64::from(number), end)))
        .or_else(|| chinese(text, place).map(|(number, end)| (f64::from(number), end)))
}

/// A number, or a range of them: `8-16`, `8 to 16`, `between 8 and 16`, `八到十六`; lowest and highest.
pub(super) fn range_at(text: &Text<'_>, place: usize) -> Option<(f64, f64, usize)> {
    const BETWEEN: [&str; 4] = ["between", "from", "从", "在"];
    const UP_TO: [&str; 9] = ["-", "~", "to", "and", "or", "到", "至", "或", "与"];
    let opened = text.any(place, &BETWEEN);
    let start = text.skip_blanks(opened.unwrap_or(place));
    let (first, end) = at(text, start)?;
    let second = || {
        let joined = text.any(text.skip_blanks(end), &UP_TO)?;
        at(text, text.skip_blanks(joined))
    };
    match second() {
        Some((second, end)) => Some((first.min(second), first.max(second), end)),
        None if opened.is_some() => None,
        None => Some((first, first, end)),
    }
}

/// `24`, `72.5`
fn figures(text: &Text<'_>, place: usize) -> Option<(f64, usize)> {
    let mut end = text.skip(place, is_digit);
    if end == place || end - place > MOST_DIGITS {
        return None;
    }
    if text.folded(end) == Some('.') && text.folded(end + 1).is_some_and(is_digit) {
        end = text.skip(end + 1, is_digit);
        if end - place > 2 * MOST_DIGITS {
            return None;
        }
    }
    Some((text.plain_text(place..end).parse().ok()?, end))
}

/// `eight`, `twenty-four`, `a hundred and twenty`, `one hundred`
fn english(text: &Text<'_>, place: usize) -> Option<(u32, usize)> {
    let small = |place| tens_and_units(text, place);
    let hundred = |(count, end): (u32, usize)| {
        let end = text.literal(text.skip_gap(end), "hundred")?;
        let and = text.literal(text.skip_blanks(end), "and").unwrap_or(end);
        match small(text.skip_gap(and)) {
            Some((rest, end)) => Some((100 * count + rest, end)),
            None => Some((100 * count, end)),
        }
    };
    let article = || text.literal(place, "a").map(|end| (1, end));
    let count = small(place).filter(|(count, _)| *count < 10);
    count.or_else(article).and_then(hundred).or_else(|| small(place))
}

fn tens_and_units(text: &Text<'_>, place: usize) -> Option<(u32, usize)> {
    if let Some((tens, end)) = text.named(place, &TENS) {
        let unit =
            text.named(text.skip_gap(end), &UNITS).filter(|(unit, _)| (1..10).contains(unit));
        return Some(unit.map_or((tens, end), |(unit, end)| (tens + unit, end)));
    }
    text.named(place, &UNITS)
}

/// A Chinese digit.
pub(super) fn chinese_digit(sign: char) -> Option<u32> {
    let simple = "〇一二三四五六七八九".chars().position(|digit| digit == sign);
    let found = simple.or(match sign {
        '零' => Some(0),
        '两' => Some(2),
        _ => None,
    });
    found.and_then(|digit| u32::try_from(digit).ok())
}

/// `十六`, `二十四`, `一百零八`, `一百二`, `三二`
fn chinese(text: &Text<'_>, place: usize) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut unit, mut end) = (0u32, None, 1000u32, place);
    while let Some(sign) = text.folded(end).filter(|_| end - place < MOST_DIGITS) {
        match (chinese_digit(sign), sign) {
            (Some(0), _) if digit.is_none() && total > 0 => unit = 10,
            (Some(new), _) if digit.is_none() => digit = Some(new),
            (Some(new), _) if total == 0 => digit = digit.map(|old| old * 10 + new),
            (None, '百') if digit.is_some() && unit > 100 => {
                (total, digit, unit) = (digit.unwrap_or(1) * 100, None, 100);
            }
            (None, '十') if unit > 10 && (digit.is_some() || total == 0) => {
                (total, digit, unit) = (total + digit.unwrap_or(1) * 10, None, 10);
            }
            _ => break,
        }
        end += 1;
    }
    // The two of 一百二 are twenty: it stands on the place after the last named one.
    let last = digit.unwrap_or(0) * if unit == 100 { 10 } else { 1 };
    (end > place).then_some((total + last, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn numbers_in_figures_and_words() {
        for (written, number) in [
            ("24 bars", 24.0),
            ("72.5", 72.5),
            ("twenty-four", 24.0),
            ("a hundred and twenty", 120.0),
            ("one hundred", 100.0),
            ("two hundred", 200.0),
            ("sixteen", 16.0),
            ("十六小节", 16.0),
            ("十", 10.0),
            ("二十四", 24.0),
            ("一百零八", 108.0),
            ("一百二十", 120.0),
            ("一百二", 120.0),
            ("三二", 32.0),
            ("两百", 200.0),
            ("九十拍", 90.0),
        ] {
            let text = Text::new(written, &HashMap::new());
            assert_eq!(at(&text, 0).map(|(number, _)| number), Some(number), "{written}");
        }
        for written in ["", "bars", "百", "9999999999", "的"] {
            assert_eq!(at(&Text::new(written, &HashMap::new()), 0), None, "{written}");
        }
    }

    #[test]
    fn ranges() {
        for (written, lowest, highest) in [
            ("8-16 bars", 8.0, 16.0),
            ("8 to 16", 8.0, 16.0),
            ("between 90 and 80", 80.0, 90.0),
            ("八到十六小节", 8.0, 16.0),
            ("12", 12.0, 12.0),
        ] {
            let text = Text::new(written, &HashMap::new());
            let found = range_at(&text, 0).map(|(lowest, highest, _)| (lowest, highest));
            assert_eq!(found, Some((lowest, highest)), "{written}");
        }
    }
}
