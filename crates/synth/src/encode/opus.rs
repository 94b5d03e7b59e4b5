use std::io::Write;

use opus_pure::{
    Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead, OpusTags, RateControl,
};

use super::tags::Tags;
use super::{CHANNELS, Encoder, VENDOR};
use crate::{Frame, SynthError};

/// Frames in a packet: 20 ms.
const PACKET: usize = 960;
const SAMPLE_RATE: i32 = 48_000;

/// Writes Ogg Opus (RFC 6716, RFC 7845): decoded, it has exactly as many samples as went in.
pub(super) struct Opus<W: Write> {
    encoder: OpusEncoder,
    writer: OggOpusWriter<W>,
    /// Samples a player leaves out at the beginning, while the decoder finds its feet.
    pre_skip: usize,
    waiting: Vec<f32>,
    frames: u64,
    packet: Vec<u8>,
}

impl<W: Write> Opus<W> {
    pub(super) fn new(
        out: W,
        sample_rate: u32,
        kbps: u32,
        tags: &Tags,
    ) -> Result<Self, SynthError> {
        if sample_rate != SAMPLE_RATE.unsigned_abs() {
            let what = "Opus is always 48000 Hz: render at that sample rate";
            return Err(SynthError::Setting(what.into()));
        }
        let kbps = i32::try_from(kbps).ok().filter(|kbps| (16..=510).contains(kbps));
        let Some(kbps) = kbps else {
            return Err(SynthError::Setting("Opus needs a rate from 16 to 510 kbit/s".into()));
        };
        let encoder = OpusEncoder::new(SAMPLE_RATE, CHANNELS, Application::Audio);
        let mut encoder = encoder.map_err(refused)?;
        encoder.bitrate_bps = kbps * 1000;
        encoder.rate_control = RateControl::Vbr;
        let head = OpusHead::for_encoder(&encoder, sample_rate);
        let pre_skip = usize::from(head.pre_skip);
        let mut lines = OpusTags::new();
        lines.vendor = VENDOR.into();
        for (name, value) in tags.pairs() {
            lines.push(&name, value).map_err(refused)?;
        }
        let writer = OggOpusWriter::with_tags(out, head, lines).map_err(refused)?;
        let (waiting, packet) = (Vec::new(), vec![0; MAX_PACKET_BYTES]);
        Ok(Self { encoder, writer, pre_skip, waiting, frames: 0, packet })
    }

    /// Encodes the first packet's worth of what waits; `last` is the granule position at which
    /// the stream ends, if this packet is the last.
    fn packet(&mut self, last: Option<u64>) -> Result<(), SynthError> {
        let samples = &self.waiting[..PACKET * CHANNELS];
        let bytes = self.encoder.encode(samples, PACKET, &mut self.packet).map_err(refused)?;
        self.waiting.drain(..PACKET * CHANNELS);
        let packet = &self.packet[..bytes];
        let Some(last) = last else { return self.writer.write_packet(packet).map_err(refused) };
        let done = u64::try_from(self.writer.granule()).unwrap_or(0);
        let left = u32::try_from(last.saturating_sub(done)).unwrap_or(u32::MAX);
        self.writer.write_packet_with_duration(packet, left).map_err(refused)
    }
}

impl<W: Write> Encoder for Opus<W> {
    fn write(&mut self, frames: &[Frame]) -> Result<(), SynthError> {
        self.frames += frames.len() as u64;
        self.waiting.extend_from_slice(frames.as_flattened());
        // One packet is always held back, so that the end can be marked on the last one.
        while self.waiting.len() > PACKET * CHANNELS {
            self.packet(None)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        // The encoder is behind by the pre-skip: so much silence brings out the rest.
        let missing = self.waiting.len() + self.pre_skip * CHANNELS;
        let packets = missing.div_ceil(PACKET * CHANNELS).max(1);
        self.waiting.resize(packets * PACKET * CHANNELS, 0.0);
        let end = self.frames + self.pre_skip as u64;
        for packet in 1..=packets {
            self.packet((packet == packets).then_some(end))?;
        }
        self.writer.finish().map_err(refused)?.flush().map_err(SynthError::writing)
    }
}

fn refused(error: opus_pure::Error) -> SynthError {
    match error {
        opus_pure::Error::Io(error) => SynthError::writing(error),
        other => SynthError::Encode { format: "Opus", reason: other.to_string() },
    }
}
