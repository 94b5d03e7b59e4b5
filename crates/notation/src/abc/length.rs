//! Note lengths, and the rules of broken rhythm and tuplets (sections 4.3, 4.4 and 4.13).

use score::{Meter, Quarters, TupletRatio};

/// Reads a length such as `2`, `3/2`, `/`, `//`, `/4` from the start of a text; 1 when there is none.
/// Answers with the bytes read and the multiplier, or `None` for the multiplier when it is absurd.
pub(super) fn multiplier(text: &str) -> (usize, Option<Quarters>) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let count = digits(text);
    let top: Option<i64> = if count == 0 { Some(1) } else { text[..count].parse().ok() };
    let rest = &text[count..];
    let slashes = rest.bytes().take_while(|&byte| byte == b'/').count();
    let below = &rest[slashes..];
    let below_count = if slashes > 0 { digits(below) } else { 0 };
    let bottom: Option<i64> = match (slashes, below_count) {
        (0, _) => Some(1),
        (_, 0) => Some(1 << slashes.min(10)),
        _ => below[..below_count].parse().ok(),
    };
    let sane = |number: &i64| (1..=1024).contains(number);
    let value = top.filter(sane).zip(bottom.filter(sane));
    let value = value.map(|(top, bottom)| Quarters::new(top, bottom));
    (count + slashes + below_count, value)
}

/// The shares of two notes around `>` or `<`, so many signs.
pub(super) fn broken(signs: usize) -> (Quarters, Quarters) {
    let short = Quarters::new(1, 1 << signs.clamp(1, 8));
    (Quarters::whole(2) - short, short)
}

/// A tuplet that is open: how many notes it still takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tuplet {
    pub(super) ratio: TupletRatio,
    pub(super) notes: u16,
    pub(super) left: u16,
}

impl Tuplet {
    /// Reads `(3`, `(3:2:3`, `(3::2` after its bracket; `None` when it is a slur.
    pub(super) fn read(text: &str, meter: &Meter) -> Option<(usize, Tuplet)> {
        let number = |text: &str| -> (usize, Option<u16>) {
            let count = text.bytes().take_while(u8::is_ascii_digit).count();
            (count, text[..count].parse().ok().filter(|number| (1..=64).contains(number)))
        };
        let (mut used, p) = number(text);
        let p = p?;
        let mut next = || -> Option<u16> {
            if !text[used..].starts_with(':') {
                return None;
            }
            used += 1;
            let (count, value) = number(&text[used..]);
            used += count;
            value
        };
        let n = if meter.is_compound() { 3 } else { 2 };
        let usual = match p {
            2 | 4 | 8 => 3,
            3 | 6 => 2,
            _ => n,
        };
        let q = next().unwrap_or(usual);
        let r = next().unwrap_or(p);
        let ratio = TupletRatio { actual: p, normal: q };
        Some((used, Tuplet { ratio, notes: r, left: r }))
    }
}
