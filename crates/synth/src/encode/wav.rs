use std::io::{Seek, SeekFrom, Write};

use super::dither::Dither;
use super::tags::{Tags, length};
use super::{Encoder, id3};
use crate::{Frame, SynthError};

/// How WAV stores a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WavSamples {
    /// 16-bit whole numbers, dithered.
    Int16,
    /// 24-bit whole numbers, dithered.
    Int24,
    /// 32-bit floating point.
    Float32,
}

/// Writes RIFF WAVE (IBM and Microsoft, "Multimedia Programming Interface and Data
/// Specifications 1.0", 1991), tagged twice: `LIST INFO` for old readers and `id3 ` for new ones.
pub(super) struct Wav<W> {
    out: W,
    samples: WavSamples,
    dither: Dither,
    tags: Tags,
    /// Where in `out` the length of the data chunk stands.
    data_length_at: u64,
    start: u64,
    data: u64,
    buffer: Vec<u8>,
}

impl WavSamples {
    fn bits(self) -> u16 {
        match self {
            Self::Int16 => 16,
            Self::Int24 => 24,
            Self::Float32 => 32,
        }
    }
}

impl<W: Write + Seek> Wav<W> {
    pub(super) fn new(
        mut out: W,
        sample_rate: u32,
        samples: WavSamples,
        tags: &Tags,
        seed: u64,
    ) -> Result<Self, SynthError> {
        let start = out.stream_position().map_err(SynthError::writing)?;
        let bits = samples.bits();
        let format = if samples == WavSamples::Float32 { 3_u16 } else { 1 };
        let frame_bytes = bits / 8 * 2;
        let mut head = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0".to_vec();
        head.extend(format.to_le_bytes());
        head.extend(2_u16.to_le_bytes());
        head.extend(sample_rate.to_le_bytes());
        head.extend((sample_rate * u32::from(frame_bytes)).to_le_bytes());
        head.extend(frame_bytes.to_le_bytes());
        head.extend(bits.to_le_bytes());
        if format == 3 {
            // What is not plain PCM must also say how many frames there are.
            head.extend(b"fact\x04\0\0\0\xff\xff\xff\xff");
        }
        // The greatest length until it is known: a stream stays with it and is played to its end.
        head.extend(b"data\xff\xff\xff\xff");
        out.write_all(&head).map_err(SynthError::writing)?;
        Ok(Self {
            out,
            samples,
            dither: Dither::new(u32::from(bits.min(24)), seed),
            tags: tags.clone(),
            data_length_at: start + head.len() as u64 - 4,
            start,
            data: 0,
            buffer: Vec::new(),
        })
    }

    fn patch(&mut self, at: u64, value: u64) -> Result<(), SynthError> {
        self.out.seek(SeekFrom::Start(at)).map_err(SynthError::writing)?;
        let value = u32::try_from(value).unwrap_or(u32::MAX);
        self.out.write_all(&value.to_le_bytes()).map_err(SynthError::writing)
    }
}

impl<W: Write + Seek> Encoder for Wav<W> {
    fn write(&mut self, frames: &[Frame]) -> Result<(), SynthError> {
        self.buffer.clear();
        for sample in frames.as_flattened() {
            match self.samples {
                WavSamples::Float32 => self.buffer.extend(sample.to_le_bytes()),
                WavSamples::Int16 => {
                    self.buffer
                        .extend_from_slice(&self.dither.quantise(*sample).to_le_bytes()[..2]);
                }
                WavSamples::Int24 => {
                    self.buffer
                        .extend_from_slice(&self.dither.quantise(*sample).to_le_bytes()[..3]);
                }
            }
        }
        self.data += self.buffer.len() as u64;
        if self.data > u64::from(u32::MAX) - (1 << 20) {
            let reason = "a WAV file cannot hold more than 4 GB; use FLAC".to_owned();
            return Err(SynthError::Encode { format: "WAV", reason });
        }
        self.out.write_all(&self.buffer).map_err(SynthError::writing)
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        let mut tail = chunk(b"LIST", &info(&self.tags));
        tail.extend(chunk(b"id3 ", &id3::tag(&self.tags)));
        self.out.write_all(&tail).map_err(SynthError::writing)?;
        let data_end = self.data_length_at + 4 + self.data;
        let (at, data, start) = (self.data_length_at, self.data, self.start);
        self.patch(at, data)?;
        self.patch(start + 4, data_end + tail.len() as u64 - start - 8)?;
        if self.samples == WavSamples::Float32 {
            self.patch(at - 8, data / 8)?;
        }
        self.out
            .seek(SeekFrom::Start(data_end + tail.len() as u64))
            .map_err(SynthError::writing)?;
        self.out.flush().map_err(SynthError::writing)
    }
}

/// A chunk, padded to an even length; nothing if it is empty. The samples before it always have
/// an even length, being stereo.
fn chunk(id: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    if contents.is_empty() {
        return Vec::new();
    }
    let mut chunk = id.to_vec();
    chunk.extend(length(contents.len()).to_le_bytes());
    chunk.extend(contents);
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// The contents of a `LIST INFO` chunk: the few names that RIFF has.
fn info(tags: &Tags) -> Vec<u8> {
    let mut lines = Vec::new();
    for (name, value) in tags.pairs() {
        let id = match name.as_str() {
            "TITLE" => b"INAM",
            "ARTIST" => b"IART",
            "ALBUM" => b"IPRD",
            "COMMENT" => b"ICMT",
            "COMPOSER" => b"IMUS",
            "PROVENANCE" => b"ISRC",
            "GENRE" => b"IGNR",
            "DATE" => b"ICRD",
            "COPYRIGHT" => b"ICOP",
            _ => continue,
        };
        lines.extend(chunk(id, format!("{value}\0").as_bytes()));
    }
    if lines.is_empty() { lines } else { [b"INFO".as_slice(), &lines].concat() }
}
