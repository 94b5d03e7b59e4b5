//! From one format to another, while somebody listens.

use std::io::Write;

use synth::{Format, Frame, Tags, streaming_encoder};

use crate::{AudioError, Decoder, Resampler, Source};

/// What a sound is to become.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The format, with its rate in kbit/s or its bits.
    pub format: Format,
    /// Where to begin, in seconds from the start.
    pub offset_s: f64,
    /// What the result says of itself.
    pub tags: Tags,
}

impl Target {
    /// All of it, without tags.
    #[must_use]
    pub fn new(format: Format) -> Target {
        Target { format, offset_s: 0.0, tags: Tags::default() }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transcoded {
    /// Length of the result in seconds.
    pub seconds: f64,
    /// Packets of the source that were damaged and left out.
    pub damaged: u32,
}

/// Reads a sound and writes it in another format as a stream, in memory that does not grow with it.
///
/// The sample rate stays, where the format has it; else it becomes 48,000 Hz. When `out` fails, as it does
/// when a listener goes away, the work ends with the next packet.
///
/// # Errors
/// Those of [`Decoder::open`] and [`Decoder::read`]; [`AudioError::Unwritable`] when `out` fails,
/// [`AudioError::Synth`] when the format cannot have those settings.
pub fn transcode(
    source: impl Source,
    target: &Target,
    out: impl Write,
) -> Result<Transcoded, AudioError> {
    let mut decoder = Decoder::open(source)?;
    if target.offset_s > 0.0 {
        decoder.seek(target.offset_s)?;
    }
    let rate = sample_rate(target.format, decoder.sample_rate());
    let mut encoder = streaming_encoder(out, target.format, rate, &target.tags, 0)?;
    let mut resampler = Resampler::new(decoder.sample_rate(), rate);
    let (mut frames, mut block) = (0, Vec::<Frame>::new());
    while let Some(read) = decoder.read()? {
        block.clear();
        resampler.add(read, &mut block);
        frames += block.len();
        encoder.write(&block)?;
    }
    block.clear();
    resampler.finish(&mut block);
    encoder.write(&block)?;
    encoder.finish()?;
    let seconds = (frames + block.len()) as f64 / f64::from(rate);
    Ok(Transcoded { seconds, damaged: decoder.damaged() })
}

/// The source's own rate if the format has it.
fn sample_rate(format: Format, source: u32) -> u32 {
    if format.allows(source) { source } else { 48_000 }
}
