//! Sounds to try things on: made here, or (Vorbis, AAC and ALAC, which we do not write) a second of the
//! same tones as made by `tests/tones.sh`.

mod decoding;
mod hostile;
mod measuring;
mod transcoding;

use std::io::Cursor;

use synth::{Audio, Format, Frame, Tags, WavSamples};

use crate::Decoder;

/// Left 440 Hz, right 660 Hz, each at half of full scale.
#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
fn tones(rate: u32, frames: usize) -> Audio {
    let sample = |frame: usize, hz: f64| {
        let phase = frame as f64 * hz / f64::from(rate);
        (0.5 * (phase * std::f64::consts::TAU).sin()) as f32
    };
    let frames = (0..frames).map(|frame| [sample(frame, 440.0), sample(frame, 660.0)]).collect();
    Audio { sample_rate: rate, frames }
}

fn file(audio: &Audio, format: Format) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    audio.encode(&mut file, format, &Tags::default()).unwrap();
    file.into_inner()
}

/// A second of the tones at 48,000 Hz in every form that is played.
fn every_form() -> Vec<(&'static str, Vec<u8>)> {
    let second = tones(48_000, 48_000);
    vec![
        ("wav", file(&second, Format::Wav(WavSamples::Int24))),
        ("flac", file(&second, Format::Flac { bits: 16 })),
        ("opus", file(&second, Format::Opus { kbps: 160 })),
        ("mp3", file(&second, Format::Mp3 { kbps: 192 })),
        ("vorbis", include_bytes!("tones.ogg").to_vec()),
        ("aac", include_bytes!("tones-aac.m4a").to_vec()),
        ("alac", include_bytes!("tones-alac.m4a").to_vec()),
    ]
}

fn all(decoder: &mut Decoder<'_>) -> Vec<Frame> {
    let mut frames = Vec::new();
    while let Some(block) = decoder.read().unwrap() {
        frames.extend_from_slice(block);
    }
    frames
}

/// The largest difference of two sounds, by which both sides of the second may be late.
fn difference(one: &[Frame], other: &[Frame]) -> f32 {
    let pairs = one.as_flattened().iter().zip(other.as_flattened());
    pairs.fold(0.0, |most, (one, other)| most.max((one - other).abs()))
}
