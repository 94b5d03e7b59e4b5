//! Musical time: an exact rational number of quarter notes.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Rem, Sub, SubAssign};
use std::str::FromStr;

/// An exact span or position in musical time, counted in quarter notes (1/2 = an eighth note).
///
/// Always reduced, so equal times are equal values. Arithmetic is exact for every fraction whose
/// reduced form fits in 64 bits, which covers any notation; beyond that (hostile files) it rounds
/// instead of overflowing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quarters {
    num: i64,
    den: i64,
}

impl Quarters {
    /// No time at all.
    pub const ZERO: Quarters = Quarters { num: 0, den: 1 };
    /// One quarter note.
    pub const ONE: Quarters = Quarters { num: 1, den: 1 };

    /// `num / den` quarter notes; meant for numbers the program itself chose.
    ///
    /// # Panics
    /// When `den` is zero. Readers of files use [`Quarters::checked`].
    #[must_use]
    pub fn new(num: i64, den: i64) -> Quarters {
        assert!(den != 0, "a duration needs a denominator other than zero");
        reduce(i128::from(num), i128::from(den))
    }

    /// `num / den` quarter notes, or `None` when `den` is zero.
    #[must_use]
    pub fn checked(num: i64, den: i64) -> Option<Quarters> {
        (den != 0).then(|| reduce(i128::from(num), i128::from(den)))
    }

    /// A whole number of quarter notes.
    #[must_use]
    pub const fn whole(num: i64) -> Quarters {
        Quarters { num, den: 1 }
    }

    /// `2^exponent` quarter notes, for exponents from -62 to 62.
    pub(crate) const fn power_of_two(exponent: i32) -> Quarters {
        let power = 1 << exponent.unsigned_abs();
        if exponent < 0 { Quarters { num: 1, den: power } } else { Quarters { num: power, den: 1 } }
    }

    /// Numerator of the reduced fraction; carries the sign.
    #[must_use]
    pub const fn numerator(self) -> i64 {
        self.num
    }

    /// Denominator of the reduced fraction; at least 1.
    #[must_use]
    pub const fn denominator(self) -> i64 {
        self.den
    }

    /// The nearest float, for sound and display only: musical decisions stay rational.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "the caller asks for an approximation")]
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// Whether this is exactly zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// Whether this is greater than zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.num > 0
    }

    /// The largest multiple of `step` that is not after `self`; `step` must be positive.
    #[must_use]
    pub fn floor_to(self, step: Quarters) -> Quarters {
        step * self.div_floor(step)
    }

    /// The multiple of `step` nearest to `self`, halves going up; `step` must be positive.
    #[must_use]
    pub fn round_to(self, step: Quarters) -> Quarters {
        (self + step / 2).floor_to(step)
    }

    /// How many whole `step`s fit into `self`, rounding towards minus infinity (0 when `step` is 0).
    #[must_use]
    pub fn div_floor(self, step: Quarters) -> i64 {
        if step.is_zero() {
            return 0;
        }
        let ratio = self / step;
        ratio.num.div_euclid(ratio.den)
    }

    /// What is left after [`Quarters::div_floor`] whole steps: the place within a bar or beat.
    #[must_use]
    pub fn rem_floor(self, step: Quarters) -> Quarters {
        self - self.floor_to(step)
    }

    /// Whether `self` is a whole multiple of `step`.
    #[must_use]
    pub fn is_multiple_of(self, step: Quarters) -> bool {
        !step.is_zero() && (self / step).den == 1
    }
}

impl Default for Quarters {
    fn default() -> Self {
        Quarters::ZERO
    }
}

fn gcd<N: Copy + PartialEq + Default + Rem<Output = N>>(mut a: N, mut b: N) -> N {
    while b != N::default() {
        (a, b) = (b, a % b);
    }
    a
}

/// Reduces a fraction and makes it fit: exact whenever it can be, rounded otherwise.
fn reduce(num: i128, den: i128) -> Quarters {
    match (i64::try_from(num), i64::try_from(den)) {
        // Nearly always: 128-bit division is many times as slow.
        (Ok(num), Ok(den)) if num != i64::MIN && den > 0 => {
            let divisor = gcd(num, den).abs();
            Quarters { num: num / divisor, den: den / divisor }
        }
        _ => reduce_wide(num, den),
    }
}

fn reduce_wide(num: i128, den: i128) -> Quarters {
    if num == 0 {
        return Quarters::ZERO;
    }
    let divisor = i128::try_from(gcd(num.unsigned_abs(), den.unsigned_abs())).unwrap_or(1);
    let sign = den.signum();
    let (mut num, mut den) = (sign * (num / divisor), sign * (den / divisor));
    while den > i128::from(i64::MAX) || (num.abs() > i128::from(i64::MAX) && den > 1) {
        num /= 2;
        den = (den / 2).max(1);
    }
    let limit = i128::from(i64::MAX);
    let num = i64::try_from(num.clamp(-limit, limit)).unwrap_or(i64::MAX);
    Quarters { num, den: i64::try_from(den).unwrap_or(i64::MAX) }
}

impl Add for Quarters {
    type Output = Quarters;
    fn add(self, other: Quarters) -> Quarters {
        if self.den == 1
            && other.den == 1
            && let Some(num) = self.num.checked_add(other.num)
        {
            return Quarters { num, den: 1 };
        }
        let (a, b) = (i128::from(self.num), i128::from(self.den));
        let (c, d) = (i128::from(other.num), i128::from(other.den));
        // Each product of two 63-bit numbers fits in 126 bits, and their sum in 127.
        reduce(a * d + c * b, b * d)
    }
}

impl Neg for Quarters {
    type Output = Quarters;
    fn neg(self) -> Quarters {
        Quarters { num: -self.num, den: self.den }
    }
}

impl Sub for Quarters {
    type Output = Quarters;
    fn sub(self, other: Quarters) -> Quarters {
        self + -other
    }
}

impl AddAssign for Quarters {
    fn add_assign(&mut self, other: Quarters) {
        *self = *self + other;
    }
}

impl SubAssign for Quarters {
    fn sub_assign(&mut self, other: Quarters) {
        *self = *self - other;
    }
}

impl Mul for Quarters {
    type Output = Quarters;
    fn mul(self, other: Quarters) -> Quarters {
        reduce(
            i128::from(self.num) * i128::from(other.num),
            i128::from(self.den) * i128::from(other.den),
        )
    }
}

impl Mul<i64> for Quarters {
    type Output = Quarters;
    fn mul(self, times: i64) -> Quarters {
        reduce(i128::from(self.num) * i128::from(times), i128::from(self.den))
    }
}

impl Div for Quarters {
    type Output = Quarters;
    /// Dividing by zero gives zero, so that a zero-length bar in a damaged file stops nothing.
    fn div(self, other: Quarters) -> Quarters {
        if other.num == 0 {
            return Quarters::ZERO;
        }
        reduce(
            i128::from(self.num) * i128::from(other.den),
            i128::from(self.den) * i128::from(other.num),
        )
    }
}

impl Div<i64> for Quarters {
    type Output = Quarters;
    /// Dividing by zero gives zero.
    fn div(self, by: i64) -> Quarters {
        self / Quarters::whole(by)
    }
}

impl std::iter::Sum for Quarters {
    fn sum<I: Iterator<Item = Quarters>>(iter: I) -> Quarters {
        iter.fold(Quarters::ZERO, Add::add)
    }
}

impl PartialOrd for Quarters {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quarters {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.num) * i128::from(other.den);
        let right = i128::from(other.num) * i128::from(self.den);
        left.cmp(&right)
    }
}

impl fmt::Display for Quarters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 {
            write!(f, "{}", self.num)
        } else {
            write!(f, "{}/{}", self.num, self.den)
        }
    }
}

impl fmt::Debug for Quarters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not `N` or `N/D` with a denominator other than zero.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number of quarter notes: write 2, 1/2 or 3/4")]
pub struct ParseQuartersError(String);

impl FromStr for Quarters {
    type Err = ParseQuartersError;
    fn from_str(text: &str) -> Result<Quarters, ParseQuartersError> {
        let bad = || ParseQuartersError(text.to_owned());
        let (num, den) = text.split_once('/').unwrap_or((text, "1"));
        let num = num.trim().parse().map_err(|_| bad())?;
        let den = den.trim().parse().map_err(|_| bad())?;
        Quarters::checked(num, den).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn triplets_add_up_exactly() {
        let third = Quarters::new(1, 3);
        assert_eq!(third + third + third, Quarters::ONE);
        assert_eq!(Quarters::new(-2, -4).to_string(), "1/2");
    }

    #[test]
    fn places_within_a_bar() {
        let bar = Quarters::whole(3);
        assert_eq!(Quarters::new(15, 2).rem_floor(bar), Quarters::new(3, 2));
        assert_eq!(Quarters::new(-1, 2).div_floor(bar), -1);
        assert_eq!(Quarters::new(5, 16).round_to(Quarters::new(1, 4)), Quarters::new(1, 4));
    }

    proptest! {
        #[test]
        fn total_on_any_numbers(a: i64, b: i64, c: i64, d: i64) {
            if let (Some(x), Some(y)) = (Quarters::checked(a, b), Quarters::checked(c, d)) {
                let _ = (x + y, x - y, x * y, x / y, x.cmp(&y), x.round_to(y), x.rem_floor(y));
            }
        }

        #[test]
        fn addition_undoes_subtraction(a in -9999i64..9999, b in 1i64..99, c in -9999i64..9999, d in 1i64..99) {
            let (x, y) = (Quarters::new(a, b), Quarters::new(c, d));
            prop_assert_eq!(x + y - y, x);
            prop_assert_eq!(x.to_string().parse::<Quarters>().unwrap(), x);
        }
    }
}
