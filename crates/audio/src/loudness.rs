//! How loud a track is, and how loud it should be played.

use ebur128::{EbuR128, Mode};
use synth::Frame;

use crate::{AudioError, Decoder};

/// The loudness to which ReplayGain 2.0 brings everything, in LUFS.
pub const REFERENCE_LUFS: f64 = -18.0;

/// How much louder or softer to play, and how far the samples reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// To be added, in dB.
    pub gain_db: f64,
    /// The largest sample; 1.0 is full scale.
    pub peak: f64,
    /// The largest value between the samples, by ITU-R BS.1770-5, annex 2; 1.0 is full scale.
    pub true_peak: f64,
}

/// Measures the loudness of one track (EBU R 128) as its frames go by.
///
/// Of an album's tracks, keep the measures and ask [`Loudness::of_album`].
pub struct Loudness {
    meter: EbuR128,
    is_mono: bool,
    mono: Vec<f32>,
}

impl Loudness {
    /// For a track of that many channels; the frames it is given are stereo all the same. A single channel
    /// is measured as one, as ReplayGain has it, though it is played by two loudspeakers.
    ///
    /// # Errors
    /// [`AudioError::Limit`] for a rate that is not measured.
    pub fn new(sample_rate: u32, channels: usize) -> Result<Loudness, AudioError> {
        let is_mono = channels == 1;
        let mode = Mode::I | Mode::TRUE_PEAK | Mode::SAMPLE_PEAK | Mode::HISTOGRAM;
        let meter = EbuR128::new(if is_mono { 1 } else { 2 }, sample_rate, mode);
        let (found, limit) = (sample_rate.into(), u64::from(*crate::limits::SAMPLE_RATES.end()));
        let refused = |_| AudioError::Limit { what: "sample rate in Hz", found, limit };
        Ok(Loudness { meter: meter.map_err(refused)?, is_mono, mono: Vec::new() })
    }

    /// Reads a whole track.
    ///
    /// # Errors
    /// Those of [`Decoder::read`] and [`Loudness::new`].
    pub fn of(decoder: &mut Decoder<'_>) -> Result<Loudness, AudioError> {
        let mut loudness = Loudness::new(decoder.sample_rate(), decoder.channels())?;
        while let Some(frames) = decoder.read()? {
            loudness.add(frames);
        }
        Ok(loudness)
    }

    /// Takes the next frames.
    pub fn add(&mut self, frames: &[Frame]) {
        let samples = if self.is_mono {
            self.mono.clear();
            self.mono.extend(frames.iter().map(|frame| frame[0]));
            &self.mono
        } else {
            frames.as_flattened()
        };
        // It only refuses a number of samples that is no multiple of the channels.
        self.meter.add_frames_f32(samples).ok();
    }

    /// Gain and peaks of the track; `None` for silence and for less than 0.4 s.
    #[must_use]
    pub fn gain(&self) -> Option<Gain> {
        Loudness::of_album([self])
    }

    /// Gain and peaks of several tracks heard as one; `None` if all are silent.
    #[must_use]
    pub fn of_album<'a>(tracks: impl IntoIterator<Item = &'a Loudness>) -> Option<Gain> {
        let meters: Vec<&EbuR128> = tracks.into_iter().map(|track| &track.meter).collect();
        let lufs = EbuR128::loudness_global_multiple(meters.iter().copied()).ok()?;
        type Peak = fn(&EbuR128, u32) -> Result<f64, ebur128::Error>;
        let highest = |peak: Peak| {
            let of = |meter: &EbuR128| {
                (0..meter.channels()).filter_map(|n| peak(meter, n).ok()).fold(0.0, f64::max)
            };
            meters.iter().map(|meter| of(meter)).fold(0.0, f64::max)
        };
        let gain = Gain {
            gain_db: REFERENCE_LUFS - lufs,
            peak: highest(EbuR128::sample_peak),
            true_peak: highest(EbuR128::true_peak),
        };
        lufs.is_finite().then_some(gain)
    }
}

impl std::fmt::Debug for Loudness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loudness").field("gain", &self.gain()).finish()
    }
}
