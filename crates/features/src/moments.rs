//! Mean and deviation of numbers as they come.

/// Of N numbers that come together, by B. P. Welford, "Note on a method for calculating corrected sums of squares
/// and products", Technometrics 4(3), 1962.
#[derive(Clone, Debug)]
pub(crate) struct Moments<const N: usize> {
    count: f64,
    mean: [f64; N],
    squares: [f64; N],
}

impl<const N: usize> Moments<N> {
    pub(crate) fn new() -> Moments<N> {
        Moments { count: 0.0, mean: [0.0; N], squares: [0.0; N] }
    }

    pub(crate) fn add(&mut self, numbers: &[f32; N]) {
        self.count += 1.0;
        for ((mean, squares), number) in self.mean.iter_mut().zip(&mut self.squares).zip(numbers) {
            let number = f64::from(*number);
            let from_mean = number - *mean;
            *mean += from_mean / self.count;
            *squares += from_mean * (number - *mean);
        }
    }

    pub(crate) fn mean(&self) -> [f32; N] {
        self.mean.map(narrow)
    }

    /// Root of the mean squared difference from the mean.
    pub(crate) fn deviation(&self) -> [f32; N] {
        self.squares.map(|squares| narrow((squares / self.count.max(1.0)).sqrt()))
    }

    /// The natural logarithm of the deviation, which is compared by ratio.
    pub(crate) fn log_deviation(&self) -> [f32; N] {
        self.deviation().map(log)
    }
}

/// Natural logarithm of what is not below 0; what is as good as 0 has one too.
pub(crate) fn log(number: f32) -> f32 {
    number.max(1e-3).ln()
}

/// A power as decibels, not below -100.
pub(crate) fn decibels(power: f32) -> f32 {
    10.0 * power.max(1e-10).log10()
}

#[expect(clippy::cast_possible_truncation, reason = "descriptions are f32")]
pub(crate) fn narrow(number: f64) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_a_second_pass_would_find() {
        let mut moments = Moments::new();
        assert_eq!((moments.mean(), moments.deviation()), ([0.0], [0.0]));
        [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].iter().for_each(|number| moments.add(&[*number]));
        assert_eq!((moments.mean(), moments.deviation()), ([5.0], [2.0]));
    }
}
