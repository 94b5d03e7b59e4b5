//! How what is counted differs from piece to piece.

use score::Sketch;
use serde::{Deserialize, Serialize};

use super::quality::ROWS;
use super::{Memory, Quality};

/// A figure over pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// Five percent of the pieces are below: the nearest value from inside.
    pub low: f64,
    /// Five percent of the pieces are above.
    pub high: f64,
}

impl Spread {
    /// Of one number a piece; zeros for none.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts of pieces")]
    pub fn of(mut values: Vec<f64>) -> Spread {
        if values.is_empty() {
            return Spread::default();
        }
        values.sort_by(f64::total_cmp);
        let (last, outside) = (values.len() - 1, values.len() / 20);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        Spread { mean, low: values[outside], high: values[last - outside] }
    }

    /// Of every row of [`Quality::rows`], each piece counted alone.
    #[must_use]
    pub fn of_rows(pieces: &[Sketch], memory: &Memory) -> Vec<(&'static str, Spread)> {
        let alone = |piece| Quality::of(std::slice::from_ref(piece), memory).rows();
        let rows: Vec<[(&str, f64); ROWS]> = pieces.iter().map(alone).collect();
        let of_row = |nth: usize| Spread::of(rows.iter().map(|row| row[nth].1).collect());
        let names = rows.first().into_iter().flatten().map(|row| row.0);
        names.enumerate().map(|(nth, name)| (name, of_row(nth))).collect()
    }

    /// Whether a figure is from the low to the high one.
    #[must_use]
    pub fn holds(&self, figure: f64) -> bool {
        (self.low..=self.high).contains(&figure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_twenty_is_outside_at_each_end() {
        let spread = Spread::of((1..=40).rev().map(f64::from).collect());
        assert_eq!(spread, Spread { mean: 20.5, low: 3.0, high: 38.0 });
        assert!(spread.holds(3.0) && !spread.holds(2.9));
        assert_eq!(Spread::of(vec![7.0]), Spread { mean: 7.0, low: 7.0, high: 7.0 });
    }
}
