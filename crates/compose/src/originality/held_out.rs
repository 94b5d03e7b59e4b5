//! How much pieces of people overlap that were not learned from: what is ordinary.

use super::measures::{Measure, Measures};

/// The most pieces that are kept.
const MOST: usize = 4096;
/// A piece that shares more of its passages is the same piece.
const SAME_PIECE: f64 = 0.5;

/// The measures of pieces of people against an index that does not hold them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeldOut {
    /// For each of [`Measure::ALL`], the values, ascending.
    values: [Vec<f32>; 5],
    /// Pieces that were left out.
    left_out: usize,
}

impl HeldOut {
    /// Gathers the measures of pieces and of how many voices they have; of very many, the first 4096.
    /// A piece that is an indexed one over again says nothing of how alike different pieces are, so
    /// those with over half of their passages found are left out.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "shares and lengths need no more digits")]
    pub fn of(pieces: &[(Measures, usize)]) -> HeldOut {
        let share = |measures: &Measures, voices| {
            if voices > 1 { measures.windows16 } else { measures.melody }
        };
        let other =
            |(measures, voices): &&(Measures, usize)| share(measures, *voices) <= SAME_PIECE;
        let different: Vec<&Measures> = pieces.iter().filter(other).map(|row| &row.0).collect();
        let left_out = pieces.len() - different.len();
        let kept = &different[..different.len().min(MOST)];
        let column = |measure| kept.iter().map(|piece| piece.get(measure) as f32).collect();
        HeldOut::from_values(Measure::ALL.map(column), left_out)
    }

    /// Takes the values of each measure, in any order.
    pub(super) fn from_values(mut values: [Vec<f32>; 5], left_out: usize) -> HeldOut {
        values.iter_mut().for_each(|column| column.sort_by(f32::total_cmp));
        HeldOut { values, left_out }
    }

    /// How many pieces were left out, as they are among the indexed ones.
    #[must_use]
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// The values of a measure, ascending.
    #[must_use]
    pub fn values(&self, measure: Measure) -> &[f32] {
        &self.values[measure as usize]
    }

    /// How many pieces there are.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.values[0].len()
    }

    /// The percentile rank of a value, 0 to 100: the share of pieces below it, equal ones counting half.
    /// `None` without pieces.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "at most 4096 pieces; values are stored with so many digits"
    )]
    pub fn percentile(&self, measure: Measure, value: f64) -> Option<f64> {
        let values = self.values(measure);
        let value = value as f32;
        let below = values.partition_point(|other| *other < value);
        let up_to = values.partition_point(|other| *other <= value);
        let rank = (below + up_to) as f64 / 2.0;
        (!values.is_empty()).then(|| 100.0 * rank / values.len() as f64)
    }

    /// The value at a percentile, by nearest rank: the smallest that so many percent do not exceed.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank among at most 4096"
    )]
    pub fn at(&self, measure: Measure, percentile: f64) -> Option<f64> {
        let values = self.values(measure);
        let rank = (percentile.clamp(0.0, 100.0) / 100.0 * values.len() as f64).ceil() as usize;
        values.get(rank.max(1) - 1).map(|value| f64::from(*value))
    }
}
