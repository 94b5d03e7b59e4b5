//! Notes in place of a note: the common shape of ornaments, tremolos and glissandi.

/// A note of a figure, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    pub(super) start: f64,
    pub(super) end: f64,
    /// The MIDI key, perhaps out of range.
    pub(super) key: i32,
}

/// One written note becomes at most so many.
pub(super) const MOST: usize = 256;

/// Quick notes of `quick` seconds each from `start`; the last one is held until `end`.
pub(super) fn leading(keys: &[i32], start: f64, end: f64, quick: f64) -> Vec<Figure> {
    let last = keys.len().saturating_sub(1);
    let mut at = start;
    let mut figures = Vec::with_capacity(keys.len());
    for (index, &key) in keys.iter().enumerate() {
        let until = if index == last { end } else { at + quick };
        figures.push(Figure { start: at, end: until, key });
        at = until;
    }
    figures
}

/// `count` notes of the same length from `start` to `end`, their keys by index.
pub(super) fn even(count: usize, start: f64, end: f64, key: impl Fn(usize) -> i32) -> Vec<Figure> {
    let count = count.clamp(1, MOST);
    let many = f64::from(u32::try_from(count).unwrap_or(1));
    let place =
        |index: usize| start + (end - start) * f64::from(u32::try_from(index).unwrap_or(0)) / many;
    let figure = |index| Figure { start: place(index), end: place(index + 1), key: key(index) };
    (0..count).map(figure).collect()
}

/// How many notes of about `each` seconds fill `seconds`, at least `least`.
#[allow(clippy::cast_possible_truncation, reason = "clamped to a small range first")]
#[allow(clippy::cast_sign_loss, reason = "clamped to a small range first")]
pub(super) fn count(seconds: f64, each: f64, least: usize) -> usize {
    let many = (seconds / each).round();
    if many.is_finite() { (many.clamp(0.0, 1e4) as usize).clamp(least, MOST) } else { least }
}
