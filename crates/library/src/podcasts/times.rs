//! Times and durations as feeds write them.

use chrono::DateTime;

use crate::limits;

/// 1980 and 2100: there were no feeds before, and nobody waits for what comes after.
const YEARS_MS: std::ops::Range<i64> = 315_532_800_000..4_102_444_800_000;

/// `Wed, 02 Oct 2024 08:00:00 GMT` (RFC 5322) or `2024-10-02T08:00:00Z` (RFC 3339), in milliseconds since 1970.
pub(super) fn time(text: &str) -> Option<i64> {
    let text = text.trim();
    // Many feeds are wrong about the day of the week.
    let without_day = text.split_once(',').map_or(text, |(_, rest)| rest.trim());
    let read = DateTime::parse_from_rfc2822(without_day);
    let read = read.or_else(|_| DateTime::parse_from_rfc3339(text)).ok()?;
    Some(read.timestamp_millis()).filter(|ms| YEARS_MS.contains(ms))
}

/// Seconds, `minutes:seconds` or `hours:minutes:seconds` (Apple, "Podcast RSS feed requirements").
pub(super) fn duration_s(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    for part in text.trim().splitn(3, ':') {
        let whole = part.split('.').next().unwrap_or_default();
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        let number: i64 = digits.then(|| whole.parse().ok()).flatten()?;
        total = total.checked_mul(60)?.checked_add(number)?;
    }
    let most = i64::try_from(limits::MAX_DURATION_MS / 1_000).unwrap_or(i64::MAX);
    (1..=most).contains(&total).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_feeds() {
        let eight = Some(1_727_856_000_000);
        for text in [
            "Wed, 02 Oct 2024 08:00:00 GMT",
            "Mon, 2 Oct 2024 08:00:00 +0000",
            " 02 Oct 2024 04:00:00 EDT ",
            "2024-10-02T10:00:00+02:00",
        ] {
            assert_eq!(time(text), eight, "{text}");
        }
        for text in ["", "yesterday", "Wed, 02 Oct 1924 08:00:00 GMT", "9999-01-01T00:00:00Z"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn durations_of_feeds() {
        for (text, seconds) in [("3600", 3_600), ("59:59", 3_599), ("1:02:03", 3_723), ("7.9", 7)] {
            assert_eq!(duration_s(text), Some(seconds), "{text}");
        }
        for text in ["", "0", "-1", "1:2:3:4", "long", ":", "99999999999999999999", "999:00:00"] {
            assert_eq!(duration_s(text), None, "{text}");
        }
    }
}
