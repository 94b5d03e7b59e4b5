//! Note values as printed: a head and flags, dots, and the tuplet they stand in.

use crate::Quarters;

/// A printed note value without dots or tuplets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the values name themselves")]
pub enum ValueBase {
    Maxima,
    Long,
    Breve,
    Whole,
    Half,
    Quarter,
    Eighth,
    Sixteenth,
    ThirtySecond,
    SixtyFourth,
    N128,
    N256,
    N512,
    N1024,
}

impl ValueBase {
    /// All values from the longest to the shortest.
    pub const ALL: [ValueBase; 14] = [
        ValueBase::Maxima,
        ValueBase::Long,
        ValueBase::Breve,
        ValueBase::Whole,
        ValueBase::Half,
        ValueBase::Quarter,
        ValueBase::Eighth,
        ValueBase::Sixteenth,
        ValueBase::ThirtySecond,
        ValueBase::SixtyFourth,
        ValueBase::N128,
        ValueBase::N256,
        ValueBase::N512,
        ValueBase::N1024,
    ];

    /// The undotted length.
    #[must_use]
    pub fn length(self) -> Quarters {
        let halvings = self as u32; // a maxima is 32 quarters
        Quarters::power_of_two(5 - halvings.cast_signed())
    }
}

/// A tuplet's ratio: `actual` notes in the time of `normal` (a triplet is 3 in 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TupletRatio {
    /// Notes played.
    pub actual: u16,
    /// Notes whose time they take.
    pub normal: u16,
}

/// A note value as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoteValue {
    /// Head and flags.
    pub base: ValueBase,
    /// Augmentation dots, at most 4 in practice.
    pub dots: u8,
    /// The tuplet, if any; nested tuplets multiply into one ratio.
    pub tuplet: Option<TupletRatio>,
}

impl NoteValue {
    /// A plain value.
    #[must_use]
    pub const fn plain(base: ValueBase) -> NoteValue {
        NoteValue { base, dots: 0, tuplet: None }
    }

    /// A dotted value.
    #[must_use]
    pub const fn dotted(base: ValueBase, dots: u8) -> NoteValue {
        NoteValue { base, dots, tuplet: None }
    }

    /// How long it sounds.
    #[must_use]
    pub fn length(self) -> Quarters {
        let dots = u32::from(self.dots.min(8));
        let dotted = self.base.length() * Quarters::new((1 << (dots + 1)) - 1, 1 << dots);
        match self.tuplet {
            Some(TupletRatio { actual, normal }) if actual > 0 => {
                dotted * Quarters::new(i64::from(normal), i64::from(actual))
            }
            _ => dotted,
        }
    }

    /// The one value that prints `length`, with up to three dots, plain before tuplet; `None` when
    /// no single value does, so that it must be split and tied (see [`NoteValue::split`]).
    #[must_use]
    pub fn of(length: Quarters) -> Option<NoteValue> {
        const TUPLETS: [TupletRatio; 7] = [
            TupletRatio { actual: 3, normal: 2 },
            TupletRatio { actual: 5, normal: 4 },
            TupletRatio { actual: 7, normal: 4 },
            TupletRatio { actual: 9, normal: 8 },
            TupletRatio { actual: 11, normal: 8 },
            TupletRatio { actual: 13, normal: 8 },
            TupletRatio { actual: 15, normal: 8 },
        ];
        if is_binary(length) {
            return plain_of(length);
        }
        TUPLETS.into_iter().find_map(|ratio| {
            let straight = length * Quarters::new(i64::from(ratio.actual), i64::from(ratio.normal));
            let value = plain_of(straight).filter(|value| value.dots <= 1)?;
            Some(NoteValue { tuplet: Some(ratio), ..value })
        })
    }

    /// Values that add up to `length` when tied, longest first; empty when no values can.
    #[must_use]
    pub fn split(length: Quarters) -> Vec<NoteValue> {
        let mut left = length;
        let mut values = Vec::new();
        while left.is_positive() && values.len() < 32 {
            if let Some(value) = NoteValue::of(left) {
                values.push(value);
                return values;
            }
            let Some(base) = ValueBase::ALL.into_iter().find(|base| base.length() <= left) else {
                return Vec::new();
            };
            values.push(NoteValue::plain(base));
            left -= base.length();
        }
        if left.is_positive() { Vec::new() } else { values }
    }
}

/// Whether halving alone reaches this length, so that no tuplet is needed.
fn is_binary(length: Quarters) -> bool {
    length.denominator().count_ones() == 1
}

/// With d dots a value lasts (2^(d+1) - 1) / 2^d of its undotted length, which is a power of two: the
/// odd factor of a length tells the dots, its leading bit the head and flags.
fn plain_of(length: Quarters) -> Option<NoteValue> {
    if !length.is_positive() || !is_binary(length) {
        return None;
    }
    let num = length.numerator();
    let ones = (num >> num.trailing_zeros()).trailing_ones();
    let dots = u8::try_from(ones - 1).ok().filter(|&dots| dots <= 3)?;
    if num.count_ones() != ones {
        return None;
    }
    let halvings = 5 + i64::from(length.denominator().ilog2()) - i64::from(num.ilog2());
    let base = *ValueBase::ALL.get(usize::try_from(halvings).ok()?)?;
    Some(NoteValue::dotted(base, dots))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Shown = (ValueBase, u8, Option<(u16, u16)>);

    fn of(num: i64, den: i64) -> Option<Shown> {
        let shown = |v: NoteValue| (v.base, v.dots, v.tuplet.map(|t| (t.actual, t.normal)));
        NoteValue::of(Quarters::new(num, den)).map(shown)
    }

    #[test]
    fn values_of_lengths() {
        assert_eq!(of(3, 2), Some((ValueBase::Quarter, 1, None)));
        assert_eq!(of(7, 2), Some((ValueBase::Half, 2, None)));
        assert_eq!(of(1, 3), Some((ValueBase::Eighth, 0, Some((3, 2)))));
        assert_eq!(of(2, 5), Some((ValueBase::Eighth, 0, Some((5, 4)))));
        assert_eq!(of(5, 2), None);
    }

    #[test]
    fn every_plain_value_is_found_by_its_length() {
        for base in ValueBase::ALL {
            for dots in 0..=3 {
                let value = NoteValue::dotted(base, dots);
                assert_eq!(NoteValue::of(value.length()), Some(value));
            }
        }
        assert_eq!(of(64, 1), None);
        assert_eq!(of(1, 512), None);
        assert_eq!(of(31, 16), None, "four dots are not looked for");
    }

    #[test]
    fn split_adds_up() {
        for (num, den) in [(5, 2), (9, 4), (11, 4), (5, 3), (7, 3), (100, 1)] {
            let length = Quarters::new(num, den);
            let sum: Quarters = NoteValue::split(length).into_iter().map(NoteValue::length).sum();
            assert_eq!(sum, length);
        }
    }
}
