use std::io::{Seek, SeekFrom, Write};

use rusty_mp3::{Error, Mp3Encoder, Mp3EncoderConfig};

use super::tags::Tags;
use super::{Encoder, id3};
use crate::{Frame, SynthError};

/// The sample rates of layer III, in Hz.
pub(super) const RATES: [u32; 9] =
    [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/// Writes MP3 (ISO/IEC 11172-3, layer III) with an ID3v2.4 tag before it and an Info frame from
/// which players learn the exact length; a stream goes without, since the frame would say 0.
pub(super) struct Mp3<W> {
    out: W,
    encoder: Mp3Encoder,
    sample_rate: u32,
    /// Where the Info frame stands; its numbers are only known at the end. `None` in a stream.
    info_at: Option<u64>,
    /// Whether the first packet, the place of the Info frame, is still to come and be left out.
    leave_out: bool,
}

impl<W: Write + Seek> Mp3<W> {
    pub(super) fn new(
        mut out: W,
        sample_rate: u32,
        kbps: u32,
        tags: &Tags,
        with_info: bool,
    ) -> Result<Self, SynthError> {
        if !RATES.contains(&sample_rate) {
            let what =
                "MP3 needs a sample rate of 48000, 44100, 32000 Hz or half or a quarter of it";
            return Err(SynthError::Setting(what.into()));
        }
        if !(8..=320).contains(&kbps) {
            return Err(SynthError::Setting("MP3 needs a rate from 8 to 320 kbit/s".into()));
        }
        out.write_all(&id3::tag(tags)).map_err(SynthError::writing)?;
        let info_at = out.stream_position().map_err(SynthError::writing)?;
        let encoder = Mp3Encoder::new(Mp3EncoderConfig { bitrate_kbps: kbps, vbr_quality: None });
        let info_at = with_info.then_some(info_at);
        Ok(Self { out, encoder, sample_rate, info_at, leave_out: !with_info })
    }

    fn drain(&mut self) -> Result<(), SynthError> {
        loop {
            match self.encoder.next_packet() {
                Ok(_) if self.leave_out => self.leave_out = false,
                Ok(packet) => self.out.write_all(&packet).map_err(SynthError::writing)?,
                Err(Error::Again | Error::Eof) => return Ok(()),
                Err(error) => return Err(refused(error)),
            }
        }
    }
}

impl<W: Write + Seek> Encoder for Mp3<W> {
    fn write(&mut self, frames: &[Frame]) -> Result<(), SynthError> {
        self.encoder.push_pcm_f32(frames.as_flattened(), 2, self.sample_rate).map_err(refused)?;
        self.drain()
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        self.encoder.finish();
        self.drain()?;
        if let (Some(info), Some(at)) = (self.encoder.lame_tag_frame(), self.info_at) {
            let end = self.out.stream_position().map_err(SynthError::writing)?;
            self.out.seek(SeekFrom::Start(at)).map_err(SynthError::writing)?;
            self.out.write_all(info).map_err(SynthError::writing)?;
            self.out.seek(SeekFrom::Start(end)).map_err(SynthError::writing)?;
        }
        self.out.flush().map_err(SynthError::writing)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(error: Error) -> SynthError {
    SynthError::Encode { format: "MP3", reason: format!("{error:?}") }
}
