//! Bar lines, repeats and endings (section 4.8).

use score::{Barline, EndingStop, Measure, Meter};

/// A bar line as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BarSign {
    /// The section before it is played so many times.
    pub(super) repeat_end: Option<u8>,
    pub(super) repeat_start: bool,
    pub(super) style: Barline,
    /// Passes of an ending that starts here.
    pub(super) ending: Vec<u8>,
}

impl BarSign {
    /// Reads a bar line from the start of a text; `None` when there is none. `[` alone is none: it
    /// opens a chord or a field.
    pub(super) fn read(text: &str) -> Option<(usize, BarSign)> {
        let bytes = text.as_bytes();
        let mut used = match bytes {
            [b'|', ..] | [b':', b'|' | b':', ..] => 0,
            [b'[', b'|', ..] | [b'.', b'|', ..] => 1,
            // `[1` opens an ending without a line of its own.
            [b'[', digit, ..] if digit.is_ascii_digit() => {
                let (count, ending) = passes(&text[1..]);
                return Some((1 + count, BarSign { ending, ..BarSign::default() }));
            }
            _ => return None,
        };
        let start = used;
        while let Some(byte) = bytes.get(used) {
            match byte {
                b'|' | b':' => used += 1,
                b']' if bytes[start..used].contains(&b'|') => used += 1,
                b'[' if bytes.get(used + 1) == Some(&b'|') => used += 1,
                _ => break,
            }
            if used > 16 {
                break;
            }
        }
        let sign = &text[start..used];
        let mut bar = BarSign { style: style(&text[..used]), ..BarSign::default() };
        let colons = |text: &str| text.bytes().take_while(|&byte| byte == b':').count();
        let before = colons(sign);
        let backwards: String = sign.chars().rev().collect();
        let after = colons(&backwards);
        let all_colons = before == sign.len();
        if before > 0 {
            let colons = if all_colons { 1 } else { before };
            bar.repeat_end = Some(u8::try_from(colons + 1).unwrap_or(2));
        }
        bar.repeat_start = after > 0 && (all_colons || after < sign.len());
        let rest = &text[used..];
        let (bracket, digits) = rest.strip_prefix('[').map_or((0, rest), |digits| (1, digits));
        if digits.starts_with(|c: char| c.is_ascii_digit()) {
            let (count, ending) = passes(digits);
            bar.ending = ending;
            used += bracket + count;
        }
        Some((used, bar))
    }
}

fn style(sign: &str) -> Barline {
    match sign {
        "||" => Barline::Double,
        "|]" | "||]" => Barline::Final,
        "[|" => Barline::HeavyLight,
        ".|" => Barline::Dotted,
        "[|]" => Barline::None,
        _ => Barline::Regular,
    }
}

/// Reads `1`, `1,3` or `1-3`.
fn passes(text: &str) -> (usize, Vec<u8>) {
    let in_list = |c: &u8| c.is_ascii_digit() || matches!(c, b',' | b'-');
    let length = text.bytes().take_while(in_list).count().min(32);
    let mut passes = Vec::new();
    for range in text[..length].split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        if let (Ok(first), Ok(last)) = (first.parse::<u8>(), last.parse::<u8>()) {
            passes.extend((first..=last).take(32).filter(|&pass| pass > 0));
        }
    }
    (length, passes)
}

/// The bar line between two measures as written; endings follow it.
pub(super) fn written(before: &Measure, after: Option<&Measure>) -> String {
    let start = after.is_some_and(|measure| measure.repeat_start);
    let ending = after.map_or(&[][..], |measure| &measure.ending_start);
    let line = match (before.repeat_end, start) {
        (Some(_), true) => "::".to_owned(),
        (Some(times), false) => format!("{}|", ":".repeat(usize::from(times.clamp(2, 9) - 1))),
        (None, true) => "|:".to_owned(),
        (None, false) => match before.barline {
            Barline::Double => "||",
            Barline::Final => "|]",
            Barline::HeavyLight => "[|",
            Barline::Dotted | Barline::Dashed => ".|",
            _ => "|",
        }
        .to_owned(),
    };
    if ending.is_empty() {
        return line;
    }
    let passes: Vec<String> = ending.iter().map(u8::to_string).collect();
    format!("{line}{}", passes.join(","))
}

/// Closes endings: at a repeat, at a heavy or double line, or where the next one begins.
pub(super) fn close_endings(measures: &mut [Measure]) {
    let mut open = false;
    for index in 0..measures.len() {
        open |= !measures[index].ending_start.is_empty();
        let next_begins = measures.get(index + 1).is_some_and(|next| !next.ending_start.is_empty());
        let measure = &mut measures[index];
        let heavy =
            matches!(measure.barline, Barline::Double | Barline::Final | Barline::HeavyLight);
        if open && (measure.repeat_end.is_some() || heavy || next_begins) {
            measure.ending_stop = Some(EndingStop::Stop);
            open = false;
        }
    }
    if open && let Some(last) = measures.last_mut() {
        last.ending_stop = Some(EndingStop::Stop);
    }
}

/// Numbers the bars; a short first one is a pick-up and counts as 0.
pub(super) fn number(measures: &mut [Measure], meter: Option<&Meter>) {
    let bar = meter.map(Meter::bar_length).unwrap_or_default();
    let pickup = measures.len() > 1 && measures.first().is_some_and(|first| first.length < bar);
    for (index, measure) in measures.iter_mut().enumerate() {
        let number = if pickup { index } else { index + 1 };
        measure.number = number.to_string();
        measure.implicit = pickup && index == 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs() {
        let check = |text: &str, used: usize, end: Option<u8>, start: bool, ending: &[u8]| {
            let (length, bar) = BarSign::read(text).unwrap();
            let found = (length, bar.repeat_end, bar.repeat_start, bar.ending.as_slice());
            assert_eq!(found, (used, end, start, ending), "{text}");
        };
        check("| A", 1, None, false, &[]);
        check("|:A", 2, None, true, &[]);
        check(":|2 A", 3, Some(2), false, &[2]);
        check("::A", 2, Some(2), true, &[]);
        check(":||:A", 4, Some(2), true, &[]);
        check("::|A", 3, Some(3), false, &[]);
        check("|[1,3 A", 5, None, false, &[1, 3]);
        check("[1 A", 2, None, false, &[1]);
        check("||", 2, None, false, &[]);
        check("|]", 2, None, false, &[]);
        assert!(BarSign::read("[CEG]").is_none());
        assert!(BarSign::read(":A").is_none());
    }
}
