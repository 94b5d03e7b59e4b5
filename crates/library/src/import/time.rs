//! Times as exports write them.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first time that can be one: before it nobody kept listens on a computer.
const EARLIEST_MS: i64 = 315_532_800_000;
const LATEST_MS: i64 = 4_102_444_800_000;

/// A number of seconds or milliseconds since 1970, in milliseconds.
pub(super) fn of_number(number: i64) -> Option<i64> {
    let time = if number < 100_000_000_000 { number.checked_mul(1_000)? } else { number };
    (EARLIEST_MS..LATEST_MS).contains(&time).then_some(time)
}

/// A time as text: a number; `2023-01-31T12:34:56Z`, with a space, without seconds; `31 Jan 2023 12:34`.
/// All are taken as UTC.
pub(super) fn of_text(text: &str) -> Option<i64> {
    if let Ok(number) = text.trim().parse() {
        return of_number(number);
    }
    let text = text.to_lowercase();
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|part| part.split('t')).collect();
    // The T of October and August is no mark between date and time.
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = words.get(1).and_then(|word| {
        let word = word.get(..3)?;
        MONTHS.iter().position(|month| *month == word)
    });
    let number = |word: &str| word.trim_end_matches('z').parse::<i64>().ok();
    let (year, month, day, rest) = match month {
        Some(month) => {
            let rest: Vec<i64> = words.get(3..)?.iter().filter_map(|word| number(word)).collect();
            (number(words.get(2)?)?, i64::try_from(month).ok()? + 1, number(words[0])?, rest)
        }
        None => {
            let parts: Vec<i64> =
                parts.iter().filter(|part| !part.is_empty()).map_while(|p| number(p)).collect();
            (*parts.first()?, *parts.get(1)?, *parts.get(2)?, parts.get(3..)?.to_vec())
        }
    };
    let clock = |place: usize, most: i64| {
        let number = rest.get(place).copied().unwrap_or(0);
        (0..=most).contains(&number).then_some(number)
    };
    let in_range = (1980..2100).contains(&year) && (1..=12).contains(&month);
    if !in_range || !(1..=31).contains(&day) {
        return None;
    }
    let (hour, minute, second) = (clock(0, 23)?, clock(1, 59)?, clock(2, 60)?);
    of_number(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Days since 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_spelling() {
        let noon = Some(1_675_168_440_000);
        for text in [
            "2023-01-31T12:34:00Z",
            "2023-01-31 12:34",
            "2023-01-31T12:34:00.000+00:00",
            "31 Jan 2023 12:34",
            "31 January 2023, 12:34:00",
            "1675168440",
            " 1675168440000 ",
        ] {
            assert_eq!(of_text(text), noon, "{text}");
        }
        assert_eq!(of_text("01 Oct 2020 00:00"), Some(1_601_510_400_000));
        for text in
            ["", "yesterday", "2023-13-01 00:00", "2023-01-31 25:00", "0", "31 Jan", "Jan Jan"]
        {
            assert_eq!(of_text(text), None, "{text}");
        }
    }
}
