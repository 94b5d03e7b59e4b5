//! The sound of any track: decoded, resampled, transcoded, measured; and of scores, performed.
//!
//! In flow files nobody has vouched for; out flow stereo frames block by block ([`Decoder`]), another
//! format as a stream ([`transcode`]), the loudness of a track and of its album ([`Loudness`]), how it sounds
//! ([`Describing`]), and scores as sound files ([`Studio`]). Memory does not grow with a track's length.
//!
//! ```
//! use std::io::Cursor;
//! use audio::{Decoder, Target, transcode};
//!
//! # let mut wav = Cursor::new(Vec::new());
//! # let second = synth::Audio { sample_rate: 44_100, frames: vec![[0.25, -0.25]; 44_100] };
//! # second.encode(&mut wav, synth::Format::Wav(synth::WavSamples::Int16), &Default::default())?;
//! # let wav = wav.into_inner();
//! let mut opus = Vec::new();
//! let target = Target { offset_s: 0.25, ..Target::new(synth::Format::Opus { kbps: 96 }) };
//! transcode(Cursor::new(wav), &target, &mut opus)?;
//! let mut decoder = Decoder::open(Cursor::new(opus))?;
//! let mut frames = 0;
//! while let Some(block) = decoder.read()? {
//!     frames += block.len();
//! }
//! assert_eq!(frames, 36_000); // 0.75 s at 48,000 Hz
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod decode;
mod describing;
mod error;
pub mod limits;
mod loudness;
mod resample;
mod studio;
#[cfg(test)]
mod tests;
mod transcode;

pub use decode::{Decoder, Source};
pub use describing::{Describing, Heard};
pub use error::AudioError;
pub use loudness::{Gain, Loudness, REFERENCE_LUFS};
pub use resample::Resampler;
pub use studio::{Studio, score_tags};
pub use transcode::{Target, Transcoded, transcode};
