//! The order of parts: `P:A(AB)2C` in the header (section 3.1.9), each part from its own `P:` in the
//! music to the next.

use score::Measure;

/// Most parts an order may name when it is written out.
const MOST: usize = 1_000;
/// Deepest nesting of brackets.
const DEEPEST: usize = 16;

/// Reads an order; `None` when it is none, or longer than any tune is played.
pub(super) fn read(text: &str) -> Option<Vec<char>> {
    let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let mut at = 0;
    let order = sequence(&signs, &mut at, 0)?;
    (at == signs.len() && !order.is_empty()).then_some(order)
}

fn sequence(signs: &[char], at: &mut usize, depth: usize) -> Option<Vec<char>> {
    let mut order = Vec::new();
    while let Some(&sign) = signs.get(*at) {
        let part = match sign {
            '(' if depth < DEEPEST => {
                *at += 1;
                let inside = sequence(signs, at, depth + 1)?;
                signs.get(*at).filter(|&&close| close == ')')?;
                inside
            }
            ')' if depth > 0 => return Some(order),
            letter if letter.is_alphabetic() => vec![letter],
            _ => return None,
        };
        *at += 1;
        let digits: String = signs[*at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        *at += digits.len();
        let times: usize = if digits.is_empty() { 1 } else { digits.parse().ok()? };
        if order.len().saturating_add(part.len().saturating_mul(times)) > MOST {
            return None;
        }
        for _ in 0..times {
            order.extend_from_slice(&part);
        }
    }
    Some(order)
}

/// The parts of a tune: each letter with its stretch of measures. What comes before the first belongs
/// to it, a pick-up for instance.
pub(super) fn parts(measures: &[Measure]) -> Vec<(char, std::ops::Range<usize>)> {
    let label = |measure: &Measure| {
        let text = measure.rehearsal.as_deref()?.trim();
        let mut chars = text.chars();
        Some(chars.next().filter(|_| chars.next().is_none()).unwrap_or('\0'))
    };
    let mut parts: Vec<(char, std::ops::Range<usize>)> = Vec::new();
    for (index, measure) in measures.iter().enumerate() {
        match (label(measure), parts.last_mut()) {
            (Some(letter), before) => {
                let start = before.map_or(0, |part| {
                    part.1.end = index;
                    index
                });
                parts.push((letter, start..index + 1));
            }
            (None, Some(part)) => part.1.end = index + 1,
            (None, None) => {}
        }
    }
    parts
}

/// The stretches of measures that an order asks for; the error names a letter no part has.
pub(super) fn stretches(
    order: &[char],
    measures: &[Measure],
) -> Result<Vec<std::ops::Range<usize>>, char> {
    let parts = parts(measures);
    let find = |letter: &char| {
        let part = parts.iter().find(|(name, _)| name == letter);
        part.map(|(_, range)| range.clone()).ok_or(*letter)
    };
    order.iter().map(find).collect()
}

/// An order as `P:` writes it, runs counted; `None` when a stretch is no part of its own name.
pub(super) fn written(form: &[std::ops::Range<usize>], measures: &[Measure]) -> Option<String> {
    let parts = parts(measures);
    let letter = |stretch: &std::ops::Range<usize>| {
        let letter = parts.iter().find(|(_, range)| range == stretch)?.0;
        let first = parts.iter().position(|(name, _)| *name == letter)?;
        (letter.is_alphabetic() && parts[first].1 == *stretch).then_some(letter)
    };
    let letters: Vec<char> = form.iter().map(letter).collect::<Option<_>>()?;
    let run = |run: &[char]| match run.len() {
        1 => run[0].to_string(),
        count => format!("{}{count}", run[0]),
    };
    Some(letters.chunk_by(|a, b| a == b).map(run).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders() {
        let check = |text: &str, expected: Option<&str>| {
            let order: Option<String> = read(text).map(|order| order.into_iter().collect());
            assert_eq!(order.as_deref(), expected, "{text}");
        };
        check("AABB", Some("AABB"));
        check("A3(BC)2 D", Some("AAABCBCD"));
        check("A.((AB)2C)2", Some("AABABCABABC"));
        check("", None);
        check("A(B", None);
        check("A)", None);
        check("A999999999999", None);
        check("((((A99)99)99)99)99", None);
        check(&format!("{}A", "(".repeat(100_000)), None);
    }
}
