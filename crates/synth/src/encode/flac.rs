use std::io::{Seek, SeekFrom, Write};

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, StreamInfo};
use flacenc::config;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Context, Fill, FrameBuf};

use super::dither::Dither;
use super::tags::{Tags, length, vorbis_comment};
use super::{CHANNELS, Encoder, VENDOR};
use crate::{Frame, SynthError};

/// Frames in a FLAC block.
const BLOCK: usize = 4096;
/// The highest sample rate in Hz that the encoder knows.
pub(super) const MAX_RATE: u32 = 96_000;

/// Writes FLAC (RFC 9639), block by block.
pub(super) struct Flac<W> {
    out: W,
    start: u64,
    sample_rate: u32,
    bits: u32,
    dither: Dither,
    config: Verified<config::Encoder>,
    info: StreamInfo,
    /// Counts the samples and sums them up for the check of the whole.
    context: Context,
    waiting: Vec<i32>,
    blocks: usize,
    /// The smallest and the largest block, in bytes.
    sizes: (usize, usize),
}

impl<W: Write + Seek> Flac<W> {
    pub(super) fn new(
        mut out: W,
        sample_rate: u32,
        bits: u32,
        tags: &Tags,
        seed: u64,
    ) -> Result<Self, SynthError> {
        if !matches!(bits, 16 | 24) {
            return Err(SynthError::Setting("FLAC is written with 16 or 24 bits".into()));
        }
        let start = out.stream_position().map_err(SynthError::writing)?;
        let config = config::Encoder::default().into_verified();
        let config = config.map_err(|(_, error)| refused(error))?;
        let info = StreamInfo::new(sample_rate as usize, CHANNELS, bits as usize);
        let mut flac = Self {
            out,
            start,
            sample_rate,
            bits,
            dither: Dither::new(bits, seed),
            config,
            info: info.map_err(refused)?,
            context: Context::new(bits as usize, CHANNELS),
            waiting: Vec::with_capacity(BLOCK * CHANNELS),
            blocks: 0,
            sizes: (usize::MAX, 0),
        };
        flac.write_head()?;
        const LAST_COMMENT: u32 = 0x84 << 24;
        let comment = vorbis_comment(VENDOR, tags);
        let head = (LAST_COMMENT | length(comment.len()).min(0x00ff_ffff)).to_be_bytes();
        flac.put(&head)?;
        flac.put(&comment)?;
        Ok(flac)
    }

    /// The marker and the STREAMINFO block (section 8.2), whose counts and checksum are only known at the
    /// end; until then they are 0, which says so.
    fn write_head(&mut self) -> Result<(), SynthError> {
        let mut head = b"fLaC\0\0\0\x22".to_vec();
        let size = length(BLOCK).to_be_bytes();
        head.extend([&size[2..], &size[2..]].concat());
        let (small, large) = if self.blocks == 0 { (0, 0) } else { self.sizes };
        head.extend(&length(small).to_be_bytes()[1..]);
        head.extend(&length(large).to_be_bytes()[1..]);
        let packed = u64::from(self.sample_rate) << 44
            | (CHANNELS as u64 - 1) << 41
            | u64::from(self.bits - 1) << 36
            | self.context.total_samples() as u64;
        head.extend(packed.to_be_bytes());
        head.extend(if self.blocks == 0 { [0; 16] } else { self.context.md5_digest() });
        self.put(&head)
    }

    /// Encodes the samples that wait.
    fn block(&mut self) -> Result<(), SynthError> {
        let mut buffer = FrameBuf::with_size(CHANNELS, BLOCK).map_err(refused)?;
        // The last block may be of any length.
        buffer.resize(self.waiting.len() / CHANNELS);
        buffer.fill_interleaved(&self.waiting).map_err(refused)?;
        self.context.fill_interleaved(&self.waiting).map_err(refused)?;
        let block =
            flacenc::encode_fixed_size_frame(&self.config, &buffer, self.blocks, &self.info);
        let mut bits = ByteSink::new();
        block.map_err(refused)?.write(&mut bits).map_err(refused)?;
        let bytes = bits.into_inner();
        self.sizes = (self.sizes.0.min(bytes.len()), self.sizes.1.max(bytes.len()));
        self.blocks += 1;
        self.waiting.clear();
        self.put(&bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        self.out.write_all(bytes).map_err(SynthError::writing)
    }
}

impl<W: Write + Seek> Encoder for Flac<W> {
    fn write(&mut self, frames: &[Frame]) -> Result<(), SynthError> {
        for frame in frames {
            self.waiting.extend(frame.map(|sample| self.dither.quantise(sample)));
            if self.waiting.len() == BLOCK * CHANNELS {
                self.block()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        if !self.waiting.is_empty() {
            self.block()?;
        }
        let end = self.out.stream_position().map_err(SynthError::writing)?;
        self.out.seek(SeekFrom::Start(self.start)).map_err(SynthError::writing)?;
        self.write_head()?;
        self.out.seek(SeekFrom::Start(end)).map_err(SynthError::writing)?;
        self.out.flush().map_err(SynthError::writing)
    }
}

fn refused(error: impl std::error::Error) -> SynthError {
    SynthError::Encode { format: "FLAC", reason: error.to_string() }
}
