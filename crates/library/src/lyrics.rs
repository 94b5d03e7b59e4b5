//! Words to sing along: plain, or timed as in `.lrc` files.

use serde::{Deserialize, Serialize};

use crate::limits;

/// One line of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LyricsLine {
    /// When it is sung, in milliseconds from the start; `None` in plain lyrics.
    pub start_ms: Option<u64>,
    /// The words.
    pub text: String,
}

/// The words of a track, in the order in which they are sung.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lyrics {
    /// All lines; either all or none have a time.
    pub lines: Vec<LyricsLine>,
}

impl Lyrics {
    /// Reads plain text or LRC: `[mm:ss.xx]` before a line, several for a line sung again, and `[offset:ms]`.
    ///
    /// Lines without a time are left out when others have one; other `[key:value]` headers always are.
    #[must_use]
    pub fn parse(text: &str) -> Lyrics {
        let mut offset_ms = 0;
        let (mut timed, mut plain) = (Vec::new(), Vec::new());
        for line in clipped(text).lines() {
            let (starts, rest) = stamps(line.trim());
            if starts.is_empty() {
                match header(rest) {
                    Some(("offset", value)) => offset_ms = value.trim().parse().unwrap_or(0),
                    Some(_) => {}
                    None => plain.push(LyricsLine { start_ms: None, text: rest.to_owned() }),
                }
            }
            timed.extend(starts.into_iter().map(|start| (start, rest.to_owned())));
        }
        if timed.is_empty() {
            return Lyrics { lines: plain };
        }
        timed.sort_by_key(|line: &(u64, String)| line.0);
        // A positive offset has the words come sooner.
        let shifted = |start: u64| start.saturating_add_signed(i64::saturating_neg(offset_ms));
        let lines = timed.into_iter();
        Lyrics {
            lines: lines
                .map(|(start, text)| LyricsLine { start_ms: Some(shifted(start)), text })
                .collect(),
        }
    }

    /// Whether lines say when they are sung.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.lines.iter().any(|line| line.start_ms.is_some())
    }
}

/// The text up to the limit, whole lines only.
pub(crate) fn clipped(text: &str) -> &str {
    if text.len() <= limits::MAX_LYRICS_BYTES {
        return text;
    }
    let end = text.floor_char_boundary(limits::MAX_LYRICS_BYTES);
    &text[..text[..end].rfind('\n').unwrap_or(end)]
}

/// The times at the start of a line in milliseconds, and what follows them.
fn stamps(mut line: &str) -> (Vec<u64>, &str) {
    let mut starts = Vec::new();
    while let Some((inside, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
        let Some(start) = milliseconds(inside) else { break };
        starts.push(start);
        line = rest.trim_start();
    }
    (starts, line)
}

/// `mm:ss`, `mm:ss.xx` or `mm:ss:xx` in milliseconds.
fn milliseconds(stamp: &str) -> Option<u64> {
    let (minutes, seconds) = stamp.split_once(':')?;
    let (whole, fraction) = seconds.split_once(['.', ':']).unwrap_or((seconds, "0"));
    let digits = |text: &str| {
        (text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let (minutes, whole): (u64, u64) = (digits(minutes)?, digits(whole)?);
    let fraction: u64 = digits(format!("{fraction:0<3}").get(..3)?)?;
    Some((minutes * 60 + whole) * 1_000 + fraction)
}

fn header(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix('[')?.strip_suffix(']')?.split_once(':')
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[allow(clippy::needless_pass_by_value, reason = "expect! makes a value")]
    fn check(text: &str, expected: Expect) {
        let line = |line: LyricsLine| format!("{:?} {}\n", line.start_ms, line.text);
        expected.assert_eq(&Lyrics::parse(text).lines.into_iter().map(line).collect::<String>());
    }

    #[test]
    fn timed_lines_are_put_in_order() {
        check(
            "[ti:Song]\n[offset:+100]\n[00:12.5][01:00]Chorus\n[00:01:20]First\nnot timed",
            expect![[r#"
            Some(1100) First
            Some(12400) Chorus
            Some(59900) Chorus
        "#]],
        );
    }

    #[test]
    fn plain_lines_stay_as_they_are() {
        check(
            "[Verse]\n月亮代表\n\nmy heart",
            expect![[r#"
            None [Verse]
            None 月亮代表
            None 
            None my heart
        "#]],
        );
    }
}
