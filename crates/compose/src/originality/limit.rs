//! When a piece is too much like what was learned from, and is drawn again.

use std::fmt;

use super::measures::Measure;
use super::report::OriginalityReport;

/// What a made piece may share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Measures may lie up to this percentile of held-out pieces of people.
    pub percentile: f64,
    /// A shared passage of all voices must be shorter than so many steps (sixteenths).
    pub passage_steps: usize,
}

impl Default for Limit {
    /// The 99th percentile, and below 32 steps.
    fn default() -> Limit {
        Limit { percentile: 99.0, passage_steps: 32 }
    }
}

/// A limit that is passed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breach {
    /// What is measured.
    pub measure: Measure,
    /// The piece's value.
    pub value: f64,
    /// The highest value allowed.
    pub most: f64,
}

impl OriginalityReport {
    /// The limits that a piece passes; none when it may stay. Voices together are judged by their windows,
    /// a lone voice by its notes: hymn tunes are shared by many settings, and that is no copy.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a limit in steps is small")]
    pub fn breaches(&self, limit: &Limit) -> Vec<Breach> {
        let judged: &[Measure] = if self.voices > 1 {
            &[Measure::Windows16, Measure::LongestSteps]
        } else {
            &[Measure::Melody, Measure::LongestNotes]
        };
        let fixed = |measure: Measure| {
            let steps = limit.passage_steps.saturating_sub(1) as f64;
            (measure == Measure::LongestSteps).then_some(steps)
        };
        let most = |measure: Measure| {
            let ordinary = self.held_out.at(measure, limit.percentile);
            ordinary.into_iter().chain(fixed(measure)).reduce(f64::min)
        };
        let breach = |&measure: &Measure| {
            let (value, most) = (self.measures.get(measure), most(measure)?);
            // Held-out values are stored as f32.
            (value > most * (1.0 + f64::from(f32::EPSILON))).then_some(Breach {
                measure,
                value,
                most,
            })
        };
        judged.iter().filter_map(breach).collect()
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value| self.measure.shown(value);
        write!(f, "{}: {}, over {}", self.measure.label(), shown(self.value), shown(self.most))
    }
}
