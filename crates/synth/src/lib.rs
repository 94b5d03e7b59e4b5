//! Renders timed events to sound through a SoundFont, masters it to a loudness, and encodes it.
//!
//! A [`Sequence`] of notes and controllers flows in and, with a [`SoundFont`] of sampled
//! instruments, becomes stereo sound: a [`Renderer`] gives the raw take block by block,
//! [`produce`] and [`render()`] bring it to -16 LUFS under a true peak of -1 dBTP, and an
//! [`Encoder`] writes WAV, FLAC, Ogg Opus or MP3. The same input gives the same samples, bit for
//! bit, and memory does not grow with the length of the piece.
//!
//! ```
//! # use std::{io::Cursor, sync::Arc};
//! use synth::{Format, Instrument, Part, Sequence, SoundFont, Tags, render, toy_soundfont};
//!
//! let font = Arc::new(SoundFont::from_bytes("toy", toy_soundfont())?);
//! let mut violin = Part::new("Violin", Instrument::general_midi(40));
//! violin.note(0.0, 0.5, 69, 90);
//! violin.note(0.5, 1.0, 71, 100);
//! let piece = Sequence { parts: vec![violin] };
//! let (audio, report) = render(&font, &piece, &Default::default(), &Default::default())?;
//! assert!((report.integrated_lufs.unwrap() + 16.0).abs() < 0.3);
//! audio.encode(Cursor::new(Vec::new()), Format::Flac { bits: 16 }, &Tags::default())?;
//! # Ok::<(), synth::SynthError>(())
//! ```

mod audio;
mod encode;
mod error;
mod master;
mod perform;
mod render;
mod sequence;
mod soundfont;
#[cfg(test)]
mod tests;
mod toy;
mod units;

pub use audio::{Audio, Frame};
pub use encode::{Encoder, Format, Tags, WavSamples, encoder, streaming_encoder};
pub use error::SynthError;
pub use master::{MasterOptions, MasterReport, OnProgress, Sink, Stage, Tone, produce, render};
pub use perform::{
    Bar, Ensemble, PerformWarning, Performance, Performed, Seat, Swing, TrillStart, perform,
};
pub use render::{RenderOptions, Renderer};
pub use sequence::{Action, Event, Instrument, Part, Sequence};
pub use soundfont::{DRUM_BANK, PREFERRED, Preset, SYSTEM_PLACES, SoundFont, find_soundfont};
pub use toy::toy_soundfont;
