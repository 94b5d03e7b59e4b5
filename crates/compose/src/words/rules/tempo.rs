//! Tempo in figures: `90 bpm`, `tempo 90`, `♩=72`, `♩. = 60`, `quarter = 90`, `速度90`, `每分钟90拍`.

use score::{TempoBeat, ValueBase};

use crate::words::language::Both;
use crate::words::number;
use crate::words::text::Text;
use crate::words::wish::Wish;

use super::{Found, Reading};

const AFTER: [&str; 9] = [
    "bpm",
    "b.p.m.",
    "beats per minute",
    "beats a minute",
    "beats/min",
    "拍每分钟",
    "拍/分钟",
    "拍/分",
    "拍一分钟",
];
const BEFORE: [&str; 17] = [
    "tempo",
    "tempo:",
    "tempo of",
    "tempo =",
    "tempo=",
    "bpm",
    "bpm:",
    "bpm=",
    "bpm =",
    "mm=",
    "m.m.",
    "速度",
    "速度:",
    "速度=",
    "速度为",
    "速度是",
    "每分钟",
];
const VALUES: [(&str, ValueBase); 17] = [
    ("♩", ValueBase::Quarter),
    ("q", ValueBase::Quarter),
    ("quarter", ValueBase::Quarter),
    ("quarter note", ValueBase::Quarter),
    ("crotchet", ValueBase::Quarter),
    ("四分音符", ValueBase::Quarter),
    ("\u{1d15f}", ValueBase::Quarter),
    ("♪", ValueBase::Eighth),
    ("eighth", ValueBase::Eighth),
    ("eighth note", ValueBase::Eighth),
    ("quaver", ValueBase::Eighth),
    ("八分音符", ValueBase::Eighth),
    ("half", ValueBase::Half),
    ("half note", ValueBase::Half),
    ("minim", ValueBase::Half),
    ("二分音符", ValueBase::Half),
    ("\u{1d15e}", ValueBase::Half),
];
/// Beats a minute that a metronome could show, with room to spare.
const SPEEDS: std::ops::RangeInclusive<f64> = 20.0..=400.0;

/// A tempo that begins here.
pub(super) fn at(text: &Text<'_>, place: usize) -> Option<Found> {
    metronome(text, place).or_else(|| named(text, place)).or_else(|| beats(text, place))
}

/// `90 bpm`, `80-90 bpm`
fn beats(text: &Text<'_>, place: usize) -> Option<Found> {
    let (lowest, highest, end) = number::range_at(text, place)?;
    let end = text.any(text.skip_gap(end), &AFTER)?;
    Some((read(lowest, highest, None), end))
}

/// `tempo 90`, `速度90`
fn named(text: &Text<'_>, place: usize) -> Option<Found> {
    let start = text.skip_blanks(text.any(place, &BEFORE)?);
    let (lowest, highest, end) = number::range_at(text, start)?;
    let after = text.skip_gap(end);
    let end = text.any(after, &AFTER).or_else(|| text.literal(after, "拍")).unwrap_or(end);
    Some((read(lowest, highest, None), end))
}

/// `♩. = 60`, `dotted quarter = 60`
fn metronome(text: &Text<'_>, place: usize) -> Option<Found> {
    let dotted = text.any(place, &["dotted", "附点"]);
    let start = dotted.map_or(place, |end| text.skip_gap(end));
    let (base, end) = text.named(start, &VALUES)?;
    let dot = text.folded(end) == Some('.');
    let equals = text.skip_blanks(end + usize::from(dot));
    let start = match text.folded(equals)? {
        '=' => equals + 1,
        _ => text.any(equals, &["equals", "等于"])?,
    };
    let (lowest, highest, end) = number::range_at(text, text.skip_blanks(start))?;
    let beat = TempoBeat { base, dots: u8::from(dot || dotted.is_some()) };
    let end = text.any(text.skip_gap(end), &AFTER).unwrap_or(end);
    Some((read(lowest, highest, Some(beat)), end))
}

fn read(lowest: f64, highest: f64, beat: Option<TempoBeat>) -> Reading {
    if !SPEEDS.contains(&lowest) || !SPEEDS.contains(&highest) {
        return Reading::Refused(Both::new(
            "a tempo lies from 20 to 400 beats a minute",
            "速度须在每分钟 20 到 400 拍之间",
        ));
    }
    Reading::Wish(Wish::Speed(lowest.midpoint(highest), beat))
}
