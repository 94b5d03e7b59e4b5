//! Sound files: WAV, FLAC, Ogg Opus and MP3.

mod dither;
mod flac;
mod id3;
#[cfg(feature = "mp3")]
mod mp3;
mod opus;
mod sequential;
mod tags;
mod wav;

use std::io::{Seek, Write};

use sequential::Sequential;
pub use tags::Tags;
pub use wav::WavSamples;

use crate::{Audio, Frame, SynthError};

const CHANNELS: usize = 2;
/// What the files name as their maker.
const VENDOR: &str = concat!("Musaic ", env!("CARGO_PKG_VERSION"));

/// A kind of sound file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Uncompressed.
    Wav(WavSamples),
    /// Compressed without loss.
    Flac {
        /// 16 or 24 bits a sample.
        bits: u32,
    },
    /// The best sound for its size; needs a sample rate of 48 000 Hz.
    Opus {
        /// Kilobits a second, from 16 to 510; 128 is hard to tell from the original.
        kbps: u32,
    },
    /// Plays everywhere.
    #[cfg(feature = "mp3")]
    Mp3 {
        /// Kilobits a second, from 8 to 320.
        kbps: u32,
    },
}

impl Format {
    /// All kinds, with the settings that suit music.
    pub const ALL: &[Self] = &[
        Self::Wav(WavSamples::Int16),
        Self::Flac { bits: 16 },
        Self::Opus { kbps: 128 },
        #[cfg(feature = "mp3")]
        Self::Mp3 { kbps: 192 },
    ];

    /// The usual ending of the file name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Wav(_) => "wav",
            Self::Flac { .. } => "flac",
            Self::Opus { .. } => "opus",
            #[cfg(feature = "mp3")]
            Self::Mp3 { .. } => "mp3",
        }
    }

    /// The media type, for HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Wav(_) => "audio/wav",
            Self::Flac { .. } => "audio/flac",
            Self::Opus { .. } => "audio/ogg; codecs=opus",
            #[cfg(feature = "mp3")]
            Self::Mp3 { .. } => "audio/mpeg",
        }
    }

    /// Whether the format can have a sample rate, in Hz.
    #[must_use]
    pub fn allows(self, sample_rate: u32) -> bool {
        match self {
            Self::Wav(_) => (1..=768_000).contains(&sample_rate),
            Self::Flac { .. } => (1..=flac::MAX_RATE).contains(&sample_rate),
            Self::Opus { .. } => sample_rate == 48_000,
            #[cfg(feature = "mp3")]
            Self::Mp3 { .. } => mp3::RATES.contains(&sample_rate),
        }
    }

    /// The kind that a file-name ending (without the dot, in any case) stands for, with the
    /// settings of [`Format::ALL`].
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|format| format.extension() == extension)
    }
}

/// Takes sound as it comes and writes a file. Same sound, tags and seed: same bytes.
pub trait Encoder {
    /// Takes the next frames.
    ///
    /// # Errors
    /// [`SynthError::Io`] if writing fails, [`SynthError::Encode`] if the format refuses.
    fn write(&mut self, frames: &[Frame]) -> Result<(), SynthError>;

    /// Writes what is left and completes the header. Without this the file is not whole.
    ///
    /// # Errors
    /// As for [`Encoder::write`].
    fn finish(self: Box<Self>) -> Result<(), SynthError>;
}

/// Starts a file. `seed` is for the dither of whole-number formats.
///
/// # Errors
/// [`SynthError::Setting`] if the format cannot have that sample rate or those settings,
/// [`SynthError::Io`] if writing fails.
pub fn encoder<'w, W: Write + Seek + 'w>(
    out: W,
    format: Format,
    sample_rate: u32,
    tags: &Tags,
    seed: u64,
) -> Result<Box<dyn Encoder + 'w>, SynthError> {
    Ok(match format {
        Format::Wav(samples) => Box::new(wav::Wav::new(out, sample_rate, samples, tags, seed)?),
        Format::Flac { bits } => Box::new(flac::Flac::new(out, sample_rate, bits, tags, seed)?),
        Format::Opus { kbps } => Box::new(opus::Opus::new(out, sample_rate, kbps, tags)?),
        #[cfg(feature = "mp3")]
        Format::Mp3 { kbps } => Box::new(mp3::Mp3::new(out, sample_rate, kbps, tags, true)?),
    })
}

/// Starts a stream, on which nothing is taken back: its header says that the length is not known.
/// (WAV gives the greatest length and has no tags, which would stand where sound is expected; FLAC gives
/// none and no checksum of the whole; MP3 has no Info frame.)
///
/// # Errors
/// As for [`encoder`].
pub fn streaming_encoder<'w, W: Write + 'w>(
    out: W,
    format: Format,
    sample_rate: u32,
    tags: &Tags,
    seed: u64,
) -> Result<Box<dyn Encoder + 'w>, SynthError> {
    let out = Sequential::new(out);
    let none = Tags::default();
    let tags = if matches!(format, Format::Wav(_)) { &none } else { tags };
    #[cfg(feature = "mp3")]
    if let Format::Mp3 { kbps } = format {
        return Ok(Box::new(mp3::Mp3::new(out, sample_rate, kbps, tags, false)?));
    }
    encoder(out, format, sample_rate, tags, seed)
}

impl Audio {
    /// Writes the whole sound as a file.
    ///
    /// # Errors
    /// Those of [`encoder`] and [`Encoder::write`].
    pub fn encode<W: Write + Seek>(
        &self,
        out: W,
        format: Format,
        tags: &Tags,
    ) -> Result<(), SynthError> {
        let mut encoder = encoder(out, format, self.sample_rate, tags, 0)?;
        for block in self.frames.chunks(4096) {
            encoder.write(block)?;
        }
        encoder.finish()
    }
}
