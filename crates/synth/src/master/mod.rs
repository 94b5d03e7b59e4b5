//! From a raw take to a finished sound: tone, glue, loudness, and a ceiling for the peaks.

mod compressor;
mod equaliser;
mod limiter;
mod meter;
mod report;
mod take;
mod true_peak;

use std::ops::ControlFlow;
use std::sync::Arc;

use compressor::Compressor;
pub use equaliser::Tone;
use limiter::Limiter;
use meter::Meter;
pub use report::MasterReport;
use take::Take;

use crate::units::{db_to_gain, gain_to_db};
use crate::{Audio, Frame, RenderOptions, Sequence, SoundFont, SynthError};

/// How to finish a sound.
#[derive(Clone, Debug, PartialEq)]
pub struct MasterOptions {
    /// Integrated loudness to reach, in LUFS, from -40 to -5; `None` leaves the level alone.
    pub target_lufs: Option<f64>,
    /// Highest true peak allowed, in dBTP, from -20 to 0.
    pub ceiling_dbtp: f32,
    /// A tone control over everything, if any.
    pub tone: Option<Tone>,
    /// Whether a gentle compressor holds the ensemble together.
    pub glue: bool,
    /// Takes up to this long are kept in memory (0.4 MB a second); longer ones are rendered
    /// again for each pass.
    pub keep_seconds: u32,
}

impl Default for MasterOptions {
    fn default() -> Self {
        Self {
            target_lufs: Some(-16.0),
            ceiling_dbtp: -1.0,
            tone: None,
            glue: false,
            keep_seconds: 600,
        }
    }
}

/// What is going on, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The piece is played for the first time and measured.
    Performing,
    /// The level is found at which the limited sound has the loudness wanted.
    Levelling,
    /// The finished sound is handed out.
    Writing,
}

/// Hears how far a stage is, from 0 to 1, and may break off.
pub type OnProgress<'a> = &'a mut dyn FnMut(Stage, f64) -> ControlFlow<()>;

/// Receives the finished sound block by block.
pub type Sink<'a> = &'a mut dyn FnMut(&[Frame]) -> Result<(), SynthError>;

/// How near the target is near enough, in LU, and how often to try.
const NEAR_ENOUGH: f64 = 0.05;
const MAX_TRIES: usize = 6;

/// Renders a sequence and masters it, in memory that does not grow with the length beyond
/// [`MasterOptions::keep_seconds`].
///
/// # Errors
/// Those of [`crate::Renderer::new`], [`SynthError::Setting`] for options out of range,
/// [`SynthError::Cancelled`] if `progress` breaks off, and whatever `sink` returns.
pub fn produce(
    font: &Arc<SoundFont>,
    sequence: &Sequence,
    render: &RenderOptions,
    options: &MasterOptions,
    sink: Sink<'_>,
    progress: OnProgress<'_>,
) -> Result<MasterReport, SynthError> {
    options.check()?;
    let keep = render.sample_rate as usize * options.keep_seconds as usize;
    let mut take = Take::score(font, sequence, render, options.tone, keep);
    let mut raw = Meter::new(render.sample_rate)?;
    take.play(Stage::Performing, progress, &mut |frames| raw.add(frames))?;
    let gain_db = level(&mut take, options, &raw, progress)?;
    if is_clear(options, &raw, gain_db) {
        turn_up(&mut take, gain_db, sink, progress)?;
        return Ok(raw.report().turned_up(gain_db));
    }
    write(&mut take, options, gain_db, sink, progress)
}

/// [`produce`] into memory.
///
/// # Errors
/// Those of [`produce`].
pub fn render(
    font: &Arc<SoundFont>,
    sequence: &Sequence,
    render: &RenderOptions,
    options: &MasterOptions,
) -> Result<(Audio, MasterReport), SynthError> {
    let mut frames = Vec::new();
    let mut sink = |block: &[Frame]| {
        frames.extend_from_slice(block);
        Ok(())
    };
    let mut on = |_, _| ControlFlow::Continue(());
    let report = produce(font, sequence, render, options, &mut sink, &mut on)?;
    Ok((Audio { sample_rate: render.sample_rate, frames }, report))
}

impl MasterOptions {
    fn check(&self) -> Result<(), SynthError> {
        let setting = |what: &str| Err(SynthError::Setting(what.into()));
        if self.target_lufs.is_some_and(|target| !(-40.0..=-5.0).contains(&target)) {
            return setting("the loudness must be from -40 to -5 LUFS");
        }
        if !(-20.0..=0.0).contains(&self.ceiling_dbtp) {
            return setting("the ceiling must be from -20 to 0 dBTP");
        }
        let in_range = |db: f32| (-12.0..=12.0).contains(&db);
        if self.tone.is_some_and(|tone| !in_range(tone.bass_db) || !in_range(tone.treble_db)) {
            return setting("bass and treble must be from -12 to 12 dB");
        }
        Ok(())
    }
}

/// What a sound goes through once its level is known.
#[derive(Debug)]
struct Chain {
    gain: f32,
    compressor: Option<Compressor>,
    limiter: Limiter,
    /// Frames of the limiter's delay still to be left out.
    skip: usize,
    block: Vec<Frame>,
}

impl Chain {
    fn new(options: &MasterOptions, gain_db: f64, sample_rate: u32) -> Self {
        let limiter = Limiter::new(db_to_gain(options.ceiling_dbtp), sample_rate);
        #[expect(clippy::cast_possible_truncation, reason = "decibels")]
        let gain = db_to_gain(gain_db as f32);
        let target = options.target_lufs.filter(|_| options.glue);
        let compressor = target.map(|target| Compressor::new(target, sample_rate));
        Self { gain, compressor, skip: limiter.delay(), limiter, block: Vec::new() }
    }

    fn process(&mut self, frames: &[Frame], out: Sink<'_>) -> Result<(), SynthError> {
        self.block.clear();
        self.block.extend(frames.iter().map(|frame| frame.map(|side| side * self.gain)));
        if let Some(compressor) = &mut self.compressor {
            compressor.process(&mut self.block);
        }
        self.limiter.process(&mut self.block);
        let late = self.skip.min(self.block.len());
        self.skip -= late;
        out(&self.block[late..])
    }

    /// Brings out what is still inside.
    fn finish(&mut self, out: Sink<'_>) -> Result<(), SynthError> {
        let silence = vec![[0.0; 2]; self.limiter.delay()];
        self.process(&silence, out)
    }
}

/// Finds the gain, in decibels. The compressor and the limiter take some loudness away, by an
/// amount only a try can tell.
fn level(
    take: &mut Take<'_>,
    options: &MasterOptions,
    raw: &Meter,
    progress: OnProgress<'_>,
) -> Result<f64, SynthError> {
    let (Some(target), Some(found)) = (options.target_lufs, raw.integrated_lufs()) else {
        return Ok(0.0);
    };
    let mut gain_db = target - found;
    if is_clear(options, raw, gain_db) {
        return Ok(gain_db);
    }
    // Where the limiter works, a decibel of gain gives less than one of loudness: each try also
    // tells how much (the secant method).
    let mut before = None;
    for _ in 0..MAX_TRIES {
        let lufs = try_gain(take, options, gain_db, progress)?;
        let missing = target - lufs;
        if missing.abs() < NEAR_ENOUGH {
            break;
        }
        let slope =
            before.map_or(1.0, |(gain, heard): (f64, f64)| (lufs - heard) / (gain_db - gain));
        before = Some((gain_db, lufs));
        gain_db += (missing / slope.clamp(0.15, 1.5)).clamp(-6.0, 6.0);
    }
    Ok(gain_db)
}

/// The loudness that a gain leads to, in LUFS.
fn try_gain(
    take: &mut Take<'_>,
    options: &MasterOptions,
    gain_db: f64,
    progress: OnProgress<'_>,
) -> Result<f64, SynthError> {
    let mut chain = Chain::new(options, gain_db, take.sample_rate());
    let mut meter = Meter::new(take.sample_rate())?;
    take.play(Stage::Levelling, progress, &mut |frames| {
        chain.process(frames, &mut |frames| meter.add(frames))
    })?;
    Ok(meter.integrated_lufs().unwrap_or(-70.0))
}

/// Whether a gain is all that the sound needs: no peak comes near the ceiling.
fn is_clear(options: &MasterOptions, raw: &Meter, gain_db: f64) -> bool {
    let peak_db = f64::from(gain_to_db(raw.peak())) + gain_db;
    !options.glue && peak_db < f64::from(options.ceiling_dbtp) - 0.2
}

fn turn_up(
    take: &mut Take<'_>,
    gain_db: f64,
    sink: Sink<'_>,
    progress: OnProgress<'_>,
) -> Result<(), SynthError> {
    #[expect(clippy::cast_possible_truncation, reason = "decibels")]
    let gain = db_to_gain(gain_db as f32);
    let mut block = Vec::new();
    take.play(Stage::Writing, progress, &mut |frames| {
        block.clear();
        block.extend(frames.iter().map(|frame| frame.map(|side| side * gain)));
        sink(&block)
    })
}

fn write(
    take: &mut Take<'_>,
    options: &MasterOptions,
    gain_db: f64,
    sink: Sink<'_>,
    progress: OnProgress<'_>,
) -> Result<MasterReport, SynthError> {
    let mut chain = Chain::new(options, gain_db, take.sample_rate());
    let mut meter = Meter::new(take.sample_rate())?;
    let mut out = |frames: &[Frame]| {
        meter.add(frames)?;
        sink(frames)
    };
    take.play(Stage::Writing, progress, &mut |frames| chain.process(frames, &mut out))?;
    chain.finish(&mut out)?;
    let limited_db = f64::from(-gain_to_db(chain.limiter.lowest_gain())).max(0.0);
    Ok(MasterReport { gain_db, limited_db, ..meter.report() })
}
