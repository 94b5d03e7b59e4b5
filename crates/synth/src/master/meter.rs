use ebur128::{EbuR128, Mode};

use super::report::MasterReport;
use super::true_peak::TruePeak;
use crate::units::gain_to_db;
use crate::{Frame, SynthError};

/// Measures loudness (EBU R 128, ITU-R BS.1770-4) and the highest true peak.
#[derive(Debug)]
pub(super) struct Meter {
    loudness: EbuR128,
    peaks: TruePeak,
    peak: f32,
    frames: u64,
}

impl Meter {
    pub(super) fn new(sample_rate: u32) -> Result<Self, SynthError> {
        // Every 0.1 s leaves 8 bytes: 1.7 MB for six hours, so the coarser histogram is not needed.
        let mode = Mode::I | Mode::LRA;
        let loudness = EbuR128::new(2, sample_rate, mode).map_err(refused)?;
        Ok(Self { loudness, peaks: TruePeak::default(), peak: 0.0, frames: 0 })
    }

    pub(super) fn add(&mut self, frames: &[Frame]) -> Result<(), SynthError> {
        self.frames += frames.len() as u64;
        let (peaks, highest) = (&mut self.peaks, &mut self.peak);
        let samples = frames.as_flattened().iter();
        *highest = samples.fold(*highest, |high, sample| high.max(sample.abs()));
        let floor = *highest;
        peaks.peaks(frames, floor, |peak| *highest = highest.max(peak));
        self.loudness.add_frames_f32(frames.as_flattened()).map_err(refused)
    }

    /// Integrated loudness in LUFS; `None` for silence and for less than 0.4 s of sound.
    pub(super) fn integrated_lufs(&self) -> Option<f64> {
        self.loudness.loudness_global().ok().filter(|lufs| lufs.is_finite())
    }

    /// The highest true peak so far, as an amplitude.
    pub(super) fn peak(&self) -> f32 {
        self.peak
    }

    /// Everything measured, with no gain and no limiting yet.
    pub(super) fn report(&self) -> MasterReport {
        let range = self.loudness.loudness_range().ok().filter(|range| range.is_finite());
        MasterReport {
            integrated_lufs: self.integrated_lufs(),
            true_peak_dbtp: (self.peak > 0.0).then(|| f64::from(gain_to_db(self.peak))),
            loudness_range_lu: range.unwrap_or(0.0),
            gain_db: 0.0,
            limited_db: 0.0,
            seconds: self.frames as f64 / f64::from(self.loudness.rate()),
        }
    }
}

fn refused(error: ebur128::Error) -> SynthError {
    SynthError::Setting(format!("the loudness meter refused: {error}"))
}
