//! Sums in a fixed order.

use crate::network::parameters::Parameter;

/// `x w + b`: inputs are taken in order, so each sum has one order of additions whatever the width of the
/// machine's registers.
pub(super) fn affine(
    weights: &[f32],
    x: &[f32],
    weight: Parameter,
    bias: Option<Parameter>,
) -> Vec<f32> {
    let columns = weight.columns;
    let w = &weights[weight.range()];
    let mut y = bias.map_or_else(|| vec![0.0; columns], |bias| weights[bias.range()].to_vec());
    let (fours, rest) = x.as_chunks::<4>();
    let mut rows = w.chunks_exact(columns);
    for four in fours {
        let mut row = || rows.next().unwrap_or(&[]);
        let (a, b, c, d) = (row(), row(), row(), row());
        for ((((y, &a), &b), &c), &d) in y.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *y = (((*y + four[0] * a) + four[1] * b) + four[2] * c) + four[3] * d;
        }
    }
    for (&x, row) in rest.iter().zip(rows) {
        y.iter_mut().zip(row).for_each(|(y, &w)| *y += x * w);
    }
    y
}

/// `a + b`, in place of a.
pub(super) fn add(a: &mut [f32], b: &[f32]) {
    a.iter_mut().zip(b).for_each(|(a, &b)| *a += b);
}

/// The sum of products, by eight partial sums.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (a_eights, a_rest) = a.as_chunks::<8>();
    let (b_eights, b_rest) = b.as_chunks::<8>();
    for (a, b) in a_eights.iter().zip(b_eights) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(&a, &b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
