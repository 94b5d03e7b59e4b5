//! The two precisions the network computes in: `f32` for use, `f64` to check gradients by.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// A real number a network can be made of.
pub(crate) trait Real:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Sum
{
    const ZERO: Self;
    const ONE: Self;

    /// The nearest number of this precision.
    fn of(value: f64) -> Self;
    /// The same number in double precision.
    fn double(self) -> f64;
    /// e to the power of itself, the same on every machine.
    fn exp(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// `c = alpha a b + beta c` over strided views; see [`super::matmul`].
    fn gemm(
        sizes: [usize; 3],
        scale: [Self; 2],
        a: super::matmul::View<'_, Self>,
        b: super::matmul::View<'_, Self>,
        c: super::matmul::ViewMut<'_, Self>,
    );
}

impl Real for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;

    fn of(value: f64) -> f32 {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "rounding to single precision is the point"
        )]
        let value = value as f32;
        value
    }

    fn double(self) -> f64 {
        f64::from(self)
    }

    fn exp(self) -> f32 {
        exp(self)
    }

    fn sqrt(self) -> f32 {
        f32::sqrt(self)
    }

    fn gemm(
        sizes: [usize; 3],
        scale: [f32; 2],
        a: super::matmul::View<'_, f32>,
        b: super::matmul::View<'_, f32>,
        c: super::matmul::ViewMut<'_, f32>,
    ) {
        super::matmul::single(sizes, scale, a, b, c);
    }
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;

    fn of(value: f64) -> f64 {
        value
    }

    fn double(self) -> f64 {
        self
    }

    fn exp(self) -> f64 {
        libm::exp(self)
    }

    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }

    fn gemm(
        sizes: [usize; 3],
        scale: [f64; 2],
        a: super::matmul::View<'_, f64>,
        b: super::matmul::View<'_, f64>,
        c: super::matmul::ViewMut<'_, f64>,
    ) {
        super::matmul::double(sizes, scale, a, b, c);
    }
}

/// e^x in single precision without branches, so that loops over it run in vector registers, and
/// without fused operations, so that every machine finds the same bits.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor polynomial of degree 6 (relative error below
/// 2e-7), times 2^n by placing n in the exponent's bits. Below -87 the answer is about 1e-38, above 88 about 1e38.
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let mut e = 1.0 / 720.0;
    for c in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        e = e * r + c;
    }
    let power = shifted.to_bits().wrapping_shl(23);
    f32::from_bits(e.to_bits().wrapping_add(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_near_the_true_ones() {
        let mut worst = 0.0f64;
        for step in -8_600..=8_700 {
            let x = step as f32 / 100.0;
            let truth = libm::exp(f64::from(x));
            worst = worst.max((f64::from(exp(x)) / truth - 1.0).abs());
        }
        assert!(worst < 4e-7, "{worst}");
        assert!(exp(-1e30) < 1e-37 && exp(1e30) > 1e38);
        assert_eq!(exp(0.0), 1.0);
    }
}
