use std::fmt;

use serde::{Deserialize, Serialize};

/// What mastering measured on the finished sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MasterReport {
    /// Integrated loudness in LUFS (EBU R 128); `None` for silence or less than 0.4 s of sound.
    pub integrated_lufs: Option<f64>,
    /// Highest true peak in dBTP (ITU-R BS.1770-4, annex 2); `None` for silence.
    pub true_peak_dbtp: Option<f64>,
    /// Loudness range in LU (EBU Tech 3342): how much soft and loud passages differ.
    pub loudness_range_lu: f64,
    /// Gain applied to reach the target, in decibels.
    pub gain_db: f64,
    /// Most that the limiter turned down for a moment, in decibels.
    pub limited_db: f64,
    /// Length in seconds.
    pub seconds: f64,
}

impl MasterReport {
    /// The same after a gain: levels are in decibels, so they move with it.
    pub(super) fn turned_up(self, gain_db: f64) -> Self {
        Self {
            integrated_lufs: self.integrated_lufs.map(|lufs| lufs + gain_db),
            true_peak_dbtp: self.true_peak_dbtp.map(|peak| peak + gain_db),
            gain_db,
            ..self
        }
    }
}

impl fmt::Display for MasterReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_silent = |value: Option<f64>, unit| {
            value.map_or_else(|| "silent".to_owned(), |value| format!("{value:.1} {unit}"))
        };
        writeln!(out, "loudness        {}", or_silent(self.integrated_lufs, "LUFS"))?;
        writeln!(out, "true peak       {}", or_silent(self.true_peak_dbtp, "dBTP"))?;
        writeln!(out, "loudness range  {:.1} LU", self.loudness_range_lu)?;
        writeln!(out, "gain            {:+.1} dB", self.gain_db)?;
        writeln!(out, "limited by      {:.1} dB", self.limited_db)?;
        writeln!(out, "length          {:.1} s", self.seconds)
    }
}
