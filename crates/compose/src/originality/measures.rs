//! What is measured of a piece.

use serde::Serialize;

/// One of the measures of overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The share of 16-step windows of all voices that are found, 0 to 1.
    Windows16,
    /// The share of 32-step windows of all voices that are found, 0 to 1.
    Windows32,
    /// The longest passage of all voices that is found, in steps; 0 when it is below 16.
    LongestSteps,
    /// The share of groups of nine melody notes that are found, 0 to 1.
    Melody,
    /// The longest passage of melody that is found, in notes; 0 when it is below nine.
    LongestNotes,
}

impl Measure {
    /// All of them, in the order of reports.
    pub const ALL: [Measure; 5] = [
        Measure::Windows16,
        Measure::Windows32,
        Measure::LongestSteps,
        Measure::Melody,
        Measure::LongestNotes,
    ];

    /// What it is called in a report.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Measure::Windows16 => "16-step windows of all voices found",
            Measure::Windows32 => "32-step windows of all voices found",
            Measure::LongestSteps => "longest passage of all voices, steps",
            Measure::Melody => "groups of 9 melody notes found",
            Measure::LongestNotes => "longest passage of melody, notes",
        }
    }

    /// Its value as a report shows it.
    pub(super) fn shown(self, value: f64) -> String {
        match self {
            Measure::Windows16 | Measure::Windows32 | Measure::Melody => {
                format!("{:.2} %", 100.0 * value)
            }
            Measure::LongestSteps | Measure::LongestNotes => format!("{value:.0}"),
        }
    }
}

/// The measures of one piece.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct Measures {
    /// See [`Measure::Windows16`].
    pub windows16: f64,
    /// See [`Measure::Windows32`].
    pub windows32: f64,
    /// See [`Measure::LongestSteps`].
    pub longest_steps: usize,
    /// See [`Measure::Melody`].
    pub melody: f64,
    /// See [`Measure::LongestNotes`].
    pub longest_notes: usize,
}

impl Measures {
    /// One of them.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a piece has fewer than 2^52 steps")]
    pub fn get(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Windows16 => self.windows16,
            Measure::Windows32 => self.windows32,
            Measure::LongestSteps => self.longest_steps as f64,
            Measure::Melody => self.melody,
            Measure::LongestNotes => self.longest_notes as f64,
        }
    }
}
