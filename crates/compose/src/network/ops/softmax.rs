//! The softmax of rows, and the nats a row of logits costs.

use crate::network::real::Real;

/// Turns logits into probabilities, in place.
pub(crate) fn softmax<T: Real>(row: &mut [T]) {
    let top = maximum(row);
    row.iter_mut().for_each(|v| *v = (*v - top).exp());
    let sum: T = sum_of(row);
    let scale = T::ONE / sum;
    row.iter_mut().for_each(|v| *v = *v * scale);
}

/// Turns logits into probabilities, in place, and answers with the nats that choosing `target` costs.
pub(crate) fn nats<T: Real>(row: &mut [T], target: usize) -> f64 {
    let top = maximum(row);
    let logit = row[target] - top;
    row.iter_mut().for_each(|v| *v = (*v - top).exp());
    let sum: T = sum_of(row);
    let scale = T::ONE / sum;
    row.iter_mut().for_each(|v| *v = *v * scale);
    libm::log(sum.double()) - logit.double()
}

fn maximum<T: Real>(row: &[T]) -> T {
    row.iter().copied().fold(row[0], |a, b| if b > a { b } else { a })
}

/// Eight partial sums: faster, and nearer the truth, than one.
fn sum_of<T: Real>(row: &[T]) -> T {
    let mut sums = [T::ZERO; 8];
    let eights = row.chunks_exact(8);
    let rest: T = eights.remainder().iter().copied().sum();
    for eight in eights {
        sums.iter_mut().zip(eight).for_each(|(s, &v)| *s += v);
    }
    sums.into_iter().sum::<T>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_and_nats() {
        let mut row: Vec<f64> = (0..11).map(|i| f64::from(i) / 3.0).collect();
        let mut again = row.clone();
        softmax(&mut row);
        let cost = nats(&mut again, 4);
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((cost + row[4].ln()).abs() < 1e-12);
        assert_eq!(row, again);
    }
}
